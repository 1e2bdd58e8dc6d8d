// SPDX-License-Identifier: GPL-2.0-only
// A span or a mark in words: for the tooltip, the details and whoever listens.
import { count, duration, percent } from "./format.js";
import { COST, MARK, MARK_NAMES, OPEN, RET, SPAN, SPAN_NAMES } from "./kinds.js";

export function rowName(layout, id) {
	const row = layout.byId[id];

	if (!row)
		return "the trace";
	return row.isChild ? `${layout.byId[row.parent].name} ▸ ${row.name}` : row.name;
}

const RETURNS = new Set([SPAN.INITCALL, SPAN.STEP, SPAN.SYSCALL, SPAN.IRQ]);

export function describeSpan(trace, layout, i) {
	const { spans, strings, begin } = trace;
	const long = spans.end[i] - spans.begin[i], flags = spans.flags[i];
	const lines = [];

	if (strings[spans.detail[i]])
		lines.push(["Detail", strings[spans.detail[i]]]);
	lines.push(["Where", rowName(layout, spans.row[i])],
		["Took", duration(long) + (flags & OPEN ? ", and nobody saw it end" : "")],
		["Began at", duration(spans.begin[i] - begin)]);
	if (flags & COST) {
		lines.push(["VM exits", count(spans.exits[i])],
			["Hypervisor", `${duration(spans.hv[i])}  ${percent(spans.hv[i], long)}`],
			["Guest", duration(Math.max(0, long - spans.hv[i]))]);
	}
	if (flags & RET)
		lines.push(["Returned", String(spans.ret[i])]);
	else if (RETURNS.has(spans.kind[i]) && flags & OPEN)
		lines.push(["Returned", "never"]);
	return { kind: SPAN_NAMES[spans.kind[i]] ?? "span", name: strings[spans.name[i]], lines };
}

export function describeMark(trace, layout, i) {
	const { marks, strings, begin } = trace, kind = marks.kind[i];
	const lines = [];

	if (strings[marks.detail[i]])
		lines.push(["Detail", strings[marks.detail[i]]]);
	lines.push(["Where", rowName(layout, marks.row[i])],
		["At", duration(marks.at[i] - begin)]);
	if (kind === MARK.MIGRATION)
		lines.push(["To", `pCPU ${marks.value[i]}`]);
	else if (kind === MARK.LOST || kind === MARK.DISCARDED)
		lines.push(["How many", marks.value[i] ? count(marks.value[i]) : "not counted"]);
	return { kind: MARK_NAMES[kind] ?? "mark", name: strings[marks.name[i]], lines };
}

export function describe(trace, layout, what) {
	return what.span !== undefined ? describeSpan(trace, layout, what.span) :
		describeMark(trace, layout, what.mark);
}
