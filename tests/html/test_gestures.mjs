// SPDX-License-Identifier: GPL-2.0-only
// Zooming, moving, selecting and searching, by mouse, keyboard and fingers.
import { initcalls, ms } from "./report.mjs";
import { check, same, test } from "./tap.mjs";

const RANGE = "hypertrace.timeline.view.range()";
const long = ([from, to]) => to - from;

// The middle of what is in sight of the first span of that name, on the screen.
const PLACE = (name) => `(() => {
	const { trace: { spans, strings }, timeline } = hypertrace;
	for (const row of timeline.layout.shown) for (const lane of row.lanes)
		for (const [i, span] of lane.spans.entries())
			if (strings[spans.name[span]] === "${name}" && lane.track !== "exits") {
				const box = document.getElementById("rows").getBoundingClientRect();
				const at = timeline.view.scale((lane.begin[i] + spans.end[span]) / 2);
				return [box.left + at, box.top + lane.y + lane.height / 2 -
					timeline.scroller.scrollTop];
			}
})()`;

async function changed(page, what, act, holds) {
	const before = await page.eval(RANGE);

	await act();
	const after = await page.eval(RANGE);

	check(holds(before, after), `${what}: from ${before} to ${after}`);
	return [before, after];
}

const closer = (before, after) => long(after) < 0.95 * long(before);
const further = (before, after) => long(after) > 1.05 * long(before);
const sameWidth = (before, after) => Math.abs(long(after) / long(before) - 1) < 1e-6;
const later = (before, after) => sameWidth(before, after) && after[0] > before[0];
const earlier = (before, after) => sameWidth(before, after) && after[0] < before[0];

async function testMouse(page, dir, file) {
	const pty = initcalls(dir).find((call) => call.name === "pty_init");

	await test("the wheel zooms at the pointer", async () => {
		await page.open(file("boot"));
		const at = "hypertrace.timeline.view.scale.invert(632)";
		const [x] = await page.eval("[document.getElementById('rows').getBoundingClientRect().left]");
		const before = await page.eval(at);

		await changed(page, "wheel up", () => page.wheel(x + 632, 300, -400), closer);
		const drift = Math.abs(await page.eval(at) - before) / long(await page.eval(RANGE));

		check(drift < 0.01, `what was under the pointer moved by ${drift} of the width`);
		await changed(page, "wheel down", () => page.wheel(x + 632, 300, 200), further);
	});
	await test("the wheel sideways, dragging, and the strip move", async () => {
		await changed(page, "wheel right", () => page.wheel(700, 300, 0, 100), later);
		await changed(page, "drag right", () => page.drag(600, 450, 900, 450), earlier);
		const [left, top] = await page.eval("(() => { const box = document.getElementById(" +
			"'overview').getBoundingClientRect(); return [box.left, box.top]; })()");

		await changed(page, "strip", () => page.click(left + 1000, top + 20), later);
	});
	await test("the buttons zoom, and show the whole trace again", async () => {
		await changed(page, "+", () => page.eval("document.getElementById('in').click()"), closer);
		await changed(page, "-", () => page.eval("document.getElementById('out').click()"), further);
		await page.eval("document.getElementById('fit').click()");
		await page.settle();
		same(await page.eval(RANGE), await page.eval("hypertrace.timeline.view.whole.domain()"),
			"range");
	});
	await test("a pointer on a span says what it is", async () => {
		await page.move(...await page.eval(PLACE("pty_init")));
		const text = await page.eval("document.getElementById('tip').innerText");

		for (const word of ["pty_init", "initcall", ms(pty), "VM exits", "Hypervisor", "Returned"])
			check(text.includes(word), `no ${word} in: ${text}`);
	});
	await test("a click selects, a double click zooms there", async () => {
		const place = await page.eval(PLACE("pty_init"));

		await page.click(...place);
		check(/pty_init/.test(await page.eval("document.getElementById('selection').innerText")),
			"not selected");
		check(/pty_init/.test(await page.eval("document.getElementById('status').textContent")),
			"not said to who listens");
		await page.click(...place, 2);
		const [from, to] = await page.eval(RANGE);

		check(Math.abs((to - from) / pty.duration_ns / 1.5 - 1) < 0.01, `sees ${to - from} ns`);
	});
	await test("it zooms no closer than a few nanoseconds, nor further than the trace", async () => {
		for (let i = 0; i < 60; i++)
			await page.eval("hypertrace.timeline.view.by(3)");
		check(long(await page.eval(RANGE)) >= 49, `${await page.eval(RANGE)}`);
		for (let i = 0; i < 60; i++)
			await page.eval("hypertrace.timeline.view.by(1 / 3)");
		const range = (await page.eval(RANGE)).map(Math.round);

		same(range, await page.eval("hypertrace.timeline.view.whole.domain()"), "range");
	});
}

