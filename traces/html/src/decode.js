// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trace in the page: lines of base64, in them gzip, in that records, each a tag and numbers.
 * cli/export_html.c writes them.
 *
 *	number   little-endian base 128, the top bit says that more follows
 *	signed   zigzag: 0, -1, 1, -2, … are 0, 1, 2, 3, …
 *	string   the number of a TEXT, counted from 1; 0: none
 *	time     signed, nanoseconds since the time before it; the first since BASE
 */
import { Columns } from "./columns.js";
import { COST, RET } from "./kinds.js";

const TAG = { END: 0, TEXT: 1, ROW: 2, SPAN: 3, MARK: 4, EXITS: 5, BASE: 6 };
const VERSION = 1;

// Of a histogram of exits: how many took up to 2^i cycles.
export const BUCKETS = 40;

function unbase64(line) {
	const text = atob(line);
	const bytes = new Uint8Array(text.length);

	for (let i = 0; i < text.length; i++)
		bytes[i] = text.charCodeAt(i);
	return bytes;
}

async function unpack(text) {
	const lines = text.split("\n").filter((line) => line !== "").map(unbase64);

	if (typeof DecompressionStream === "undefined")
		throw new Error("this browser is too old: it has no DecompressionStream");
	const stream = new Blob(lines).stream().pipeThrough(new DecompressionStream("gzip"));

	return new Uint8Array(await new Response(stream).arrayBuffer());
}

class Reader {
	constructor(bytes) {
		this.bytes = bytes;
		this.at = 0;
		this.time = 0;
	}

	byte() {
		if (this.at >= this.bytes.length)
			throw new Error("its data ends too early");
		return this.bytes[this.at++];
	}

	number() {
		let value = 0, scale = 1, byte;

		do {
			byte = this.byte();
			value += (byte & 0x7f) * scale;
			scale *= 128;
		} while (byte & 0x80);
		return value;
	}

	signed() {
		const value = this.number();

		return value % 2 ? -(value + 1) / 2 : value / 2;
	}

	moment() {
		this.time += this.signed();
		return this.time;
	}

	text() {
		const length = this.number();
		const text = new TextDecoder("latin1").decode(
			this.bytes.subarray(this.at, this.at + length));

		this.at += length;
		return text;
	}
}

/*
 * What the page shows. Times are nanoseconds since `base`. The writer may send a text twice; here
 * each is one number.
 */
export class Trace {
	constructor() {
		this.strings = [""];
		this.numbers = new Map([["", 0]]);
		this.known = [0];
		this.rows = [];
		this.exits = [];
		this.spans = new Columns({
			row: Uint32Array, kind: Uint8Array, flags: Uint8Array, name: Uint32Array,
			detail: Uint32Array, begin: Float64Array, end: Float64Array, exits: Float64Array,
			hv: Float64Array, ret: Float64Array,
		});
		this.marks = new Columns({
			row: Int32Array, kind: Uint8Array, name: Uint32Array, detail: Uint32Array,
			at: Float64Array, value: Float64Array,
		});
		this.base = 0;
		this.cycle = 1; // nanoseconds
		this.name = "";
		this.vm = "";
	}

	addString(text) {
		let number = this.numbers.get(text);

		if (number === undefined) {
			number = this.strings.push(text) - 1;
			this.numbers.set(text, number);
		}
		this.known.push(number);
	}

	string(reader) {
		return this.known[reader.number()] ?? 0;
	}
}

function readBase(trace, reader) {
	const version = reader.number();

	if (version !== VERSION)
		throw new Error(`its data is of version ${version}, this page reads ${VERSION}`);
	trace.base = reader.number();
	trace.name = reader.text();
	trace.vm = reader.text();
}

function readRow(trace, reader) {
	trace.rows.push({
		id: trace.rows.length,
		kind: reader.number(),
		parent: reader.number() - 1,
		vmId: reader.number(),
		vmPid: reader.signed(),
		number: reader.number(),
		name: trace.strings[trace.string(reader)],
	});
}

function readSpan(trace, reader) {
	const { spans } = trace, i = spans.add();

	spans.row[i] = reader.number();
	spans.kind[i] = reader.number();
	spans.flags[i] = reader.number();
	spans.name[i] = trace.string(reader);
	spans.detail[i] = trace.string(reader);
	spans.begin[i] = reader.moment();
	spans.end[i] = spans.begin[i] + reader.number();
	if (spans.flags[i] & COST) {
		spans.exits[i] = reader.number();
		spans.hv[i] = reader.number();
	}
	if (spans.flags[i] & RET)
		spans.ret[i] = reader.signed();
}

function readMark(trace, reader) {
	const { marks } = trace, i = marks.add();

	marks.row[i] = reader.number() - 1;
	marks.kind[i] = reader.number();
	marks.name[i] = trace.string(reader);
	marks.detail[i] = trace.string(reader);
	marks.at[i] = reader.moment();
	marks.value[i] = reader.number();
}

function readExits(trace, reader) {
	const cell = { row: reader.number(), name: trace.strings[trace.string(reader)] };
	const khz = reader.number();
	const ns = (cycles) => (khz ? (cycles * 1e6) / khz : 0);

	cell.count = reader.number();
	cell.ns = ns(reader.number());
	cell.most = ns(reader.number());
	cell.buckets = Float64Array.from({ length: BUCKETS }, () => reader.number());
	trace.cycle = ns(1);
	trace.exits.push(cell);
}

function readEnd(trace, reader) {
	reader.time = 0;
	trace.begin = reader.moment();
	trace.end = reader.moment();
	trace.events = reader.number();
	trace.lost = reader.number();
	trace.discarded = reader.number();
	const flags = reader.number();

	trace.discardedUncounted = (flags & 1) !== 0;
	trace.truncated = (flags & 2) !== 0;
}

const READERS = {
	[TAG.TEXT]: (trace, reader) => trace.addString(reader.text()),
	[TAG.ROW]: readRow,
	[TAG.SPAN]: readSpan,
	[TAG.MARK]: readMark,
	[TAG.EXITS]: readExits,
	[TAG.BASE]: readBase,
};

// Throws an Error that completes "This page cannot be shown: …".
export async function decode(text) {
	let bytes;

	try {
		bytes = await unpack(text);
	} catch (error) {
		throw new Error(error.message.includes("browser") ? error.message :
			"the file is damaged or cut short; export it again", { cause: error });
	}
	const trace = new Trace(), reader = new Reader(bytes);

	for (;;) {
		const tag = reader.byte();

		if (tag === TAG.END) {
			readEnd(trace, reader);
			return trace;
		}
		if (!READERS[tag])
			throw new Error(`its data has a record ${tag} that is not known`);
		READERS[tag](trace, reader);
	}
}
