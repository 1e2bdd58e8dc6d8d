// SPDX-License-Identifier: GPL-2.0-only
// The names of the rows, at the left. Only those that are in sight are elements.
import { el } from "./dom.js";
import { ROW } from "./kinds.js";

export class Labels {
	constructor({ box, layout, folded }) {
		Object.assign(this, { box, layout, folded, shown: new Map() });
	}

	update(top, height) {
		const wanted = new Set(this.layout.shown.filter((row) => !row.hidden &&
			row.y + row.height >= top && row.y <= top + height));

		for (const [row, element] of this.shown) {
			if (!wanted.has(row)) {
				element.remove();
				this.shown.delete(row);
			}
		}
		for (const row of wanted) {
			if (!this.shown.has(row)) {
				this.shown.set(row, this.label(row));
				this.box.append(this.shown.get(row));
			}
			this.shown.get(row).style.top = `${row.y}px`;
			this.shown.get(row).style.height = `${row.height}px`;
		}
	}

	label(row) {
		const kind = ["vm", "vcpu", "pcpu"][row.kind];

		if (row.kind !== ROW.VM || !row.hasChildren)
			return el("div", { class: `label ${kind}${row.isChild ? " child" : ""}` },
				el("span", { title: row.name }, row.name));
		const button = el("button", { type: "button", class: "fold", title: row.name,
			"aria-expanded": String(!row.folded), onclick: () => {
				row.folded = !row.folded;
				button.setAttribute("aria-expanded", String(!row.folded));
				this.folded();
			} }, row.name);

		return el("div", { class: `label ${kind}` }, button);
	}
}