async function testKeys(page, file) {
	await test("keys zoom and move", async () => {
		await page.open(file("boot"));
		await changed(page, "w", () => page.key("w"), closer);
		await changed(page, "+", () => page.key("+"), closer);
		await changed(page, "d", () => page.key("d"), later);
		await changed(page, "a", () => page.key("a"), earlier);
		await changed(page, "right", () => page.key("ArrowRight"), later);
		await changed(page, "left", () => page.key("ArrowLeft"), earlier);
		await changed(page, "s", () => page.key("s"), further);
		await changed(page, "-", () => page.key("-"), further);
		await page.key("w");
		await page.key("f");
		same(await page.eval(RANGE), await page.eval("hypertrace.timeline.view.whole.domain()"),
			"f");
	});
	await test("search finds an initcall by a part of its name", async () => {
		await page.key("/");
		await page.type("PTY_in");
		same(await page.eval("document.getElementById('found').textContent"), "1", "matches");
		await page.key("Enter", "\r");
		same(await page.eval("document.getElementById('found').textContent"), "1/1", "match");
		check(/pty_init/.test(await page.eval("document.getElementById('selection').innerText")),
			"not selected");
	});
	await test("n and p go from match to match, round and round", async () => {
		await page.key("Escape");
		await page.key("/");
		await page.type("init");
		await page.eval("document.activeElement.blur()");
		const all = Number(await page.eval("document.getElementById('found').textContent"));
		const seen = [];

		for (const key of ["n", "n", "p", "p"]) {
			await page.key(key);
			seen.push(await page.eval("document.getElementById('found').textContent"));
		}
		check(all > 200, `only ${all}`);
		same(seen, [1, 2, 1, all].map((n) => `${n}/${all}`), "matches");
	});
	await test("a match is brought into sight", async () => {
		await page.eval("hypertrace.timeline.view.show(hypertrace.trace.begin, " +
			"hypertrace.trace.begin + 1e6)");
		await page.key("n");
		check(await page.eval(`(() => {
			const { timeline, trace: { spans } } = hypertrace, span = timeline.painter.selected;
			const [from, to] = timeline.view.range();
			return span >= 0 && spans.end[span] >= from && spans.begin[span] <= to;
		})()`), "it is not");
	});
	await test("search knows no case", async () => {
		await page.key("Escape");
		await page.key("/");
		await page.type("vm 1 VCPU");
		same(await page.eval("document.getElementById('found').textContent"), "1", "matches");
	});
	await test("what is not there is not found", async () => {
		await page.key("Escape");
		await page.key("/");
		await page.type("no such name");
		same(await page.eval("document.getElementById('found').textContent"), "none", "matches");
		await page.key("Escape");
	});
	await test("comma and full stop go along a lane, Enter zooms", async () => {
		await page.eval("document.querySelector('#slowest tbody tr').click()");
		await page.key("f");
		await page.eval("document.getElementById('timeline').focus()");
		const name = "hypertrace.trace.strings[hypertrace.trace.spans.name[" +
			"hypertrace.timeline.painter.selected]]";
		const first = await page.eval(name);

		await page.key(".");
		check(await page.eval(name) !== first, "still the same");
		await page.key(",");
		same(await page.eval(name), first, "back");
		await page.key("f");
		await changed(page, "Enter", () => page.key("Enter", "\r"), closer);
	});
	await test("? explains the keys, Escape closes that", async () => {
		await page.key("?");
		check(await page.eval("document.getElementById('help').open"), "not open");
		check(await page.eval("document.getElementById('help').innerText.includes('zoom in')"),
			"no words");
		await page.send("Input.dispatchKeyEvent", { type: "keyDown", key: "Escape",
			windowsVirtualKeyCode: 27, code: "Escape" });
		await page.settle();
		check(!await page.eval("document.getElementById('help').open"), "still open");
	});
	await test("whatever can be pressed has a name", async () => {
		same(await page.eval(`[...document.querySelectorAll("button, input, select, [tabindex='0']")]
			.filter((element) => !(element.getAttribute("aria-label") || element.labels?.length ||
				element.textContent.trim())).map((element) => element.outerHTML)`), [], "nameless");
	});
}

