// SPDX-License-Identifier: GPL-2.0-only
// What pages show and do, in a real browser. Part of run.sh, which made the pages.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Browser } from "./browser.mjs";
import { end } from "./tap.mjs";
import { testContents } from "./test_contents.mjs";
import { testGestures } from "./test_gestures.mjs";
import { testHostile } from "./test_hostile.mjs";
import { testLarge } from "./test_large.mjs";
import { testTables } from "./test_tables.mjs";

const [program, dir, pictures] = process.argv.slice(2);
const browser = await Browser.start(program);
const page = await browser.page();
const file = (name) => join(dir, `${name}.html`);

await testContents(page, dir, file);
await testGestures(page, dir, file);
await testTables(page, dir, file);
await testHostile(page, file);
await testLarge(page, file);

if (pictures) {
	for (const scheme of ["light", "dark"]) {
		for (const [name, ...size] of [["desktop", 1280, 800], ["phone", 390, 800, true]]) {
			await page.size(...size);
			await page.scheme(scheme);
			await page.open(file("panic"));
			writeFileSync(join(pictures, `${name}-${scheme}.png`), await page.picture());
		}
	}
}
await browser.stop();
process.exitCode = end();
