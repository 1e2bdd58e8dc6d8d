// SPDX-License-Identifier: GPL-2.0-only
// The timeline: rows, axis, labels, overview and the pointer on them, kept in step with the view.
import { ticksOf, drawAxis } from "./axis.js";
import { byId, fitCanvas, onceAFrame } from "./dom.js";
import { Painter } from "./draw.js";
import { Labels } from "./labels.js";
import { arrange, place } from "./lanes.js";
import { Overview } from "./overview.js";
import { locate, pick } from "./pick.js";
import { showTip } from "./selection.js";
import { View } from "./view.js";

// What is drawn to: the time that the tracer saw, or all there is.
function extent(trace) {
	const { spans, marks } = trace;
	let { begin, end } = trace;

	if (end > begin)
		return [begin, end];
	for (let i = 0; i < spans.length; i++) {
		begin = Math.min(begin, spans.begin[i]);
		end = Math.max(end, spans.end[i]);
	}
	for (let i = 0; i < marks.length; i++)
		end = Math.max(end, marks.at[i]);
	return [begin, Math.max(end, begin + 1)];
}

export class Timeline {
	constructor({ trace, theme, selected }) {
		Object.assign(this, { trace, theme, selected, frames: 0, most: 0, pointer: null });
		this.canvas = byId("rows");
		this.scroller = byId("scroller");
		this.layout = arrange(trace);
		this.redraw = onceAFrame(() => this.draw());
		const [begin, end] = extent(trace);

		this.view = new View({ canvas: this.canvas, scroller: this.scroller, begin, end,
			changed: this.redraw });
		this.painter = new Painter(this.canvas, trace, this.layout, theme);
		this.labels = new Labels({ box: byId("labels"), layout: this.layout,
			folded: () => this.replace() });
		this.overview = new Overview({ box: byId("overview"), trace, layout: this.layout, theme,
			view: this.view });
		this.replace();
		this.listen();
	}

	listen() {
		const { canvas } = this;

		this.scroller.addEventListener("scroll", this.redraw, { passive: true });
		new ResizeObserver(() => this.resize()).observe(this.scroller);
		canvas.addEventListener("pointermove", (event) => this.hover(event));
		canvas.addEventListener("pointerleave", () => this.hover(null));
		canvas.addEventListener("click", (event) => {
			const what = this.at(event);

			byId("timeline").focus({ preventScroll: true });
			this.selected(what && { ...what, row: undefined });
		});
		// By this name d3-zoom finds what two taps shall do, too; some browsers make it twice of them.
		this.view.canvas.on("dblclick.zoom", (event) => {
			if (event.timeStamp - (this.doubled ?? -Infinity) > 400)
				this.zoomAt(event.changedTouches?.[0] ?? event);
			this.doubled = event.timeStamp;
		});
	}

	zoomAt(point) {
		const what = this.at(point);

		if (what?.span !== undefined)
			this.zoomTo(what.span);
	}

	// Rows were folded or unfolded, or are new.
	replace() {
		this.height = place(this.layout, this.scroller.clientHeight);
		byId("labels").style.height = `${this.height}px`;
		this.redraw();
	}

	resize() {
		const { clientWidth, clientHeight, offsetWidth } = this.scroller;
		const width = Math.max(1, clientWidth - byId("labels").offsetWidth);

		this.canvas.style.width = `${width}px`;
		this.canvas.style.height = `${clientHeight}px`;
		this.replace();
		byId("overview").style.marginRight = `${offsetWidth - clientWidth}px`;
		this.view.resize(width);
		this.overview.paint();
		this.redraw();
	}

	draw() {
		const { width, height } = fitCanvas(this.canvas), { view, trace } = this;
		const axis = byId("axis"), size = fitCanvas(axis);
		const ticks = ticksOf(view.scale, view.whole.domain()[0], width);

		this.painter.draw(view.scale, ticks, this.scroller.scrollTop, width, height);
		drawAxis(axis.getContext("2d", { alpha: false }), this.theme, view.scale, ticks,
			view.whole.domain()[0], size.width, size.height);
		this.labels.update(this.scroller.scrollTop, height);
		this.overview.update();
		this.most = Math.max(this.most, this.painter.primitives);
		this.frames++;
		this.onDraw?.(trace);
	}

	at(event) {
		const box = this.canvas.getBoundingClientRect();

		return pick(this.layout, this.view.scale, event.clientX - box.left,
			event.clientY - box.top + this.scroller.scrollTop);
	}

	hover(event) {
		const cursor = byId("cursor"), inside = event && event.pointerType !== "touch";

		cursor.hidden = !inside;
		this.pointer = inside ? event.clientX - this.canvas.getBoundingClientRect().left : null;
		if (inside)
			cursor.style.left = `${event.clientX -
				byId("timeline").getBoundingClientRect().left}px`;
		showTip(this.trace, this.layout, inside && !event.buttons ? this.at(event) : null,
			event?.clientX, event?.clientY);
	}

	// Marks a span or mark as selected, and brings it into sight.
	select(what, reveal) {
		const { trace, layout, painter } = this;
		const place = what?.span === undefined ? null : locate(layout, trace, what.span);

		painter.selected = place ? what.span : -1;
		if (place)
			place.lane.selectedAt = place.i;
		if (reveal && place) {
			this.unfold(place.row);
			this.scrollTo(place.lane.y, place.lane.height);
			this.view.reveal(trace.spans.begin[what.span], trace.spans.end[what.span]);
		} else if (reveal && what?.mark !== undefined) {
			this.revealMark(what.mark);
		}
		this.redraw();
	}

	revealMark(mark) {
		const row = this.layout.byId[this.trace.marks.row[mark]];
		const at = this.trace.marks.at[mark], [left, right] = this.view.range();

		if (row) {
			this.unfold(row);
			this.scrollTo(row.marksY, 14);
		}
		if (at < left || at > right)
			this.view.show(at - (right - left) / 2, at + (right - left) / 2);
	}

	unfold(row) {
		if (!row.hidden)
			return;
		this.layout.byId[row.parent].folded = false;
		this.labels.shown.forEach((element) => element.remove());
		this.labels.shown.clear();
		this.replace();
	}

	scrollTo(y, height) {
		const { scrollTop, clientHeight } = this.scroller;

		if (y < scrollTop || y + height > scrollTop + clientHeight)
			this.scroller.scrollTop = y - clientHeight / 3;
	}

	zoomTo(span) {
		this.view.showSpan(this.trace.spans.begin[span], this.trace.spans.end[span]);
	}

	// The span `step` further in the lane of `span`.
	beside(span, step) {
		const place = locate(this.layout, this.trace, span);
		const other = place?.lane.spans[place.i + step];

		return other === undefined ? null : { span: other };
	}
}
