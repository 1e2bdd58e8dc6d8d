// SPDX-License-Identifier: GPL-2.0-only
// What is selected, said in words below the timeline; and what the pointer is on, in a tooltip.
import { describe } from "./describe.js";
import { byId, el } from "./dom.js";

function definitions(lines) {
	return el("dl", {}, ...lines.flatMap(([name, value]) => [el("dt", {}, name),
		el("dd", {}, value)]));
}

export function showSelection(trace, layout, what, zoom) {
	const box = byId("selection");

	if (!what) {
		box.replaceChildren(el("p", { class: "note" },
			"Nothing is selected. Click on something, or search for it."));
		return;
	}
	const { kind, name, lines } = describe(trace, layout, what);

	box.replaceChildren(
		el("div", { class: "bar" }, el("h2", {}, name, " ", el("small", {}, kind)),
			what.span === undefined ? "" :
				el("button", { type: "button", onclick: zoom }, "Zoom to it")),
		definitions(lines));
	byId("status").textContent = `${kind} ${name}, ${lines.map(([key, value]) =>
		`${key} ${value}`).join(", ")}`;
}

export function showTip(trace, layout, what, x, y) {
	const tip = byId("tip");

	tip.hidden = !what;
	if (!what)
		return;
	const { kind, name, lines } = describe(trace, layout, what);

	tip.replaceChildren(el("strong", {}, name), el("small", {}, kind), definitions(lines));
	if (what.more)
		tip.append(el("small", {}, `and ${what.more} more here: zoom in`));
	const { width, height } = tip.getBoundingClientRect();

	tip.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - width - 8))}px`;
	tip.style.top = `${y + 18 + height > innerHeight ? Math.max(4, y - height - 12) : y + 18}px`;
}
