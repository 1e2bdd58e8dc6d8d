// SPDX-License-Identifier: GPL-2.0-only
// A table whose head sorts it and whose lines can be chosen.
import { el } from "./dom.js";

/*
 * columns: [{ title, value(line), text(line), words: it is text, not a number,
 *	left: nor is it written as one }]
 * lines(column, descending): what to show, in that order
 */
export class Table {
	constructor({ label, columns, sortBy, lines, chosen }) {
		Object.assign(this, { columns, lines, chosen, sortBy, descending: true });
		this.body = el("tbody");
		this.heads = columns.map((column, i) => {
			const button = el("button", { type: "button", onclick: () => this.sort(i) },
				column.title);

			return el("th", { scope: "col", class: column.words || column.left ? "" : "number" }, button);
		});
		this.element = el("table", { "aria-label": label },
			el("thead", {}, el("tr", {}, ...this.heads)), this.body);
	}

	sort(i) {
		this.descending = i === this.sortBy ? !this.descending : !this.columns[i].words;
		this.sortBy = i;
		this.fill();
	}

	fill() {
		const column = this.columns[this.sortBy];

		this.heads.forEach((head, i) => {
			const order = this.descending ? "descending" : "ascending";

			head.setAttribute("aria-sort", i === this.sortBy ? order : "none");
		});
		this.body.replaceChildren(...this.lines(column, this.descending)
			.map((line) => this.line(line)));
	}

	line(line) {
		const cells = this.columns.map((column) => el("td",
			{ class: column.words || column.left ? "" : "number" }, column.text(line)));

		if (!this.chosen)
			return el("tr", {}, ...cells);
		return el("tr", {
			tabindex: "0",
			onclick: () => this.chosen(line),
			onkeydown: (event) => {
				if (event.key === "Enter" || event.key === " ") {
					event.preventDefault();
					this.chosen(line);
				}
			},
		}, ...cells);
	}
}

// Compares by what a column says, numbers or words.
export function comparing(column, descending) {
	const sign = descending ? -1 : 1;

	return (a, b) => {
		const x = column.value(a), y = column.value(b);

		return sign * (column.words ? x.localeCompare(y) : x - y);
	};
}
