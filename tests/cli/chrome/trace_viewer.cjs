// SPDX-License-Identifier: GPL-2.0-only
/*
 * What chrome://tracing makes of a file, as text: its own importer, in node.
 *
 *	node trace_viewer.cjs FILE.json
 */
"use strict";

const childProcess = require("child_process");
const fs = require("fs");
const path = require("path");

// The package asks a script for Python 2 where its own sources are.
const root = path.join(path.dirname(require.resolve("traceviewer/package.json")), "tracing");
const third = path.join(root, "third_party");
childProcess.execFileSync = () => JSON.stringify([
	root, third, path.join(third, "jszip"), path.join(third, "d3"),
	path.join(third, "gl-matrix", "src"), path.join(third, "gl-matrix", "dist"),
]);

const tr = require("traceviewer");
const model = new tr.Model();
const options = new tr.importer.ImportOptions();

options.shiftWorldToZero = false;
new tr.importer.Import(model, options).importTraces([fs.readFileSync(process.argv[2], "utf8")]);

const ordered = (things) => [...things].sort((a, b) => a.sortIndex - b.sortIndex);
const times = (slice) => `${slice.start.toFixed(6)}+${slice.duration.toFixed(6)}`;

// A span, and those within it.
function show(slice, depth) {
	console.log(`${" ".repeat(depth)}${slice.title} ${times(slice)}`);
	slice.subSlices.forEach((inner) => show(inner, depth + 1));
}

for (const process of ordered(model.getAllProcesses())) {
	console.log(`== ${process.name}`);
	process.instantEvents.forEach((event) => console.log(`instant ${event.title}`));
	Object.keys(process.counters).forEach((name) => console.log(`counter ${name}`));
	for (const thread of ordered(Object.values(process.threads))) {
		console.log(`-- ${thread.name}: ${thread.sliceGroup.length} spans, ` +
			    `${thread.asyncSliceGroup.length} asynchronous`);
		thread.sliceGroup.topLevelSlices.forEach((slice) => show(slice, 1));
	}
}
for (const flow of model.flowEvents)
	console.log(`flow ${flow.startSlice.title} -> ${flow.endSlice.title}`);
// It calls a clock slow that stands still where a guest's does.
for (const warning of model.importWarnings)
	if (warning.type !== "low_resolution_timer")
		console.log(`warning ${warning.type}: ${warning.message}`);
