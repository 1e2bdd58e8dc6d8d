// SPDX-License-Identifier: GPL-2.0-only
// Numbers for people.

const UNITS = [[1e9, "s"], [1e6, "ms"], [1e3, "µs"], [1, "ns"]];

// Nanoseconds, in four digits or so.
export function duration(ns) {
	const size = Math.abs(ns);
	const [scale, unit] = UNITS.find(([least]) => size >= least) ?? UNITS[3];
	const value = ns / scale;
	const digits = unit === "ns" ? 0 : Math.abs(value) < 10 ? 3 : Math.abs(value) < 100 ? 2 : 1;

	return `${value.toFixed(digits)} ${unit}`;
}

// A moment, to what a step of the axis tells apart.
export function moment(ns, step, largest = ns) {
	const [scale, unit] = UNITS.find(([least]) => Math.abs(largest) >= least) ?? UNITS[3];
	const digits = Math.max(0, Math.min(9, -Math.floor(Math.log10(step / scale) + 1e-9)));

	return `${(ns / scale).toFixed(digits)} ${unit}`;
}

export function count(number) {
	return number.toLocaleString("en-US");
}

export function plural(number, noun) {
	return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}

export function percent(part, whole) {
	return whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : "";
}
