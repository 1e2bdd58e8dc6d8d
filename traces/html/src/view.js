// SPDX-License-Identifier: GPL-2.0-only
/*
 * What part of the trace is seen. d3-zoom keeps it as a transform of what a whole trace looks like at
 * the canvas' width, and makes wheel, mouse and fingers change it; keys and tables go through it, too.
 * Up and down is the scrolling of an element, so that it has the browser's own scroll bar.
 */
import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";

// No closer than this: nanoseconds across the canvas.
const CLOSEST = 50;

export class View {
	constructor({ canvas, scroller, begin, end, changed }) {
		this.canvas = select(canvas);
		this.scroller = scroller;
		this.whole = scaleLinear([begin, Math.max(end, begin + 1)], [0, 1]);
		this.scale = this.whole.copy();
		this.transform = zoomIdentity;
		this.width = 0;
		this.changed = changed;
		this.zoom = zoom()
			.filter((event) => !event.button)
			.wheelDelta((event) => -event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.002) *
				(event.ctrlKey ? 5 : 1))
			.clickDistance(4)
			.on("zoom", (event) => this.zoomed(event));
		this.canvas.call(this.zoom);
		// Sideways, or with shift: along the trace. d3-zoom knows only closer and further.
		canvas.addEventListener("wheel", (event) => this.wheel(event), { capture: true });
	}

	wheel(event) {
		const along = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;

		if (!event.shiftKey && Math.abs(event.deltaX) <= Math.abs(event.deltaY))
			return;
		event.preventDefault();
		event.stopImmediatePropagation();
		this.pan(along / this.width);
	}

	zoomed({ transform, sourceEvent }) {
		const before = this.transform;

		this.transform = transform;
		this.scale = transform.rescaleX(this.whole);
		if (sourceEvent && sourceEvent.type !== "wheel" && before.k === transform.k)
			this.scroller.scrollTop -= transform.y - before.y;
		this.changed();
	}

	// The canvas has another width: what is seen stays.
	resize(width) {
		const seen = this.width ? this.range() : this.whole.domain();
		const [begin, end] = this.whole.domain();

		this.width = width;
		this.whole.range([0, width]);
		this.zoom.extent([[0, 0], [width, 1]])
			.translateExtent([[0, -Infinity], [width, Infinity]])
			.scaleExtent([1, Math.max(1, (end - begin) / CLOSEST)]);
		this.show(...seen);
	}

	// From when to when one sees.
	range() {
		return this.scale.domain();
	}

	show(from, to) {
		const [begin, end] = this.whole.domain();
		const least = Math.min(CLOSEST, end - begin);
		const long = Math.min(Math.max(to - from, least), end - begin);
		const left = Math.max(begin, Math.min((from + to - long) / 2, end - long));
		const k = (end - begin) / long;

		this.canvas.call(this.zoom.transform,
			zoomIdentity.translate(-k * this.whole(left), this.transform.y).scale(k));
	}

	fit() {
		this.show(...this.whole.domain());
	}

	// A span with some room around it.
	showSpan(from, to) {
		const room = Math.max((to - from) * 0.25, CLOSEST);

		this.show(from - room, to + room);
	}

	// A span is made visible, without coming closer than needed.
	reveal(from, to) {
		const [left, right] = this.range();
		const pixels = ((to - from) / (right - left)) * this.width;

		if (pixels < 4)
			this.show((from + to) / 2 - Math.max(to - from, CLOSEST) * 20,
				(from + to) / 2 + Math.max(to - from, CLOSEST) * 20);
		else if (pixels > this.width)
			this.showSpan(from, to);
		else if (from < left || to > right)
			this.show((from + to) / 2 - (right - left) / 2, (from + to) / 2 + (right - left) / 2);
	}

	by(factor, at = this.width / 2) {
		this.canvas.call(this.zoom.scaleBy, factor, [at, 0]);
	}

	// By a part of what is seen.
	pan(part) {
		this.canvas.call(this.zoom.translateBy, (-part * this.width) / this.transform.k, 0);
	}
}
