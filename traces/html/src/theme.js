// SPDX-License-Identifier: GPL-2.0-only
// Light and dark: what the system says, unless the switch says otherwise. And what is of which colour.
import { MARK, SPAN } from "./kinds.js";

const MODES = ["auto", "light", "dark"];
const KEY = "hypertrace-theme";

// Hue and saturation of a kind of span, and by how much the hue differs from name to name.
const HUES = {
	[SPAN.PHASE]: [212, 32, 0],
	[SPAN.LEVEL]: [205, 48, 28],
	[SPAN.INITCALL]: [222, 58, 26],
	[SPAN.STEP]: [32, 62, 18],
	[SPAN.SYSCALL]: [168, 44, 24],
	[SPAN.IRQ]: [338, 55, 10],
	[SPAN.SOFTIRQ]: [300, 36, 14],
	[SPAN.FUNC]: [258, 44, 26],
	[SPAN.TASK]: [140, 30, 170],
	[SPAN.EXIT]: [14, 72, 16],
	[SPAN.RUN]: [190, 26, 170],
};
const PHASE_HUES = [
	[/panic/i, 2, 72], [/oops/i, 14, 68], [/suspend|sleep/i, 46, 48], [/boot|kernel/i, 216, 44],
	[/user/i, 152, 36], [/shutdown|notifier|device|syscore|end/i, 28, 52],
];

// A vCPU that halts costs nobody anything.
const IDLE = /^(hlt|mwait)/;

function hash(text) {
	let h = 2166136261;

	for (let i = 0; i < text.length; i++)
		h = Math.imul(h ^ text.charCodeAt(i), 16777619);
	return (h ^ (h >>> 15)) >>> 0;
}

// As #rrggbb, which a canvas reads faster than any other form. Hue in degrees, the others in percent.
function hex(hue, saturation, lightness) {
	const light = lightness / 100, chroma = (saturation / 100) * Math.min(light, 1 - light);
	const part = (n) => {
		const at = (n + hue / 30) % 12;
		const value = light - chroma * Math.max(-1, Math.min(at - 3, 9 - at, 1));

		return Math.round(255 * value).toString(16).padStart(2, "0");
	};

	return `#${part(0)}${part(8)}${part(4)}`;
}

function stored(value) {
	try {
		if (value)
			localStorage.setItem(KEY, value);
		return localStorage.getItem(KEY);
	} catch {
		return null; // a page from a file may not store
	}
}

export class Theme {
	constructor(button, changed) {
		this.query = matchMedia("(prefers-color-scheme: dark)");
		this.button = button;
		this.changed = changed;
		this.mode = MODES.includes(stored()) ? stored() : "auto";
		this.query.addEventListener("change", () => this.apply());
		button.addEventListener("click", () => {
			this.mode = MODES[(MODES.indexOf(this.mode) + 1) % MODES.length];
			stored(this.mode);
			this.apply();
		});
		this.apply();
	}

	apply() {
		const root = document.documentElement;

		this.dark = this.mode === "dark" || (this.mode === "auto" && this.query.matches);
		root.dataset.theme = this.dark ? "dark" : "light";
		this.button.textContent = { auto: "◐", light: "☀", dark: "☾" }[this.mode];
		this.button.title = `Colours: ${this.mode}`;
		this.button.setAttribute("aria-label", `Colours: ${this.mode}; press to change`);
		this.cache = [];
		const style = getComputedStyle(root);
		const get = (name) => style.getPropertyValue(name).trim();

		this.ink = get("--ink");
		this.faint = get("--faint");
		this.line = get("--line");
		this.page = get("--page");
		this.band = get("--band");
		this.accent = get("--accent");
		this.bad = get("--bad");
		this.warn = get("--warn");
		this.changed?.();
	}

	// What a span is filled with.
	fill(kind, name) {
		const names = this.cache[kind] ??= new Map();
		let colour = names.get(name);

		if (!colour) {
			colour = this.mix(kind, name);
			names.set(name, colour);
		}
		return colour;
	}

	mix(kind, name) {
		let [hue, saturation, spread] = HUES[kind] ?? [0, 0, 0];

		if (kind === SPAN.PHASE) {
			const found = PHASE_HUES.find(([pattern]) => pattern.test(name));

			if (found)
				[, hue, saturation] = found;
		}
		if (kind === SPAN.EXIT && IDLE.test(name))
			saturation = 8;
		const by = hash(name);

		hue += spread ? (by % (2 * spread + 1)) - spread : 0;
		// Exits are thin.
		const strong = kind === SPAN.EXIT ? 16 : 0;
		if (!name)
			hue = HUES[kind]?.[0] ?? 0;
		const lightness = (this.dark ? 33 + strong : 78 - strong) + ((by >>> 9) % 5) - 2;

		return hex((hue + 360) % 360, saturation, lightness);
	}

	mark(kind) {
		return { [MARK.PANIC]: this.bad, [MARK.OOPS]: this.bad, [MARK.LOST]: this.warn,
			[MARK.DISCARDED]: this.warn, [MARK.MIGRATION]: this.accent }[kind] ?? this.faint;
	}
}
