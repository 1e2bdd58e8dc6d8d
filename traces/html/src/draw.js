// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rows, on a canvas. However many spans there are, no lane takes more than two shapes a pixel:
 * what is narrower than a pixel is merged with what is in the same pixel, its darkness says how
 * much of that pixel's time it took. Searches in sorted arrays skip what is merged, so a picture
 * costs by its width and not by the trace's length.
 */
import { above } from "./columns.js";
import { MARK, OPEN } from "./kinds.js";
import { MARKS_HEIGHT } from "./lanes.js";

const NARROW = 1.5; // pixels; below, spans are merged
const LETTER = 6.1; // about as wide as a character of FONT
const FONT = "11px system-ui, sans-serif";
const LEVELS = 5; // of darkness

// A strip of merged spans, which grows while its look stays.
class Strip {
	constructor(painter, lane, y) {
		Object.assign(this, { painter, lane, y, from: 0, to: -1, look: "", level: 0 });
	}

	add(x, colour, level) {
		if (x === this.to && this.level === level && this.colour === colour) {
			this.to = x + 1;
			return;
		}
		this.flush();
		Object.assign(this, { from: x, to: x + 1, colour, level });
	}

	flush() {
		if (this.to <= this.from)
			return;
		const { context } = this.painter;
		const part = this.level / LEVELS, { height, track } = this.lane;
		const tall = track === "exits" ? Math.max(2, Math.round(height * part)) : height;

		context.globalAlpha = track === "exits" ? 0.9 : 0.4 + 0.6 * part;
		this.painter.rect(this.from, this.y + height - tall, this.to - this.from, tall,
			this.colour);
		context.globalAlpha = 1;
		this.to = -1;
	}
}

export class Painter {
	constructor(canvas, trace, layout, theme) {
		Object.assign(this, { canvas, trace, layout, theme, primitives: 0, found: null,
			selected: -1 });
		this.context = canvas.getContext("2d", { alpha: false });
	}

	rect(x, y, width, height, colour) {
		this.primitives++;
		if (colour !== this.brush)
			this.context.fillStyle = this.brush = colour;
		this.context.fillRect(x, y, width, height);
	}

	text(text, x, y, room, colour) {
		const most = Math.floor(room / LETTER);

		if (most < 2)
			return;
		this.primitives++;
		if (colour !== this.brush)
			this.context.fillStyle = this.brush = colour;
		this.context.fillText(text.length > most ? `${text.slice(0, most - 1)}…` : text, x, y);
	}

	// Draws what `scale` shows, `top` pixels of the rows scrolled away.
	draw(scale, ticks, top, width, height) {
		const { context, theme } = this;

		this.primitives = 0;
		this.brush = null;
		this.scale = scale;
		this.width = width;
		[this.left, this.right] = scale.domain();
		context.font = FONT;
		context.textBaseline = "middle";
		this.rect(0, 0, width, height, theme.page);
		for (const row of this.layout.shown) {
			if (row.hidden || row.y + row.height < top || row.y > top + height)
				continue;
			if (!row.isChild)
				this.rect(0, row.y - top - 4, width, 1, theme.line);
		}
		for (const tick of ticks)
			this.rect(Math.round(scale(tick)), 0, 1, height, theme.band);
		for (const row of this.layout.shown) {
			if (row.hidden || row.y + row.height < top || row.y > top + height)
				continue;
			for (const lane of row.lanes) {
				if (lane.y + lane.height >= top && lane.y <= top + height)
					this.lane(lane, lane.y - top);
			}
			this.marks(row, row.marksY - top);
		}
		this.panics(height);
	}

	colour(span) {
		const { spans, strings } = this.trace;

		return this.theme.fill(spans.kind[span], strings[spans.name[span]]);
	}

	kindColour(span) {
		return this.theme.fill(this.trace.spans.kind[span], "");
	}

	lane(lane, y) {
		const { begin, end, sum } = lane, { scale } = this;
		const perPixel = (this.right - this.left) / this.width;
		const strip = new Strip(this, lane, y);
		let i = above(end, this.left);

		// What ends where the view begins still touches it.
		while (i < begin.length && begin[i] < this.right) {
			const x = scale(begin[i]);
			const long = end[i] - begin[i];

			if (long >= NARROW * perPixel) {
				strip.flush();
				this.span(lane, i, x, y);
				i++;
				continue;
			}
			const pixel = Math.max(0, Math.floor(x));
			const until = this.left + (pixel + 1) * perPixel;
			let next = Math.max(i + 1, above(begin, until, i + 1));

			// The last of them may reach far out.
			if (next > i + 1 && end[next - 1] - begin[next - 1] >= NARROW * perPixel)
				next--;
			const part = Math.min(1, (sum[next] - sum[i]) / perPixel);

			// Of several the kind is what can be seen.
			strip.add(pixel, next > i + 1 ? this.kindColour(lane.spans[i]) :
				this.colour(lane.spans[i]), Math.ceil(part * LEVELS));
			i = next;
		}
		strip.flush();
		this.foundIn(lane, y);
	}

