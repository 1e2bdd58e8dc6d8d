// SPDX-License-Identifier: GPL-2.0-only
/*
 * The strip above the timeline: the whole trace, and which part of it is seen. Phases or levels of
 * each VM, below them how busy its vCPUs are with what the guest reported. It is painted once.
 */
import { above } from "./columns.js";
import { el, fitCanvas } from "./dom.js";
import { ROW } from "./kinds.js";

const MOST_VMS = 8;

function vmLanes(layout) {
	const vms = layout.shown.filter((row) => row.kind === ROW.VM).slice(0, MOST_VMS);

	return vms.map((vm) => ({
		phases: vm.lanes.slice(0, 2),
		busy: layout.shown.filter((row) => row.isChild && row.parent === vm.id)
			.flatMap((row) => row.lanes.filter((lane) => lane.track === "exits" ||
				lane.track === "calls" || lane.track === "task")),
	}));
}

// What part of each of `columns` equal pieces of time a lane's spans take, added to `into`.
function addLoad(into, lane, from, to) {
	const step = (to - from) / into.length;
	let i = above(lane.end, from);

	for (let column = 0; column < into.length && i < lane.begin.length; column++) {
		const left = from + column * step, right = left + step;
		const next = above(lane.begin, right, i);

		if (next <= i)
			continue;
		const all = lane.sum[next] - lane.sum[i];
		const before = Math.max(0, left - lane.begin[i]);
		const after = Math.max(0, lane.end[next - 1] - right);

		into[column] += Math.max(0, all - before - after) / step;
		i = lane.end[next - 1] > right ? next - 1 : next;
	}
}

export class Overview {
	constructor({ box, trace, layout, theme, view }) {
		Object.assign(this, { box, trace, layout, theme, view });
		this.canvas = el("canvas", { "aria-hidden": "true" });
		this.window = el("div", { class: "window" });
		box.append(this.canvas, this.window);
		box.addEventListener("pointerdown", (event) => this.grab(event));
		box.addEventListener("pointermove", (event) => this.drag(event));
		box.addEventListener("dblclick", () => view.fit());
		this.vms = vmLanes(layout);
	}

	paint() {
		const { width, height } = fitCanvas(this.canvas);
		const context = this.canvas.getContext("2d", { alpha: false });
		const share = (height - 4) / Math.max(1, this.vms.length);

		this.width = width;
		context.fillStyle = this.theme.band;
		context.fillRect(0, 0, width, height);
		this.vms.forEach((vm, i) => this.paintVm(context, vm, 2 + i * share, share - 1));
		context.fillStyle = this.theme.bad;
		for (let x = 0, last = -9; x < Math.min(this.layout.panics.length, 4096); x++) {
			const at = this.view.whole(this.layout.panics[x]);

			if (at > last + 1)
				context.fillRect(at - 1, 0, 2, height);
			last = at;
		}
		this.update();
	}

	paintVm(context, vm, y, height) {
		const lane = vm.phases[vm.phases.length - 1];
		const [from, to] = this.view.whole.domain();
		const columns = Math.max(1, Math.floor(this.width));
		const load = new Float64Array(columns);
		const half = Math.max(3, Math.round(height * 0.45));

		for (const phases of lane === vm.phases[0] ? [lane] : vm.phases)
			this.paintPhases(context, phases, y, half);
		for (const busy of vm.busy)
			addLoad(load, busy, from, to);
		const most = load.reduce((a, b) => Math.max(a, b), 1e-9);

		context.fillStyle = this.theme.faint;
		for (let x = 0; x < columns; x++) {
			const tall = (load[x] / most) * (height - half - 2);

			if (tall > 0.3)
				context.fillRect(x, y + height - tall, 1, tall);
		}
	}

	paintPhases(context, lane, y, height) {
		const { spans, strings } = this.trace;

		for (let i = 0, x = -1; lane && i < lane.begin.length; i++) {
			const from = this.view.whole(lane.begin[i]), to = this.view.whole(lane.end[i]);

			if (to < x + 0.7)
				continue;
			x = to;
			context.fillStyle = this.theme.fill(spans.kind[lane.spans[i]],
				strings[spans.name[lane.spans[i]]]);
			context.fillRect(from, y, Math.max(to - from - 0.5, 0.7), height);
		}
	}

	update() {
		const [from, to] = this.view.range().map(this.view.whole);

		this.window.style.left = `${from}px`;
		this.window.style.width = `${Math.max(3, to - from)}px`;
	}

	at(event) {
		return this.view.whole.invert(event.clientX - this.box.getBoundingClientRect().left);
	}

	grab(event) {
		const [from, to] = this.view.range(), at = this.at(event);

		if (event.button)
			return;
		this.box.setPointerCapture(event.pointerId);
		if (at < from || at > to)
			this.view.show(at - (to - from) / 2, at + (to - from) / 2);
		this.held = at - this.view.range()[0];
	}

	drag(event) {
		if (!this.box.hasPointerCapture(event.pointerId))
			return;
		const [from, to] = this.view.range(), long = to - from;
		const [begin, end] = this.view.whole.domain();
		const left = Math.max(begin, Math.min(this.at(event) - this.held, end - long));

		this.view.show(left, left + long);
	}
}

