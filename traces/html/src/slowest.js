// SPDX-License-Identifier: GPL-2.0-only
// The slowest initcalls, or whatever else there is, and where their time went.
import { rowName } from "./describe.js";
import { byId, el } from "./dom.js";
import { count, duration } from "./format.js";
import { COST, OPEN, RET, SPAN, SPAN_NAMES } from "./kinds.js";
import { comparing, Table } from "./table.js";

// No more lines than anyone reads; they are the first by the column that sorts.
const MOST = 100;
const KINDS = [SPAN.INITCALL, SPAN.LEVEL, SPAN.PHASE, SPAN.STEP, SPAN.FUNC, SPAN.SYSCALL, SPAN.IRQ,
	SPAN.SOFTIRQ, SPAN.TASK, SPAN.EXIT];

function columnsOf(trace, layout) {
	const { spans, strings } = trace;
	const long = (i) => spans.end[i] - spans.begin[i];
	const cost = (i, value, text) => (spans.flags[i] & COST ? text(value(i)) : "");
	const known = (value) => (i) => (spans.flags[i] & COST ? value(i) : -1);
	const guest = (i) => long(i) - spans.hv[i];

	return [
		{ title: "Name", words: true, value: (i) => strings[spans.name[i]],
			text: (i) => strings[spans.name[i]] },
		{ title: "Took", value: long,
			text: (i) => duration(long(i)) + (spans.flags[i] & OPEN ? " …" : "") },
		{ title: "Guest", value: known(guest), text: (i) => cost(i, guest, duration) },
		{ title: "Hypervisor", value: known((i) => spans.hv[i]),
			text: (i) => cost(i, () => spans.hv[i], duration) },
		{ title: "Exits", value: known((i) => spans.exits[i]),
			text: (i) => cost(i, () => spans.exits[i], count) },
		{ title: "Returned", value: (i) => spans.ret[i],
			text: (i) => (spans.flags[i] & RET ? String(spans.ret[i]) : "") },
		{ title: "Began at", value: (i) => spans.begin[i],
			text: (i) => duration(spans.begin[i] - trace.begin) },
		{ title: "Where", words: true, value: (i) => rowName(layout, spans.row[i]),
			text: (i) => rowName(layout, spans.row[i]) },
	];
}

export class Slowest {
	constructor({ trace, layout, chosen }) {
		const { spans } = trace;

		this.trace = trace;
		this.counts = new Array(SPAN_NAMES.length).fill(0);
		for (let i = 0; i < spans.length; i++)
			this.counts[spans.kind[i]]++;
		const kinds = KINDS.filter((kind) => this.counts[kind]);

		this.kind = kinds[0];
		this.table = new Table({
			label: "Slowest", columns: columnsOf(trace, layout), sortBy: 1, chosen,
			lines: (column, descending) => this.lines(column, descending),
		});
		this.note = el("p", { class: "note" });
		this.select = el("select", { id: "kind", onchange: () => this.choose() },
			...kinds.map((kind) => el("option", { value: kind },
				`${SPAN_NAMES[kind]}s (${count(this.counts[kind])})`)));
		if (!kinds.length) {
			byId("slowest").replaceChildren(el("p", { class: "note" },
				"Nothing in this trace took any time: it has no initcalls, steps or calls."));
			return;
		}
		byId("slowest").replaceChildren(
			el("div", { class: "bar" }, el("label", { for: "kind" }, "Slowest "), this.select,
				this.note),
			el("div", { class: "wide" }, this.table.element));
		this.table.fill();
	}

	choose() {
		this.kind = Number(this.select.value);
		this.table.fill();
	}

	lines(column, descending) {
		const { spans } = this.trace, all = [];

		for (let i = 0; i < spans.length; i++) {
			if (spans.kind[i] === this.kind)
				all.push(i);
		}
		all.sort(comparing(column, descending));
		this.note.textContent = all.length > MOST ? `first ${MOST} of ${count(all.length)}` : "";
		return all.slice(0, MOST);
	}
}