	span(lane, i, x, y) {
		const { context, theme, trace } = this;
		const span = lane.spans[i], { spans } = trace;
		// Whole pixels have sharp edges, and are drawn faster.
		const from = Math.round(Math.max(x, -2));
		const to = Math.round(Math.min(this.scale(lane.end[i]), this.width + 2));
		const width = Math.max(to - from - (to - from > 4 ? 1 : 0), 1);
		const name = trace.strings[spans.name[span]];

		this.rect(from, y, width, lane.height, this.colour(span));
		// Of what calls, an end that nobody saw is worth a look.
		if (lane.track === "calls" && spans.flags[span] & OPEN)
			this.rect(to - 3, y, 2, lane.height, theme.bad);
		if (span === this.selected) {
			this.primitives++;
			context.strokeStyle = theme.accent;
			context.lineWidth = 2;
			context.strokeRect(from + 1, y + 1, Math.max(width - 2, 1), lane.height - 2);
		}
		if (width > 20)
			this.text(name, Math.max(from, 0) + 4, y + lane.height / 2 + 0.5,
				to - Math.max(from, 0) - 8, theme.ink);
	}

	// What a search found is marked from above, a pixel at most once.
	foundIn(lane, y) {
		const hits = this.found?.lanes.get(lane);

		if (hits)
			this.hits(hits.at, hits.end, y, lane.height);
		if (lane.selectedAt !== undefined && lane.spans[lane.selectedAt] === this.selected) {
			const x = this.scale(lane.begin[lane.selectedAt]);

			if (x > -3 && x < this.width + 3)
				this.rect(Math.round(x) - 1, y - 1, 3, lane.height + 2, this.theme.accent);
		}
	}

	hits(at, end, y, height) {
		const perPixel = (this.right - this.left) / this.width;
		let i = above(end, this.left);

		while (i < at.length && at[i] < this.right) {
			const next = above(at, Math.max(this.left, at[i]) + 2 * perPixel, i + 1);
			const x = Math.max(0, this.scale(at[i]));
			const to = Math.min(this.width, Math.max(x + 2, this.scale(end[next - 1])));

			this.rect(x, y, to - x, 2, this.theme.accent);
			this.rect(x, y + height - 2, to - x, 2, this.theme.accent);
			i = next;
		}
	}

	// Of marks in one pixel the gravest is seen: their kinds are numbered so.
	marks(row, y) {
		const { marks, strings } = this.trace, times = row.markTimes;
		const perPixel = (this.right - this.left) / this.width;
		let i = Math.max(0, above(times, this.left - 5 * perPixel));

		while (i < times.length && times[i] <= this.right) {
			const next = above(times, times[i] + 3 * perPixel, i + 1);
			let gravest = row.marks[i];

			for (let j = i + 1; j < Math.min(next, i + 64); j++) {
				if (marks.kind[row.marks[j]] < marks.kind[gravest])
					gravest = row.marks[j];
			}
			this.glyph(marks.kind[gravest], this.scale(marks.at[gravest]), y);
			const room = next < times.length ? this.scale(times[next]) - this.scale(times[i]) : 999;

			if (next === i + 1 && room > 60)
				this.text(strings[marks.name[gravest]], this.scale(times[i]) + 8,
					y + MARKS_HEIGHT / 2, Math.min(room - 14, 260), this.theme.faint);
			i = next;
		}
	}

	glyph(kind, x, y) {
		const { context } = this, middle = y + MARKS_HEIGHT / 2;
		const size = kind <= MARK.OOPS ? 6 : 4;

		this.primitives++;
		context.fillStyle = this.brush = this.theme.mark(kind);
		context.beginPath();
		if (kind === MARK.MIGRATION) {
			context.moveTo(x, middle - size);
			context.lineTo(x + size, middle);
			context.lineTo(x, middle + size);
			context.lineTo(x - size, middle);
		} else if (kind === MARK.LOST || kind === MARK.DISCARDED || kind <= MARK.OOPS) {
			context.moveTo(x, middle - size);
			context.lineTo(x + size, middle + size - 1);
			context.lineTo(x - size, middle + size - 1);
		} else {
			context.arc(x, middle, size - 1, 0, 7);
		}
		context.fill();
	}

	// A panic goes through its whole VM.
	panics(height) {
		const times = this.layout.panics;
		const perPixel = (this.right - this.left) / this.width;
		let i = above(times, this.left - perPixel);

		while (i < times.length && times[i] <= this.right) {
			this.rect(Math.round(this.scale(times[i])), 0, 1, height, this.theme.bad);
			i = above(times, times[i] + perPixel, i + 1);
		}
	}
}
