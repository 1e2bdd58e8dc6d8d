// SPDX-License-Identifier: GPL-2.0-only
// The time axis, since the beginning of the trace.
import { moment } from "./format.js";

const ROOM = 96; // pixels a tick

// Ticks at round numbers since `begin`, as moments of the trace.
export function ticksOf(scale, begin, width) {
	const since = scale.copy().domain(scale.domain().map((at) => at - begin));

	return since.ticks(Math.max(2, Math.floor(width / ROOM))).map((at) => at + begin);
}

export function drawAxis(context, theme, scale, ticks, begin, width, height) {
	const step = ticks.length > 1 ? ticks[1] - ticks[0] : 1;
	const largest = Math.max(...scale.domain().map((at) => Math.abs(at - begin)));

	context.fillStyle = theme.page;
	context.fillRect(0, 0, width, height);
	context.font = "11px system-ui, sans-serif";
	context.textBaseline = "middle";
	for (const tick of ticks) {
		const x = Math.round(scale(tick));
		const text = moment(tick - begin, step, largest);

		context.fillStyle = theme.line;
		context.fillRect(x, height - 6, 1, 6);
		context.fillStyle = theme.faint;
		context.fillText(text, Math.min(x + 4, width - context.measureText(text).width - 2),
			height / 2);
	}
	context.fillStyle = theme.line;
	context.fillRect(0, height - 1, width, 1);
}
