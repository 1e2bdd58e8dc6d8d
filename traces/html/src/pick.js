// SPDX-License-Identifier: GPL-2.0-only
// What is under the pointer, and what is next to it.
import { above } from "./columns.js";
import { MARKS_HEIGHT } from "./lanes.js";

const NEAR = 3; // pixels

function rowAt(layout, y) {
	return layout.shown.find((row) => !row.hidden && y >= row.y && y < row.y + row.height);
}

function markAt(row, scale, x) {
	const from = scale.invert(x - 6), to = scale.invert(x + 6);
	const first = above(row.markTimes, from), next = above(row.markTimes, to);

	if (first >= next)
		return null;
	const middle = scale.invert(x);
	let best = first;

	for (let i = first; i < Math.min(next, first + 64); i++) {
		if (Math.abs(row.markTimes[i] - middle) < Math.abs(row.markTimes[best] - middle))
			best = i;
	}
	return { mark: row.marks[best], more: next - first - 1 };
}

function spanIn(lane, scale, x) {
	const at = scale.invert(x), from = scale.invert(x - NEAR), to = scale.invert(x + NEAR);
	const inside = above(lane.end, at);

	// The pointer is in it, and it is wide enough to be meant.
	if (inside < lane.begin.length && lane.begin[inside] <= at &&
	    lane.end[inside] - lane.begin[inside] > (to - from) / 2)
		return { span: lane.spans[inside], more: 0 };
	const first = above(lane.end, from), next = above(lane.begin, to);

	if (first >= next)
		return null;
	let best = first;

	for (let i = first; i < Math.min(next, first + 256); i++) {
		if (lane.end[i] - lane.begin[i] > lane.end[best] - lane.begin[best])
			best = i;
	}
	return { span: lane.spans[best], more: next - first - 1 };
}

// { row, span or mark, more: how many others are in the same place } or null.
export function pick(layout, scale, x, y) {
	const row = rowAt(layout, y);

	if (!row)
		return null;
	if (row.marks.length && y >= row.marksY && y < row.marksY + MARKS_HEIGHT) {
		const found = markAt(row, scale, x);

		return found && { row, ...found };
	}
	const lane = row.lanes.find((one) => y >= one.y && y < one.y + one.height);
	const found = lane && spanIn(lane, scale, x);

	return found ? { row, ...found } : null;
}

// Where a span stands: its row, its lane and its place in that.
export function locate(layout, trace, span) {
	const row = layout.byId[trace.spans.row[span]];

	for (const lane of row?.lanes ?? []) {
		let i = above(lane.begin, trace.spans.begin[span]) - 1;

		for (; i >= 0 && lane.begin[i] === trace.spans.begin[span]; i--) {
			if (lane.spans[i] === span)
				return { row, lane, i };
		}
	}
	return null;
}
