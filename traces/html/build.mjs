// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes one page of everything: src/page.html with the style and the script in it. What follows in a
 * file is the trace, then the end tags, which cli/export_html.c writes.
 *
 *	usage: node build.mjs SRC OUT      (beside node_modules/)
 */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const [source, out] = process.argv.slice(2);

// Packages that went into the script: their licences go along.
const packages = new Set();

async function bundle(entry) {
	const { outputFiles, metafile } = await build({
		entryPoints: [join(source, entry)], bundle: true, minify: true, write: false,
		format: "esm", target: ["es2022"], charset: "utf8", legalComments: "none", metafile: true,
		nodePaths: [join(process.cwd(), "node_modules")], logLevel: "warning",
	});

	for (const input of Object.keys(metafile.inputs)) {
		const [, name] = input.match(/node_modules\/((@[^/]+\/)?[^/]+)/) ?? [];

		if (name)
			packages.add(name);
	}
	return outputFiles[0].text.trimEnd();
}

async function licences() {
	const texts = new Map();

	for (const name of [...packages].sort()) {
		const text = (await readFile(join("node_modules", name, "LICENSE"), "utf8")).trim();

		texts.set(text, [...(texts.get(text) ?? []), name]);
	}
	return [...texts].map(([text, names]) => `${names.join(", ")}:\n\n${text}\n`).join("\n");
}

const script = await bundle("main.js");
const style = await bundle("style.css");

// Nothing in them may end the element that they are in.
for (const [text, tag] of [[script, "</script"], [style, "</style"]]) {
	if (text.toLowerCase().includes(tag))
		throw new Error(`the bundle has a ${tag} in it`);
}
const notices = await licences();

if (notices.includes("<"))
	throw new Error("a licence has a < in it");
const hash = createHash("sha256").update(script).digest("base64");
const page = (await readFile(join(source, "page.html"), "utf8"))
	.replace(/\n\t+/g, "\n")
	.replace("@@HASH@@", () => `sha256-${hash}`)
	.replace("@@STYLE@@", () => style)
	.replace("@@LICENCES@@", () => notices)
	.replace("@@SCRIPT@@", () => script);

await writeFile(out, page);
