// SPDX-License-Identifier: GPL-2.0-only
// The tables below the timeline.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { initcalls, ms } from "./report.mjs";
import { check, same, test } from "./tap.mjs";

const CELLS = (table, column) => `[...document.querySelectorAll("#${table} tbody tr")]
	.map((line) => line.cells[${column}].innerText)`;

async function testSlowest(page, dir, file) {
	const slowest = initcalls(dir).slice(0, 5);

	await test("the slowest initcalls are those that the report names", async () => {
		await page.open(file("boot"));
		same((await page.eval(CELLS("slowest", 0))).slice(0, 5), slowest.map((call) => call.name),
			"names");
		same((await page.eval(CELLS("slowest", 1))).slice(0, 2), slowest.slice(0, 2).map(ms), "took");
		same((await page.eval(CELLS("slowest", 4))).slice(0, 5),
			slowest.map((call) => `${call.exits}`), "exits");
	});
	await test("a head sorts, a second time the other way round", async () => {
		const head = (i) => page.eval(`document.querySelectorAll("#slowest th button")[${i}].click()`);

		await head(4);
		const most = (await page.eval(CELLS("slowest", 4))).map(Number);

		check(most.every((n, i) => !i || n <= most[i - 1]) && most[0] > most[9], `${most}`);
		await head(0);
		const names = await page.eval(CELLS("slowest", 0));

		same(names, [...names].sort((a, b) => a.localeCompare(b)), "by name");
		await head(0);
		check(await page.eval("document.querySelector('#slowest th').getAttribute('aria-sort')") ===
			"descending", "not said to be descending");
		const back = await page.eval(CELLS("slowest", 0));

		same(back, [...back].sort((a, b) => b.localeCompare(a)), "by name, back");
	});
	await test("no more lines than anyone reads", async () => {
		same((await page.eval(CELLS("slowest", 0))).length, 100, "lines");
	});
	await test("a line zooms to what it is about", async () => {
		await page.eval("document.querySelectorAll('#slowest th button')[1].click()");
		await page.eval("document.querySelector('#slowest tbody tr').click()");
		await page.settle();
		const [from, to] = await page.eval("hypertrace.timeline.view.range()");

		check(Math.abs((to - from) / slowest[0].duration_ns / 1.5 - 1) < 0.01, `sees ${to - from} ns`);
	});
	await test("the list of kinds chooses others", async () => {
		await page.eval(`(() => { const list = document.getElementById("kind");
			list.value = "1"; list.dispatchEvent(new Event("change")); })()`);
		same((await page.eval(CELLS("slowest", 0))).sort(), ["arch", "console", "core", "device",
			"early", "fs", "late", "postcore", "pure", "subsys"], "levels");
	});
}

async function testExits(page, dir, file) {
	await test("exits that were recorded one by one are counted", async () => {
		await page.open(file("counted"));
		const counts = readFileSync(join(dir, "counted.counts"), "utf8");
		const wanted = Number(counts.match(/^hypertrace_exit (\d+)$/m)[1]);
		const got = (await page.eval(CELLS("exits", 2))).map((n) => Number(n.replace(/,/g, "")));

		same(got.reduce((a, b) => a + b, 0), wanted, "exits");
		check(await page.eval("document.querySelectorAll('#exits .spark i').length") > 5,
			"no histogram of how long they took");
	});
	for (const name of ["boot", "panic", "shutdown", "migration"]) {
		await test(`${name}: exits by reason are those of the report`, async () => {
			const { vms: [vm] } = JSON.parse(readFileSync(join(dir, `${name}.exits`), "utf8"));

			await page.open(file(name));
			await page.eval("document.getElementById('tab-exits').click()");
			const names = await page.eval(CELLS("exits", 0));
			const got = (await page.eval(CELLS("exits", 2))).map((n) => Number(n.replace(/,/g, "")));
			const sums = Object.fromEntries(names.map((reason, i) => [reason, got[i]]));

			same(Object.fromEntries(Object.entries(sums).sort()), Object.fromEntries(
				vm.rows.map((row) => [row.name, row.count]).sort()), "reasons");
		});
	}
	await test("a reason leads to its exits", async () => {
		await page.open(file("counted"));
		await page.eval("document.getElementById('tab-exits').click()");
		await page.eval("document.querySelector('#exits tbody tr').click()");
		await page.settle();
		check(Number(await page.eval("document.getElementById('found').textContent")) > 10,
			"none are found");
	});
}

export async function testTables(page, dir, file) {
	await testSlowest(page, dir, file);
	await testExits(page, dir, file);
}