async function testFingers(page, file) {
	await page.size(390, 800, true);
	await test("two fingers zoom", async () => {
		await page.open(file("boot"));
		await changed(page, "apart", () => page.touch([[200, 250], [260, 250]],
			[[180, 250], [280, 250]], [[140, 250], [320, 250]]), closer);
		await changed(page, "together", () => page.touch([[140, 250], [320, 250]],
			[[180, 250], [280, 250]], [[200, 250], [260, 250]]), further);
	});
	await test("one finger moves, along and up and down", async () => {
		await page.open(file("panic"));
		await page.key("w");
		await page.key("w");
		await changed(page, "left", () => page.touch([[300, 400]], [[250, 395]], [[200, 390]]),
			later);
		await page.size(390, 500, true);
		await page.settle();
		const top = "hypertrace.timeline.scroller.scrollTop";
		const before = await page.eval(top);

		await page.touch([[300, 290]], [[300, 270]], [[300, 230]]);
		check(await page.eval(top) > before, "it does not scroll");
	});
	await test("a tap selects", async () => {
		await page.size(390, 800, true);
		await page.open(file("boot"));
		const [x, y] = await page.eval(PLACE("user space"));

		await page.touch([[x, y]]);
		await page.until("/user space/.test(document.getElementById('selection').innerText)");
	});
	await test("two taps zoom to what is there", async () => {
		await page.open(file("boot"));
		const [x, y] = await page.eval(PLACE("user space"));
		const wanted = await page.eval(`(() => { const { trace: { spans, strings } } = hypertrace;
			const i = [...spans.name].findIndex((name) => strings[name] === "user space");
			return spans.end[i] - spans.begin[i]; })()`);

		await page.touch([[x, y]]);
		await page.touch([[x, y]]);
		const [from, to] = await page.eval(RANGE);

		check(to - from > wanted && to - from < 1.6 * wanted, `sees ${to - from} of ${wanted} ns`);
	});
	await test("on a phone nothing is wider than the screen", async () => {
		same(await page.eval("document.documentElement.scrollWidth"), 390, "width");
	});
	await page.size(1280, 800);
}

export async function testGestures(page, dir, file) {
	await testMouse(page, dir, file);
	await testKeys(page, file);
	await testFingers(page, file);
	await test("a VM's row folds its vCPUs away", async () => {
		await page.open(file("panic"));
		const labels = "[...document.querySelectorAll('#labels .label')].map((l) => l.innerText.trim())";
		const all = await page.eval(labels);

		await page.eval("document.querySelector('.fold').click()");
		await page.settle();
		const folded = await page.eval(labels);

		same(all.filter((name) => name.startsWith("vCPU")).length, 4, "vCPUs");
		same(folded.filter((name) => name.startsWith("vCPU")).length, 0, "vCPUs when folded");
		check(folded.some((name) => name.startsWith("VM 3")), `${folded}`);
	});
}
