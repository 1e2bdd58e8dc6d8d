// SPDX-License-Identifier: GPL-2.0-only
// Puts the page together: reads the trace that is in it, then shows it.
import { decode } from "./decode.js";
import { byId } from "./dom.js";
import { Exits } from "./exits.js";
import { showHeader } from "./header.js";
import { listenToKeys, listenToTabs } from "./keys.js";
import { Search } from "./search.js";
import { showSelection } from "./selection.js";
import { Slowest } from "./slowest.js";
import { Theme } from "./theme.js";
import { Timeline } from "./timeline.js";

function fail(error) {
	byId("loading").textContent = `This page cannot be shown: ${error.message}.`;
	byId("loading").setAttribute("role", "alert");
}

function show(trace) {
	const theme = new Theme(byId("theme"));

	byId("loading").hidden = true;
	document.querySelector("main").hidden = false;
	const tabs = listenToTabs();
	let current = null;
	const zoom = () => current?.span !== undefined && timeline.zoomTo(current.span);
	const select = (what, reveal = false) => {
		current = what;
		timeline.select(what, reveal);
		showSelection(trace, timeline.layout, what, zoom);
		if (what)
			tabs.open("selection");
	};
	const timeline = new Timeline({ trace, theme, selected: (what) => select(what) });
	const search = new Search(trace, timeline.layout);
	const found = () => {
		const { hits, current: at, text } = search;

		byId("found").textContent = !text ? "" : !hits.length ? "none" :
			`${at < 0 ? "" : `${at + 1}/`}${hits.length}`;
		timeline.painter.found = text ? search : null;
		timeline.redraw();
	};
	const find = (text) => {
		search.find(text);
		found();
	};
	const next = (step) => {
		const hit = search.go(step, timeline.view.range()[0]);

		if (hit)
			select(hit, true);
		found();
	};
	const actions = {
		next, zoom,
		beside: (step) => {
			const other = current?.span === undefined ? null : timeline.beside(current.span, step);

			if (other)
				select(other, true);
		},
		forget: () => {
			byId("search").value = "";
			find("");
			select(null);
		},
	};

	theme.changed = () => {
		timeline.overview.paint();
		timeline.redraw();
	};
	showHeader(trace, (mark) => select({ mark }, true));
	new Slowest({ trace, layout: timeline.layout, chosen: (span) => {
		timeline.select({ span }, true);
		timeline.zoomTo(span);
		current = { span };
		showSelection(trace, timeline.layout, current, zoom);
	} });
	new Exits({ trace, layout: timeline.layout, chosen: (name) => {
		byId("search").value = name;
		find(name);
	} });
	byId("search").addEventListener("input", (event) => find(event.target.value));
	byId("search-form").addEventListener("submit", (event) => {
		event.preventDefault();
		next(1);
	});
	byId("previous").addEventListener("click", () => next(-1));
	byId("in").addEventListener("click", () => timeline.view.by(2));
	byId("out").addEventListener("click", () => timeline.view.by(0.5));
	byId("fit").addEventListener("click", () => timeline.view.fit());
	byId("help-button").addEventListener("click", () => byId("help").showModal());
	listenToKeys({ timeline, actions });
	return { trace, timeline, search, theme };
}

try {
	// A deferred script: the data behind it is there. What tests look at is window.hypertrace.
	const data = byId("trace");
	const trace = await decode(data?.textContent ?? "");

	data.remove();
	const parts = show(trace);

	parts.timeline.onDraw = () => {
		window.hypertrace = parts;
		parts.firstDraw ??= performance.now();
	};
} catch (error) {
	fail(error);
}
