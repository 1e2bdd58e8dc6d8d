// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exits by reason: how many, how long. From each exit, if they were recorded one by one; else from
 * the counters of the host, which the writer sums up. For all VMs or for one row.
 */
import { byId, el } from "./dom.js";
import { rowName } from "./describe.js";
import { count, duration, percent } from "./format.js";
import { BUCKETS } from "./decode.js";
import { ROW, SPAN } from "./kinds.js";
import { comparing, Table } from "./table.js";

const MOST_ROWS = 500;

function single(trace) {
	const { spans, strings } = trace, cells = new Map();

	for (let i = 0; i < spans.length; i++) {
		if (spans.kind[i] !== SPAN.EXIT)
			continue;
		const key = `${spans.row[i]} ${spans.name[i]}`, long = spans.end[i] - spans.begin[i];
		let cell = cells.get(key);

		if (!cell) {
			cell = { row: spans.row[i], name: strings[spans.name[i]], count: 0, ns: 0, most: 0,
				buckets: new Float64Array(BUCKETS) };
			cells.set(key, cell);
		}
		cell.count++;
		cell.ns += long;
		cell.most = Math.max(cell.most, long);
		cell.buckets[Math.min(BUCKETS - 1, Math.ceil(Math.log2(Math.max(1, long))))]++;
	}
	return [...cells.values()];
}

export class Exits {
	constructor({ trace, layout, chosen }) {
		this.layout = layout;
		this.single = single(trace);
		this.cells = this.single.length ? this.single : trace.exits;
		// What a bucket's bound is counted in, in nanoseconds.
		this.unit = this.single.length ? 1 : trace.cycle;
		this.by = "ns";
		if (!this.cells.length) {
			byId("exits").replaceChildren(el("p", { class: "note" }, "This trace does not say " +
				"which VM exits there were. The host counts them while its parameter exits is on."));
			return;
		}
		this.row = el("select", { id: "exits-row", onchange: () => this.fill() },
			el("option", { value: "-1" }, "all VMs"),
			...layout.shown.filter((row) => row.kind !== ROW.PCPU).slice(0, MOST_ROWS)
				.map((row) => el("option", { value: row.id }, rowName(layout, row.id))));
		this.note = el("p", { class: "note" });
		this.table = new Table({
			label: "VM exits by reason", sortBy: 3, columns: this.columns(),
			lines: (column, descending) => this.lines().sort(comparing(column, descending)),
			chosen: (line) => chosen(line.name),
		});
		byId("exits").replaceChildren(
			el("div", { class: "bar" }, el("label", { for: "exits-row" }, "VM exits of "), this.row,
				this.note),
			el("div", { class: "wide" }, this.table.element));
		this.fill();
	}

	columns() {
		const bar = (line) => {
			const part = el("span", { class: "meter" });

			part.style.width = `${(100 * line.ns) / this.most}%`;
			return el("span", { class: "meter-box",
				title: `${percent(line.ns, this.sum)} of the time in exits` }, part);
		};

		return [
			{ title: "Reason", words: true, value: (line) => line.name, text: (line) => line.name },
			{ title: "Share of time", left: true, value: (line) => line.ns, text: bar },
			{ title: "Exits", value: (line) => line.count, text: (line) => count(line.count) },
			{ title: "Time", value: (line) => line.ns, text: (line) => duration(line.ns) },
			{ title: "Mean", value: (line) => line.ns / line.count,
				text: (line) => duration(line.ns / line.count) },
			{ title: "Longest", value: (line) => line.most,
				text: (line) => duration(line.most) },
			{ title: "How long", left: true, value: (line) => line.most, text: (line) => this.spark(line) },
		];
	}

	// A small histogram of durations, a bar a power of two.
	spark(line) {
		const used = this.buckets, box = el("span", { class: "spark" });
		const most = Math.max(...line.buckets);

		for (let i = used[0]; i <= used[1]; i++) {
			const bar = el("i", { title: `up to ${duration(2 ** i * this.unit)}: ${count(line.buckets[i])}` });

			// What is rare stays visible.
			bar.style.height = line.buckets[i] ?
				`${Math.max(8, (100 * Math.log1p(line.buckets[i])) / Math.log1p(most))}%` : "0";
			box.append(bar);
		}
		return box;
	}

	lines() {
		const id = Number(this.row.value), reasons = new Map();

		for (const cell of this.cells) {
			if (id >= 0 && cell.row !== id && this.layout.byId[cell.row]?.parent !== id)
				continue;
			const line = reasons.get(cell.name) ?? { name: cell.name, count: 0, ns: 0, most: 0,
				buckets: new Float64Array(BUCKETS) };

			line.count += cell.count;
			line.ns += cell.ns;
			line.most = Math.max(line.most, cell.most);
			cell.buckets.forEach((number, i) => { line.buckets[i] += number; });
			reasons.set(cell.name, line);
		}
		return [...reasons.values()];
	}

	fill() {
		const lines = this.lines();
		const used = lines.flatMap((line) => [...line.buckets.keys()]
			.filter((i) => line.buckets[i]));
		const exits = lines.reduce((sum, line) => sum + line.count, 0);

		this.buckets = [Math.min(...used), Math.max(...used)];
		this.most = Math.max(1, ...lines.map((line) => line.ns));
		this.sum = lines.reduce((sum, line) => sum + line.ns, 0);
		this.note.textContent = `${count(exits)} in all, ${duration(this.sum)}` +
			(this.single.length ? "" : ", as the host counted them");
		this.table.fill();
	}
}
