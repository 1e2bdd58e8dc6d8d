// SPDX-License-Identifier: GPL-2.0-only
// The keyboard. Keys that are typed into a field, or move in the tables, are left to those.
import { byId } from "./dom.js";

const STEP = 0.15, FACTOR = 1.5, ROWS = 48;

export function listenToKeys({ timeline, actions }) {
	const { view, scroller } = timeline;
	const zoom = (factor) => view.by(factor, timeline.pointer ?? undefined);
	const keys = {
		w: () => zoom(FACTOR), "+": () => zoom(FACTOR), "=": () => zoom(FACTOR),
		s: () => zoom(1 / FACTOR), "-": () => zoom(1 / FACTOR),
		a: () => view.pan(-STEP), ArrowLeft: () => view.pan(-STEP),
		d: () => view.pan(STEP), ArrowRight: () => view.pan(STEP),
		ArrowUp: () => scroller.scrollBy(0, -ROWS), ArrowDown: () => scroller.scrollBy(0, ROWS),
		f: () => view.fit(), 0: () => view.fit(), Home: () => view.fit(),
		"/": () => byId("search").select(),
		n: () => actions.next(1), p: () => actions.next(-1),
		",": () => actions.beside(-1), ".": () => actions.beside(1),
		Enter: actions.zoom, Escape: actions.forget,
		t: () => byId("theme").click(), "?": () => byId("help").showModal(),
	};

	document.addEventListener("keydown", (event) => {
		const inPanel = event.target.closest?.("#panel, header, dialog");
		const typing = event.target.matches?.("input, select");

		if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open)
			return;
		if (typing && event.key !== "Escape")
			return;
		if (inPanel && /^(Arrow|Enter|Home)/.test(event.key))
			return;
		if (!Object.hasOwn(keys, event.key))
			return;
		event.preventDefault();
		if (typing)
			event.target.blur();
		keys[event.key]();
	});
}

// Tabs as people expect them: arrows go from one to the next.
export function listenToTabs() {
	const tabs = [...document.querySelectorAll("[role=tab]")], panel = byId("panel");
	const open = (wanted) => {
		for (const tab of tabs) {
			tab.setAttribute("aria-selected", String(tab === wanted));
			tab.tabIndex = tab === wanted ? 0 : -1;
			byId(tab.getAttribute("aria-controls")).hidden = tab !== wanted;
		}
	};
	const shrink = (shrunk) => {
		panel.classList.toggle("shrunk", shrunk);
		byId("shrink").setAttribute("aria-expanded", String(!shrunk));
		byId("shrink").textContent = shrunk ? "▴" : "▾";
	};

	tabs.forEach((tab, i) => {
		tab.addEventListener("click", () => {
			open(tab);
			shrink(false);
		});
		tab.addEventListener("keydown", (event) => {
			const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];

			if (step) {
				const next = tabs[(i + step + tabs.length) % tabs.length];

				open(next);
				next.focus();
			}
		});
	});
	byId("shrink").addEventListener("click", () => shrink(!panel.classList.contains("shrunk")));
	return { open: (name) => open(byId(`tab-${name}`)) };
}
