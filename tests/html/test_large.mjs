// SPDX-License-Identifier: GPL-2.0-only
// 100,000 events: what is asserted does not depend on the machine; what does is only printed.
import { statSync } from "node:fs";
import { check, test } from "./tap.mjs";

// Shapes a lane may take: two a pixel, names, and what search and selection add.
const SHAPES = 4;

export async function testLarge(page, file) {
	await test("100,000 events open", async () => {
		await page.size(1280, 800);
		await page.open(file("large"));
		check(await page.eval("hypertrace.trace.events") >= 100000, "they are fewer");
		const first = await page.eval("hypertrace.firstDraw");

		return `first drawn after ${Math.round(first)} ms; the file has ` +
			`${Math.round(statSync(file("large")).size / 1024)} KiB, a page of nothing ` +
			`${Math.round(statSync(file("silent")).size / 1024)} KiB`;
	});
	await test("there is no element for an event", async () => {
		const elements = await page.eval("document.querySelectorAll('*').length");

		check(elements < 2500, `${elements} elements`);
		return `${elements} elements`;
	});
	await test("a picture's shapes are bounded by its width, at any zoom", async () => {
		const bound = await page.eval(`(() => {
			const { timeline } = hypertrace;
			timeline.most = 0;
			return timeline.layout.shown.reduce((sum, row) => sum + row.lanes.length + 2, 0) *
				timeline.view.width * ${SHAPES};
		})()`);

		await page.eval("document.getElementById('search').value = 'init'; " +
			"document.getElementById('search').dispatchEvent(new Event('input'))");
		const { frames, took, slowest } = await page.eval(`(async () => {
			const { view } = hypertrace.timeline, frame = () => new Promise(requestAnimationFrame);
			const begun = performance.now(), before = hypertrace.timeline.frames;
			let last = begun, slowest = 0;
			for (let i = 0; i < 240; i++) {
				view.by(i % 120 < 60 ? 1.2 : 1 / 1.2, 100 + (i * 37) % 900);
				await frame();
				slowest = Math.max(slowest, performance.now() - last);
				last = performance.now();
			}
			return { frames: hypertrace.timeline.frames - before,
				took: performance.now() - begun, slowest };
		})()`);
		const most = await page.eval("hypertrace.timeline.most");

		check(frames >= 200, `only ${frames} of 240 were drawn`);
		check(most <= bound, `${most} shapes, more than ${bound}`);
		check(most < await page.eval("hypertrace.trace.spans.length") / 3,
			`${most} shapes: nothing is merged`);
		return `${frames} frames while zooming, ${(frames / took * 1000).toFixed(0)} a second, ` +
			`the slowest after ${slowest.toFixed(0)} ms; at most ${most} shapes in one`;
	});
	await test("drawing a frame is measured by itself, too", async () => {
		const times = await page.eval(`(() => {
			const { timeline } = hypertrace, times = [];
			timeline.view.fit();
			for (let i = 0; i < 60; i++) {
				const begun = performance.now();
				timeline.view.by(1.15);
				timeline.draw();
				times.push(performance.now() - begun);
			}
			return times.sort((a, b) => a - b);
		})()`);

		check(times.length === 60, "not all were drawn");
		return `median ${times[30].toFixed(1)} ms, 95 % below ${times[57].toFixed(1)} ms of script`;
	});
}
