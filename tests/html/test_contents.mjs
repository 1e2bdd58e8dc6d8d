// SPDX-License-Identifier: GPL-2.0-only
// Does a page have what its trace has? An independent reader, babeltrace2, counted that.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { check, same, test } from "./tap.mjs";

const SPAN = { LEVEL: 1, INITCALL: 2, STEP: 3, SYSCALL: 4, IRQ: 5, TASK: 8, EXIT: 9 };
const MARK = { PANIC: 0, OOPS: 1, MIGRATION: 2 };

const spansOf = (kind) => `hypertrace.trace.spans.kind.slice(0, hypertrace.trace.spans.length)
	.filter((kind) => kind === ${kind}).length`;
const marksOf = (kind) => `hypertrace.trace.marks.kind.slice(0, hypertrace.trace.marks.length)
	.filter((kind) => kind === ${kind}).length`;

// An event, and what stands for each in the page.
const COUNTED = [
	["hypertrace_initcall_level", spansOf(SPAN.LEVEL)],
	["hypertrace_initcall_start", spansOf(SPAN.INITCALL)],
	["hypertrace_step_start", spansOf(SPAN.STEP)],
	["hypertrace_syscall_entry", spansOf(SPAN.SYSCALL)],
	["hypertrace_irq_entry", spansOf(SPAN.IRQ)],
	["hypertrace_exit", spansOf(SPAN.EXIT)],
	["hypertrace_vcpu_migrate", marksOf(MARK.MIGRATION)],
	["hypertrace_panic", `${marksOf(MARK.PANIC)} + ${marksOf(MARK.OOPS)}`],
];

function countsOf(dir, name) {
	return Object.fromEntries(readFileSync(join(dir, `${name}.counts`), "utf8").split("\n")
		.filter(Boolean).map((line) => line.split(" ")).map(([event, n]) => [event, Number(n)]));
}

// Summed up: what is in lanes and so can be drawn.
const IN_LANES = `hypertrace.timeline.layout.shown.reduce((sum, row) => sum +
	row.lanes.reduce((all, lane) => all + lane.spans.length, 0), 0)`;

