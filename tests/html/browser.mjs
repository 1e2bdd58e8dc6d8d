// SPDX-License-Identifier: GPL-2.0-only
/*
 * A headless Chromium, driven by its DevTools protocol through a pipe: messages are JSON, each ends
 * with a NUL. Nothing but node and the browser is needed.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PATIENCE = 60000; // ms that a page may take to become what is waited for

class Connection {
	constructor(process) {
		this.process = process;
		this.last = 0;
		this.waiting = new Map();
		this.listeners = [];
		let rest = Buffer.alloc(0);

		process.stdio[4].on("data", (chunk) => {
			rest = Buffer.concat([rest, chunk]);
			for (let end; (end = rest.indexOf(0)) >= 0; rest = rest.subarray(end + 1))
				this.receive(JSON.parse(rest.subarray(0, end).toString()));
		});
		process.on("exit", (status) => {
			for (const { reject } of this.waiting.values())
				reject(new Error(`the browser ended (${status})`));
		});
	}

	receive(message) {
		const waiting = this.waiting.get(message.id);

		if (!waiting) {
			this.listeners.forEach((listener) => listener(message));
			return;
		}
		this.waiting.delete(message.id);
		if (message.error)
			waiting.reject(new Error(`${waiting.method}: ${message.error.message}`));
		else
			waiting.resolve(message.result);
	}

	send(method, params = {}, sessionId = undefined) {
		const id = ++this.last;

		this.process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
		return new Promise((resolve, reject) => {
			this.waiting.set(id, { resolve, reject, method });
		});
	}
}

const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });

// A page, what it complained of, and what it asked the network for.
class Page {
	constructor(connection, session) {
		Object.assign(this, { connection, session, errors: [], requests: [] });
		connection.listeners.push((message) => {
			if (message.sessionId === session)
				this.note(message);
		});
	}

	note({ method, params }) {
		if (method === "Runtime.exceptionThrown")
			this.errors.push(params.exceptionDetails.exception?.description ??
				params.exceptionDetails.text);
		else if (method === "Runtime.consoleAPICalled" && /error|warn|assert/.test(params.type))
			this.errors.push(params.args.map((arg) => arg.value ?? arg.description).join(" "));
		else if (method === "Log.entryAdded" && params.entry.level !== "info")
			this.errors.push(params.entry.text);
		else if (method === "Network.requestWillBeSent")
			this.requests.push(params.request.url);
	}

	send(method, params) {
		return this.connection.send(method, params, this.session);
	}

	async eval(expression) {
		const { result, exceptionDetails } = await this.send("Runtime.evaluate",
			{ expression, returnByValue: true, awaitPromise: true });

		if (exceptionDetails)
			throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
		return result.value;
	}

	async until(expression, what = expression) {
		const end = Date.now() + PATIENCE;

		while (!await this.eval(expression)) {
			if (Date.now() > end)
				throw new Error(`never came true: ${what}`);
			await sleep(20);
		}
	}

	// Until nothing is left to be drawn.
	settle() {
		return this.eval("new Promise((done) => requestAnimationFrame(() => " +
			"requestAnimationFrame(() => setTimeout(done, 0))))");
	}

	async size(width, height, mobile = false) {
		await this.send("Emulation.setDeviceMetricsOverride",
			{ width, height, deviceScaleFactor: mobile ? 2 : 1, mobile });
		await this.send("Emulation.setTouchEmulationEnabled", { enabled: mobile });
	}

	scheme(value) {
		return this.send("Emulation.setEmulatedMedia",
			{ features: [{ name: "prefers-color-scheme", value }] });
	}

	async open(file) {
		this.errors = [];
		this.requests = [];
		await this.send("Page.navigate", { url: `file://${file}` });
		await this.until("location.protocol === 'file:' && (window.hypertrace !== undefined || " +
			"document.querySelector('#loading[role=alert]') !== null)", `${file} is shown`);
		await this.settle();
	}

	async key(key, text = key.length === 1 ? key : undefined) {
		await this.send("Input.dispatchKeyEvent", { type: "keyDown", key, text });
		await this.send("Input.dispatchKeyEvent", { type: "keyUp", key });
		await this.settle();
	}

	async type(text) {
		await this.send("Input.insertText", { text });
		await this.settle();
	}

	async wheel(x, y, deltaY, deltaX = 0) {
		await this.send("Input.dispatchMouseEvent", { type: "mouseWheel", x, y, deltaX, deltaY });
		await this.settle();
	}

	async move(x, y) {
		await this.send("Input.dispatchMouseEvent", { type: "mouseMoved", x, y });
		await this.settle();
	}

	async click(x, y, clickCount = 1) {
		for (const type of ["mouseMoved", "mousePressed", "mouseReleased"])
			await this.send("Input.dispatchMouseEvent", { type, x, y, clickCount, button: "left",
				buttons: type === "mousePressed" ? 1 : 0 });
		await this.settle();
	}

	async drag(fromX, fromY, toX, toY) {
		const mouse = (type, x, y) => this.send("Input.dispatchMouseEvent",
			{ type, x, y, button: "left", buttons: 1, clickCount: 1 });

		await mouse("mousePressed", fromX, fromY);
		await mouse("mouseMoved", (fromX + toX) / 2, (fromY + toY) / 2);
		await mouse("mouseMoved", toX, toY);
		await mouse("mouseReleased", toX, toY);
		await this.settle();
	}

	// Fingers: lists of points, one list after the other, then all are lifted.
	async touch(...steps) {
		for (const [i, points] of steps.entries())
			await this.send("Input.dispatchTouchEvent", {
				type: i ? "touchMove" : "touchStart",
				touchPoints: points.map(([x, y], id) => ({ x, y, id })),
			});
		await this.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
		await this.settle();
	}

	async picture() {
		const { data } = await this.send("Page.captureScreenshot", { format: "png" });

		return Buffer.from(data, "base64");
	}
}

export class Browser {
	static async start(program) {
		const browser = new Browser();

		browser.home = mkdtempSync(join(tmpdir(), "chromium-"));
		browser.process = spawn(program, [
			"--headless=new", "--remote-debugging-pipe", `--user-data-dir=${browser.home}`,
			"--no-first-run", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars=0",
			"--disable-background-networking", "--disable-component-update",
			// Chromium refuses to run as root with its sandbox; the pages are our own.
			...(process.getuid() === 0 ? ["--no-sandbox"] : []), "about:blank",
		], { stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
			env: { ...process.env, HOME: browser.home } });
		browser.said = "";
		browser.process.stderr.on("data", (chunk) => { browser.said += chunk; });
		browser.connection = new Connection(browser.process);
		return browser;
	}

	async page() {
		const { targetId } = await this.connection.send("Target.createTarget",
			{ url: "about:blank" });
		const { sessionId } = await this.connection.send("Target.attachToTarget",
			{ targetId, flatten: true });
		const page = new Page(this.connection, sessionId);

		for (const domain of ["Page", "Runtime", "Log", "Network"])
			await page.send(`${domain}.enable`);
		await page.size(1280, 800);
		return page;
	}

	async stop() {
		const ended = new Promise((done) => { this.process.on("exit", done); });

		await this.connection.send("Browser.close").catch(() => {});
		await ended;
		rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
	}
}
