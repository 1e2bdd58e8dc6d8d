// SPDX-License-Identifier: GPL-2.0-only
// The page's head: what the trace is, what is missing in it, and what went wrong in its VMs.
import { byId, el } from "./dom.js";
import { count, duration, plural } from "./format.js";
import { MARK, ROW } from "./kinds.js";

const MOST_CHIPS = 3;

function losses(trace) {
	const lines = [];

	if (trace.lost)
		lines.push(`${plural(trace.lost, "record")} lost between guest and host`);
	if (trace.discarded || trace.discardedUncounted)
		lines.push((trace.discarded ? `${plural(trace.discarded, "event")} or packets` : "events") +
			" discarded by the tracer" + (trace.discardedUncounted ? ", and more, uncounted" : ""));
	if (trace.truncated)
		lines.push("the trace could not be read to its end: what follows is missing");
	return lines;
}

export function showHeader(trace, chosen) {
	const vms = trace.rows.filter((row) => row.kind === ROW.VM).length;
	const vcpus = trace.rows.filter((row) => row.kind === ROW.VCPU).length;
	const lost = losses(trace), { marks, strings } = trace, chips = [];

	byId("title").textContent = trace.name;
	byId("title").title = trace.name;
	document.title = `${trace.name} – hypertrace`;
	byId("summary").textContent = [
		trace.vm ? `only VM ${trace.vm}` : "", plural(vms, "VM"), plural(vcpus, "vCPU"),
		duration(trace.end - trace.begin), plural(trace.events, "event"),
		`${count(trace.spans.length)} spans`,
	].filter(Boolean).join(" · ");
	const words = lost.length ? [`Incomplete: ${lost.join("; ")}.`] : [];

	if (!trace.spans.length && !marks.length)
		words.push("There is nothing of any VM in this trace; hypertrace doctor may know why.");
	byId("banner").hidden = !words.length;
	byId("banner").textContent = words.join(" ");
	for (let mark = 0; mark < marks.length && chips.length < MOST_CHIPS; mark++) {
		if (marks.kind[mark] !== MARK.PANIC && marks.kind[mark] !== MARK.OOPS)
			continue;
		const kind = marks.kind[mark] === MARK.PANIC ? "Panic" : "Oops";
		const name = strings[marks.name[mark]];
		const words = name === kind ? strings[marks.detail[mark]] : name;

		chips.push(el("button", { type: "button", title: "Show it",
			onclick: () => chosen(mark) }, words ? `${kind}: ${words}` : kind));
	}
	byId("chips").replaceChildren(...chips);
}
