// SPDX-License-Identifier: GPL-2.0-only
// What hypertrace report boot says of the sample: run.sh asked it.
import { readFileSync } from "node:fs";
import { join } from "node:path";

// Its initcalls, the slowest first.
export function initcalls(dir) {
	return JSON.parse(readFileSync(join(dir, "boot.report"), "utf8")).vms[0].initcalls;
}

// As the page has what takes 10 to 100 ms.
export function ms(call) {
	return `${(call.duration_ns / 1e6).toFixed(2)} ms`;
}
