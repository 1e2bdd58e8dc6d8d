// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where everything stands: rows have tracks, a track has lanes, in a lane spans follow one another.
 *
 *	VM 1      phases   |firmware|boot            |user space      |
 *	          levels            |early|core|…    |
 *	  vCPU 0  runs     |pCPU 1          |pCPU 0                   |
 *	          calls             |acpi_init |
 *	                             |irq| nested: one lane deeper
 *	          exits    ▂▁▃▂▁▁▂
 *
 * A lane has copies of what drawing needs, in the order of time, so that a search finds what is
 * visible and sums say how full a pixel is.
 */
import { MARK, ROW, SPAN } from "./kinds.js";

// What is in one track together, from top to bottom, and how high its lanes are.
const TRACKS = {
	phase: { kinds: [SPAN.PHASE], height: 20 },
	level: { kinds: [SPAN.LEVEL], height: 18 },
	run: { kinds: [SPAN.RUN], height: 14 },
	task: { kinds: [SPAN.TASK], height: 16 },
	calls: {
		kinds: [SPAN.INITCALL, SPAN.STEP, SPAN.SYSCALL, SPAN.IRQ, SPAN.SOFTIRQ, SPAN.FUNC],
		height: 18,
	},
	exits: { kinds: [SPAN.EXIT], height: 22 },
};
const TRACK_OF = Object.entries(TRACKS).reduce((of, [name, { kinds }]) => {
	for (const kind of kinds)
		of[kind] = name;
	return of;
}, []);

const MOST_LANES = 40;
export const MARKS_HEIGHT = 14;
export const ROW_GAP = 10;
const LANE_GAP = 2;
const EMPTY_HEIGHT = 16;

class Lane {
	constructor(track) {
		this.track = track;
		this.list = [];
		this.last = -Infinity;
	}

	close(spans) {
		const n = this.list.length;
		let most = -Infinity, sum = 0;

		this.spans = Uint32Array.from(this.list);
		this.list = null;
		this.begin = new Float64Array(n);
		this.end = new Float64Array(n);
		this.sum = new Float64Array(n + 1);
		for (let i = 0; i < n; i++) {
			const span = this.spans[i];

			this.begin[i] = spans.begin[span];
			// Ends ascend, so that they can be searched, in a lane of overlaps, too.
			most = Math.max(most, spans.end[span]);
			this.end[i] = most;
			sum += spans.end[span] - spans.begin[span];
			this.sum[i + 1] = sum;
		}
	}
}

// The first lane in which `span` has room: one that is called is below its caller.
function laneFor(lanes, track, begin) {
	let lane = lanes.find((one) => one.last <= begin);

	if (!lane && lanes.length < MOST_LANES) {
		lane = new Lane(track);
		lanes.push(lane);
	}
	return lane ?? lanes[lanes.length - 1];
}

// The spans of each row and track, in the order in which they begin, callers before callees.
function sortSpans(trace) {
	const { spans } = trace;
	const order = new Uint32Array(spans.length);

	for (let i = 0; i < order.length; i++)
		order[i] = i;
	return order.sort((a, b) => spans.begin[a] - spans.begin[b] || spans.end[b] - spans.end[a] ||
		b - a);
}

function fill(trace, rows) {
	const { spans } = trace;

	for (const span of sortSpans(trace)) {
		const row = rows[spans.row[span]];
		const track = TRACK_OF[spans.kind[span]];

		if (!row || !track)
			continue;
		const lane = laneFor(row.tracks[track] ??= [], track, spans.begin[span]);

		lane.list.push(span);
		lane.last = Math.max(lane.last, spans.end[span]);
	}
}

function fillMarks(trace, rows) {
	const { marks } = trace;
	const order = Uint32Array.from({ length: marks.length }, (_, i) => i)
		.sort((a, b) => marks.at[a] - marks.at[b]);

	for (const mark of order)
		rows[marks.row[mark]]?.markList.push(mark);
	for (const row of rows) {
		row.marks = Uint32Array.from(row.markList);
		row.markTimes = Float64Array.from(row.marks, (mark) => marks.at[mark]);
		row.markList = null;
	}
}

function flatten(row) {
	row.lanes = [];
	row.depth = 0;
	for (const name of Object.keys(TRACKS)) {
		for (const lane of row.tracks[name] ?? []) {
			row.lanes.push(lane);
		}
	}
	row.tracks = null;
}

// VMs with their vCPUs, then pCPUs.
function sortRows(rows) {
	const roots = rows.filter((row) => row.kind === ROW.VM || !rows[row.parent])
		.sort((a, b) => (a.kind === ROW.PCPU) - (b.kind === ROW.PCPU) || a.vmId - b.vmId ||
			a.number - b.number || a.id - b.id);
	const below = rows.map(() => []), isRoot = new Set(roots);

	for (const row of rows) {
		if (!isRoot.has(row))
			below[row.parent].push(row);
	}
	return roots.flatMap((row) => {
		row.hasChildren = below[row.id].length > 0;
		return [row, ...below[row.id].sort((a, b) => a.number - b.number || a.id - b.id)];
	});
}

// Rows in the order in which they are shown, with lanes and marks.
export function arrange(trace) {
	const rows = trace.rows.map((row) => ({ ...row, tracks: {}, markList: [], folded: false }));

	fill(trace, rows);
	fillMarks(trace, rows);
	for (const row of rows) {
		flatten(row);
		for (const lane of row.lanes)
			lane.close(trace.spans);
		row.isChild = row.kind === ROW.VCPU && Boolean(rows[row.parent]);
	}
	const panics = Array.from(trace.marks.at.subarray(0, trace.marks.length))
		.filter((_, mark) => trace.marks.kind[mark] === MARK.PANIC);

	return { byId: rows, shown: sortRows(rows), panics: Float64Array.from(panics).sort() };
}

const MOST_STRETCH = 1.6;

// Gives each row and lane its place from top to bottom. Few rows are higher, up to `room`. Returns
// the height of all.
export function place(layout, room = 0) {
	const height = placeBy(layout, 1);
	const stretch = Math.min(MOST_STRETCH, room / height);

	return stretch > 1 ? placeBy(layout, stretch) : height;
}

function placeBy(layout, stretch) {
	let y = 6;

	for (const row of layout.shown) {
		row.hidden = row.isChild && layout.byId[row.parent].folded;
		if (row.hidden)
			continue;
		row.y = y;
		for (const lane of row.lanes) {
			lane.y = y;
			lane.height = Math.floor(TRACKS[lane.track].height * stretch);
			y += lane.height + LANE_GAP;
		}
		row.marksY = y;
		if (row.marks.length)
			y += MARKS_HEIGHT;
		if (!row.lanes.length && !row.marks.length)
			y += EMPTY_HEIGHT;
		row.height = Math.max(y - row.y, 18);
		y = row.y + row.height + Math.floor(ROW_GAP * stretch);
	}
	return y;
}
