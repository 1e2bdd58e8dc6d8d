// SPDX-License-Identifier: GPL-2.0-only
// Tables that grow, a typed array a column: a span is an index, not an object.

export class Columns {
	constructor(types) {
		this.types = types;
		this.length = 0;
		this.room = 1024;
		for (const [name, Type] of Object.entries(types))
			this[name] = new Type(this.room);
	}

	// The index of a row of zeroes.
	add() {
		if (this.length === this.room)
			this.resize(this.room * 2);
		return this.length++;
	}

	resize(room) {
		this.room = room;
		for (const [name, Type] of Object.entries(this.types)) {
			const column = new Type(room);

			column.set(this[name].subarray(0, this.length));
			this[name] = column;
		}
	}
}

// The first index from `from` on whose value is larger than `limit`, in ascending values.
export function above(values, limit, from = 0, to = values.length) {
	while (from < to) {
		const middle = (from + to) >>> 1;

		if (values[middle] > limit)
			to = middle;
		else
			from = middle + 1;
	}
	return from;
}
