// SPDX-License-Identifier: GPL-2.0-only
// TAP: a test is an async function that throws, or returns what to remark.
let count = 0, failed = 0;

export function check(holds, why) {
	if (!holds)
		throw new Error(why);
}

export function same(got, wanted, what) {
	check(JSON.stringify(got) === JSON.stringify(wanted),
		`${what}: got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);
}

export async function test(name, body) {
	count++;
	try {
		const remark = await body();

		console.log(`ok ${count} - ${name}`);
		if (remark)
			console.log(`# ${remark}`);
	} catch (error) {
		failed++;
		console.log(`not ok ${count} - ${name}`);
		console.log(String(error.stack ?? error).replace(/^/gm, "# "));
	}
}

export function end() {
	console.log(`1..${count}`);
	return failed ? 1 : 0;
}