async function testTrace(page, dir, file, name) {
	const counts = countsOf(dir, name);

	await page.size(1280, 800);
	await page.scheme("light");
	await test(`${name}: opens without a complaint or a request`, async () => {
		await page.open(file(name));
		same(page.errors, [], "console");
		same(page.requests.map((url) => url.replace(/.*\//, "")), [`${name}.html`], "requests");
	});
	await test(`${name}: has as many events as the exporter said`, async () => {
		const said = readFileSync(join(dir, `${name}.said`), "utf8").match(/(\d+) events/)[1];
		const all = Object.values(counts).reduce((a, b) => a + b, 0);

		same(await page.eval("hypertrace.trace.events"), Number(said), "the page");
		same(Number(said), all, "babeltrace2");
	});
	await test(`${name}: each event that begins something began it in the page, too`, async () => {
		for (const [event, expression] of COUNTED)
			same(await page.eval(expression), counts[event] ?? 0, event);
	});
	await test(`${name}: every span is in a lane`, async () => {
		same(await page.eval(IN_LANES), await page.eval("hypertrace.trace.spans.length"), "lanes");
	});
}

async function testPicture(page, file) {
	await test("the longest initcall is drawn where it was, in its colour", async () => {
		await page.open(file("boot"));
		const { seen, wanted, long } = await page.eval(`(() => {
			const { trace, timeline, theme } = hypertrace, { spans } = trace;
			let best = 0;
			for (let i = 0; i < spans.length; i++)
				if (spans.kind[i] === 2 && (spans.kind[best] !== 2 ||
				    spans.end[i] - spans.begin[i] > spans.end[best] - spans.begin[best]))
					best = i;
			const lane = timeline.layout.shown.flatMap((row) => row.lanes)
				.find((one) => one.spans.includes(best));
			const x = timeline.view.scale((spans.begin[best] + spans.end[best]) / 2);
			const context = document.getElementById("rows").getContext("2d");
			const at = (y) => [...context.getImageData(x, y, 1, 1).data].slice(0, 3);
			const seen = at(lane.y + 2 - timeline.scroller.scrollTop);
			context.fillStyle = theme.fill(2, trace.strings[spans.name[best]]);
			context.fillRect(0, 0, 1, 1);
			return { seen, wanted: [...context.getImageData(0, 0, 1, 1).data].slice(0, 3),
				long: trace.strings[spans.name[best]] };
		})()`);

		same(long, "default_bdi_init", "the longest");
		same(seen, wanted, "colour");
	});
	await test("light and dark differ, as the system or the switch says", async () => {
		const look = async () => page.eval(`(() => {
			const data = document.getElementById("rows").getContext("2d").getImageData(1, 1, 1, 1).data;
			return { canvas: data[0] + data[1] + data[2],
				page: getComputedStyle(document.body).backgroundColor };
		})()`);
		const light = await look();

		await page.scheme("dark");
		await page.settle();
		const dark = await look();

		check(light.canvas > 700 && dark.canvas < 150, `canvas ${light.canvas}, ${dark.canvas}`);
		check(light.page !== dark.page, `page is ${dark.page} both times`);
		await page.key("t");
		same(await look(), light, "after the switch to light");
		await page.key("t");
		same(await look(), dark, "after the switch to dark");
		await page.key("t");
		await page.scheme("light");
		await page.settle();
		same(await look(), light, "as the system says again");
	});
}

async function testPanic(page, file) {
	await test("panic: the page says why, and leads there", async () => {
		await page.open(file("panic"));
		same(await page.eval("[...document.querySelectorAll('#chips button')].map((b) => " +
			"b.textContent)").then((all) => all.length), 2, "buttons");
		await page.eval("hypertrace.timeline.view.show(hypertrace.trace.begin, " +
			"hypertrace.trace.begin + 1e8)");
		await page.eval("[...document.querySelectorAll('#chips button')].find((b) => " +
			"b.textContent.startsWith('Panic: Attempted to kill init!')).click()");
		await page.settle();
		const text = await page.eval("document.getElementById('selection').innerText");

		check(/Attempted to kill init/.test(text) && /panic/.test(text), text);
		check(await page.eval(`(() => { const [from, to] = hypertrace.timeline.view.range();
			return hypertrace.timeline.layout.panics.some((at) => at >= from && at <= to); })()`),
		"the panic is not in sight");
	});
	await test("panic: it is a line through all rows", async () => {
		check(await page.eval(`(() => {
			const { timeline, theme } = hypertrace;
			const canvas = document.getElementById("rows"), context = canvas.getContext("2d");
			const x = Math.round(timeline.view.scale(timeline.layout.panics[0]));
			const line = [5, 150, 250].map((y) => context.getImageData(x, y, 1, 1).data.join());
			return line[0] === line[1] && line[1] === line[2] && line[0] === "200,32,47,255" &&
				theme.bad === "#c8202f";
		})()`), "no red line");
	});
	await test("shutdown: a step is below the step that called it", async () => {
		await page.open(file("shutdown"));
		same(await page.eval(`(() => {
			const { trace: { spans, strings }, timeline } = hypertrace;
			const lanes = timeline.layout.shown.flatMap((row) => row.lanes);
			const of = (name) => lanes.findIndex((lane) => lane.track === "calls" &&
				[...lane.spans].some((span) => strings[spans.name[span]].startsWith(name)));
			return of("slow_shutdown") - of("device_shutdown");
		})()`), 1, "lanes between them");
	});
}

async function testMissing(page, file) {
	const banner = "document.getElementById('banner').hidden ? '' : " +
		"document.getElementById('banner').textContent";

	await test("nothing is said to be missing where nothing is", async () => {
		await page.open(file("boot"));
		same(await page.eval(banner), "", "banner");
	});
	await test("what is lost and discarded is said", async () => {
		await page.open(file("lossy"));
		const text = await page.eval(banner);

		check(/7 records lost/.test(text) && /5 events or packets discarded/.test(text), text);
	});
	await test("a trace that was cut short shows what precedes that, and says so", async () => {
		await page.open(file("corrupt"));
		check(/could not be read to its end/.test(await page.eval(banner)), "no word of it");
		check(await page.eval("hypertrace.trace.strings.includes('first_init')"), "no first_init");
	});
	await test("a VM of which only its host speaks has a row", async () => {
		await page.open(file("silent"));
		same(page.errors, [], "console");
		same(await page.eval("[...document.querySelectorAll('#labels .label')].map((label) => " +
			"label.innerText.trim())"), ["VM 1 (pid 4242)"], "rows");
		check(/does not say which VM exits/.test(await page.eval(
			"document.getElementById('exits').textContent")), "no word of exits");
	});
	await test("a page that was cut short says so", async () => {
		await page.open(file("short"));
		check(/damaged or cut short/.test(await page.eval("document.body.innerText")),
			await page.eval("document.body.innerText"));
	});
}

export async function testContents(page, dir, file) {
	for (const name of ["boot", "panic", "shutdown", "migration", "counted", "large"])
		await testTrace(page, dir, file, name);
	await testPicture(page, file);
	await testPanic(page, file);
	await testMissing(page, file);
}
