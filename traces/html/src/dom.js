// SPDX-License-Identifier: GPL-2.0-only
// Elements. Text goes in as text: nothing that a guest said is ever read as HTML.

export function el(tag, attributes = {}, ...children) {
	const element = document.createElement(tag);

	for (const [name, value] of Object.entries(attributes)) {
		if (name.startsWith("on"))
			element.addEventListener(name.slice(2), value);
		else if (value === true)
			element.setAttribute(name, "");
		else if (value !== false && value !== undefined)
			element.setAttribute(name, value);
	}
	element.append(...children);
	return element;
}

export function byId(id) {
	return document.getElementById(id);
}

// Runs `work` before the next picture, once, however often it is asked for.
export function onceAFrame(work) {
	let asked = false;

	return () => {
		if (asked)
			return;
		asked = true;
		requestAnimationFrame(() => {
			asked = false;
			work();
		});
	};
}

// A canvas that is as sharp as the screen. Returns its size in CSS pixels.
export function fitCanvas(canvas) {
	const ratio = window.devicePixelRatio || 1;
	const { width, height } = canvas.getBoundingClientRect();
	const wanted = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];

	if (canvas.width !== wanted[0] || canvas.height !== wanted[1])
		[canvas.width, canvas.height] = wanted;
	canvas.getContext("2d", { alpha: false }).setTransform(ratio, 0, 0, ratio, 0, 0);
	return { width, height };
}
