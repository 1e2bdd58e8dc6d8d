// SPDX-License-Identifier: GPL-2.0-only
// Finds spans and marks by a part of their names or details. Each name is looked at once.
import { Columns } from "./columns.js";

export class Search {
	constructor(trace, layout) {
		Object.assign(this, { trace, layout, hits: [], current: -1, lanes: new Map(), text: "" });
	}

	find(text) {
		const wanted = text.trim().toLowerCase();

		this.text = wanted;
		this.hits = [];
		this.current = -1;
		this.lanes = new Map();
		if (!wanted)
			return;
		const matches = Uint8Array.from(this.trace.strings,
			(name) => name.toLowerCase().includes(wanted));

		this.findSpans(matches);
		this.findMarks(matches);
		this.hits.sort((a, b) => a.at - b.at);
	}

	findSpans(matches) {
		const { spans } = this.trace;

		for (const row of this.layout.shown) {
			for (const lane of row.lanes) {
				const columns = new Columns({ at: Float64Array, end: Float64Array });

				lane.spans.forEach((span, i) => {
					if (!matches[spans.name[span]] && !matches[spans.detail[span]])
						return;
					const hit = columns.add();

					columns.at[hit] = lane.begin[i];
					columns.end[hit] = lane.end[i];
					this.hits.push({ at: lane.begin[i], span });
				});
				columns.resize(columns.length);
				if (columns.length)
					this.lanes.set(lane, columns);
			}
		}
	}

	findMarks(matches) {
		const { marks } = this.trace;

		for (let mark = 0; mark < marks.length; mark++) {
			if (matches[marks.name[mark]] || matches[marks.detail[mark]])
				this.hits.push({ at: marks.at[mark], mark });
		}
	}

	// The hit `step` further, round and round; the first one asked for is the first after `from`.
	go(step, from) {
		const { hits } = this;

		if (!hits.length)
			return null;
		if (this.current < 0) {
			const next = hits.findIndex((hit) => hit.at >= from);

			this.current = step > 0 ? Math.max(next, 0) : (next > 0 ? next : hits.length) - 1;
		} else {
			this.current = (this.current + step + hits.length) % hits.length;
		}
		return hits[this.current];
	}
}
