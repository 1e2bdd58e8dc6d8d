// SPDX-License-Identifier: GPL-2.0-only
// A guest chooses its strings. Whatever they are, they are text.
import { readFileSync } from "node:fs";
import { check, same, test } from "./tap.mjs";

const ATTACK = "</script><img src=x onerror=alert(1)>";

export async function testHostile(page, file) {
	const own = readFileSync(file("hostile"), "utf8");

	await test("no string of a guest is in the file as it is", async () => {
		check(!own.includes("onerror=alert"), "there is one");
		same(own.match(/<\/script>/g).length, readFileSync(file("boot"), "utf8")
			.match(/<\/script>/g).length, "ends of scripts");
	});
	await test("a hostile trace opens like any other", async () => {
		await page.open(file("hostile"));
		same(page.errors, [], "console");
		same(page.requests.length, 1, "requests");
	});
	await test("its names are text, in every place that shows them", async () => {
		await page.key("/");
		await page.type("onerror");
		await page.key("Enter", "\r");
		check((await page.eval("document.getElementById('selection').innerText")).includes(ATTACK),
			"not in the selection");
		check((await page.eval("document.getElementById('slowest').textContent")).includes(ATTACK),
			"not in the table");
		check((await page.eval("document.getElementById('chips').textContent")).includes(ATTACK),
			"not in the button");
		await page.eval("document.activeElement.blur(); hypertrace.timeline.view.fit()");
		await page.settle();
		await page.eval(`(() => {
			const { timeline, trace } = hypertrace, box = document.getElementById("rows")
				.getBoundingClientRect(), lane = timeline.layout.shown[0].lanes[1];
			const x = timeline.view.scale((lane.begin[0] + lane.end[0]) / 2);
			document.getElementById("rows").dispatchEvent(new PointerEvent("pointermove", {
				clientX: box.left + Math.max(2, Math.min(x, box.width - 2)),
				clientY: box.top + lane.y + 4, pointerType: "mouse" }));
		})()`);
		await page.settle();
		check((await page.eval("document.getElementById('tip').textContent")).includes("<img src=x"),
			"not in the tooltip");
	});
	await test("nothing became an element, and nothing ran", async () => {
		same(await page.eval("document.querySelectorAll('img, iframe, object, svg, b, u, a').length"),
			0, "elements");
		same(await page.eval("document.querySelectorAll('script').length"), 2, "scripts");
		same(page.errors, [], "console");
		same(page.requests.length, 1, "requests");
	});
	await test("the page forbids itself every request and every other script", async () => {
		const policy = own.match(/Content-Security-Policy" content="([^"]*)"/)[1];

		check(policy.startsWith("default-src 'none'; script-src 'sha256-"), policy);
		same(await page.eval("fetch('data:text/plain,x').then(() => 'went', () => 'refused')"),
			"refused", "a request");
		await page.eval(`(() => { const script = document.createElement("script");
			script.textContent = "window.ran = true"; document.body.append(script); })()`);
		same(await page.eval("window.ran === undefined"), true, "a script");
	});
}
