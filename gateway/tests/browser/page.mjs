// The gateway's page as a visitor uses it, in a real browser.
//
//   npm ci
//   node page.mjs BINARY|URL [DIRECTORY FOR SCREENSHOTS]
//
// With a binary, it starts `BINARY serve` on a free port and stops it at the end. The browser is
// the system's: CHROMIUM, or /usr/bin/chromium.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

import { chromium } from "playwright-core";

const [target, shots] = process.argv.slice(2);
if (!target) {
  console.error("usage: node page.mjs BINARY|URL [DIRECTORY FOR SCREENSHOTS]");
  process.exit(2);
}

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

// ---- What a visitor sees and does

const panel = (page, pattern) => page.locator(`[data-pattern=${pattern}]`);
const svgs = (page) => page.locator("time-picture svg").evaluateAll((all) => all.map((svg) => svg.outerHTML));

/** Reads until `read` gives `wanted`: the page changes when the server has answered. */
async function becomes(what, read, wanted, timeout = 10_000) {
  const until = Date.now() + timeout;
  for (;;) {
    const seen = await read();
    const fits = typeof wanted === "function" ? wanted(seen) : JSON.stringify(seen) === JSON.stringify(wanted);
    if (fits) return seen;
    if (Date.now() > until) {
      const words = typeof wanted === "function" ? wanted : JSON.stringify(wanted);
      assert.fail(`${what}: saw ${JSON.stringify(seen)}, wanted ${words}`);
    }
    // Without a pause: each look is a question to the browser, which takes its time.
    await new Promise(setImmediate);
  }
}

const statuses = (page) => page.locator(".facts li:first-child b").allTextContents();
const running = async (page) =>
  (await page.locator(".still").allTextContents()).map((text) => +/still running: (\d+)/.exec(text)[1]);
const choose = (page, name) => page.locator(`input[name=scenario][value=${name}]`).check();

async function opened(context, url) {
  const page = await context.newPage();
  await page.goto(url);
  await becomes("four pictures", () => page.locator("time-picture svg").count(), 4);
  return page;
}

/** The calls that ran just after a live run, by panel. */
const justAfter = async (page) => (await page.locator(".measured .then").allInnerTexts()).map((text) => +/(\d+) calls?/.exec(text)[1]);

/** A screenshot, if a directory was given. */
async function shoot(page, name) {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

/** Nothing serious in what the page shows now. */
async function accessible(page, what) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const grave = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
  const words = grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
  assert.deepEqual(words, [], what);
}

// ---- The checks, each with a fresh page. The browser logs every response that is an error: a check
// announces the statuses that it is about with `expect`.

const checks = {
  async "opens on a caller that leaves, and says who still runs"(page) {
    await becomes("running", () => running(page), [2, 2, 0, 0]);
    const words = await panel(page, "join-all").innerText();
    assert.match(words, /The caller left at 50ms/);
    assert.match(words, /2 calls are still running/);
    assert.match(await panel(page, "fail-fast").innerText(), /2 calls were cancelled/);
    assert.equal(await page.getByLabel("leaves after", { exact: true }).isChecked(), true);
    assert.equal(await page.getByLabel("when the caller leaves").inputValue(), "50");
  },

  async "one-hangs has four outcomes"(page) {
    await choose(page, "one-hangs");
    await becomes("statuses", () => statuses(page), ["never", "never", "partial", "failed"]);
    assert.match(await panel(page, "fail-fast").innerText(), /HTTP 504/);
    assert.match(await panel(page, "timeout-hybrid").innerText(), /sections delivered 2 of 3/);
    assert.match(await panel(page, "fail-fast").innerText(), /errors: notifications timed out/);
    assert.match(page.url(), /scenario=one-hangs&deadline=1s$/);
  },

  async "a number changes the pictures"(page) {
    await choose(page, "healthy");
    await becomes("statuses", () => statuses(page), Array(4).fill("complete"));
    const before = await svgs(page);
    await page.getByLabel("orders", { exact: true }).fill("300");
    await becomes("pictures", () => svgs(page), (now) => now.every((svg, i) => svg !== before[i]));
    await becomes("time", () => panel(page, "join-all").innerText(), (text) => text.includes("after 300 ms"));
    assert.match(page.url(), /orders=300ms/);
    assert.equal(await page.locator("input[name=scenario]:checked").count(), 0, "it is no built-in one any more");

    await page.getByLabel("orders", { exact: true }).fill("");
    await becomes("complaint", () => page.getByRole("alert").innerText(), (text) => text.includes("orders"));
  },

  async "an ending, a deadline and a leaving change the outcomes"(page) {
    await choose(page, "healthy");
    await becomes("statuses", () => statuses(page), Array(4).fill("complete"));
    await page.getByLabel("what orders does then").selectOption("fails");
    await becomes("statuses", () => statuses(page), ["partial", "partial", "partial", "failed"]);
    await page.getByLabel("deadline", { exact: true }).fill("20");
    await becomes("statuses", () => statuses(page), ["partial", "partial", "failed", "failed"]);
    await page.getByLabel("leaves after", { exact: true }).check();
    await page.getByLabel("when the caller leaves").fill("10");
    await becomes("running", () => running(page), [3, 3, 0, 0]);
  },

  async "another scenario keeps the deadline"(page) {
    await page.getByLabel("deadline", { exact: true }).fill("70");
    await becomes("link", () => page.url(), (url) => url.endsWith("deadline=70ms"));
    await choose(page, "healthy");
    await becomes("statuses", () => statuses(page), ["complete", "complete", "partial", "failed"]);
    assert.match(page.url(), /scenario=healthy&deadline=70ms$/);
  },

  async "the end of a bar can be dragged"(page) {
    await choose(page, "healthy");
    await becomes("statuses", () => statuses(page), Array(4).fill("complete"));
    const before = await svgs(page);
    const grip = await panel(page, "channels").locator(".grip[data-label=user]").boundingBox();
    const [x, y] = [grip.x + grip.width / 2, grip.y + grip.height / 2];
    await page.mouse.move(x, y);
    const step = await panel(page, "channels").locator("svg").evaluate((svg) => {
      const { plotWidth, endMs } = svg.dataset;
      return (plotWidth / endMs) * (svg.getBoundingClientRect().width / svg.viewBox.baseVal.width);
    });
    await page.mouse.down();
    await page.mouse.move(x - 60, y, { steps: 6 });
    const field = page.getByLabel("user", { exact: true });
    await becomes("latency", () => field.inputValue(), (ms) => +ms > 0 && +ms < 40);
    const gripX = async () => {
      const box = await panel(page, "channels").locator(".grip[data-label=user]").boundingBox();
      return box && box.x + box.width / 2;
    };
    await becomes("the grip under the pointer", gripX, (at) => at && Math.abs(at - (x - 60)) <= step);
    const ms = +(await field.inputValue());
    await becomes("pictures", () => svgs(page), (now) => now.every((svg, i) => svg !== before[i]));
    await page.mouse.up();
    await becomes("link", () => page.url(), (url) => url.includes(`user=${ms}ms`));
    await becomes("words", () => page.locator("time-picture svg").first().getAttribute("aria-label"), (words) => words.includes(`user returned at ${ms}ms`));
  },

  async "a link shows the same"(page, { context }) {
    await choose(page, "one-fails");
    await becomes("statuses", () => statuses(page), ["partial", "partial", "partial", "failed"]);
    await page.getByLabel("notifications", { exact: true }).fill("123");
    await becomes("link", () => page.url(), (url) => url.includes("notifications=123ms"));
    const other = await opened(context, page.url());
    assert.deepEqual(await svgs(other), await svgs(page));
    assert.equal(await other.getByLabel("notifications", { exact: true }).inputValue(), "123");
    await other.close();

    await choose(page, "one-hangs");
    await becomes("statuses", () => statuses(page), ["never", "never", "partial", "failed"]);
    await page.goBack();
    await becomes("statuses", () => statuses(page), ["partial", "partial", "partial", "failed"]);
    assert.equal(await page.getByLabel("notifications", { exact: true }).inputValue(), "123");
  },

  async "back returns to the scenario before"(page, { url }) {
    const deadline = page.getByLabel("deadline", { exact: true });
    await choose(page, "one-fails");
    await becomes("link", () => page.url(), (at) => at.includes("one-fails"));
    // Three key strokes in one field are one step back.
    await deadline.pressSequentially("9");
    await deadline.fill("900");
    await deadline.fill("700");
    await becomes("link", () => page.url(), (at) => at.endsWith("one-fails&deadline=700ms"));
    await page.getByLabel("orders", { exact: true }).fill("11");
    await becomes("link", () => page.url(), (at) => at.includes("orders=11ms"));
    await page.goBack();
    await becomes("its orders", () => page.getByLabel("orders", { exact: true }).inputValue(), "10");
    assert.equal(await deadline.inputValue(), "700");
    await page.goBack();
    await becomes("its deadline", () => deadline.inputValue(), "1000");
    assert.match(page.url(), /scenario=one-fails&deadline=1s$/);
    await page.goBack();
    await becomes("the first scenario", () => running(page), [2, 2, 0, 0]);
    assert.equal(page.url(), `${url}/`);
    assert.equal(await page.locator("input[value=caller-leaves]").isChecked(), true);
  },

  async "the deadline and the caller's line can be dragged"(page, { url }) {
    await page.goto(`${url}/?scenario=user=40ms,orders=80ms,notifications=60ms,leave=50ms&deadline=70ms`);
    await becomes("running", () => running(page), [2, 2, 0, 0]);
    const drag = async (mark, by) => {
      const place = () => panel(page, "fail-fast").locator(`.grip[data-mark^="${mark}"]`).boundingBox();
      const grip = await becomes(`a grip for ${mark}`, place, (box) => box !== null);
      const [x, y] = [grip.x + grip.width / 2, grip.y + 8];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + by, y, { steps: 5 });
      await page.mouse.up();
    };
    const deadline = page.getByLabel("deadline", { exact: true });
    await drag("deadline", -10);
    await becomes("deadline", () => deadline.inputValue(), (ms) => +ms > 50 && +ms < 70);
    await becomes("link", () => page.url(), (at) => !at.endsWith("deadline=70ms"));
    const leave = page.getByLabel("when the caller leaves");
    await drag("the caller leaves", -60);
    await becomes("leave", () => leave.inputValue(), (ms) => +ms > 0 && +ms < 50);
    await becomes("link", () => page.url(), (at) => !at.includes("leave=50ms") && at.includes("leave="));
    // One drag is one step back.
    await page.goBack();
    await becomes("leave", () => leave.inputValue(), "50");
    await page.goBack();
    await becomes("deadline", () => deadline.inputValue(), "70");
    // A deadline beyond the axis is held by its words.
    await page.goto(`${url}/?scenario=healthy&deadline=1s`);
    await becomes("statuses", () => statuses(page), Array(4).fill("complete"));
    const words = await panel(page, "fail-fast").locator("text[data-mark]").boundingBox();
    await page.mouse.move(words.x + words.width - 20, words.y + words.height / 2);
    await page.mouse.down();
    await page.mouse.move(words.x + words.width - 80, words.y, { steps: 5 });
    await page.mouse.up();
    await becomes("deadline", () => deadline.inputValue(), (ms) => +ms < 100);
  },

  async "a second finger does not take a drag over"(page, { browser, url }) {
    await page.close();
    const context = await browser.newContext({ hasTouch: true, viewport: { width: 1280, height: 900 } });
    const touched = await opened(context, `${url}/?scenario=healthy&deadline=1s`);
    const fingers = await context.newCDPSession(touched);
    const touch = (type, ...touchPoints) => fingers.send("Input.dispatchTouchEvent", { type, touchPoints });
    const box = await panel(touched, "fail-fast").locator(".grip[data-label=user]").boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const field = touched.getByLabel("user", { exact: true });
    await touch("touchStart", { x, y, id: 0 });
    for (const by of [10, 20, 30, 40]) await touch("touchMove", { x: x - by, y, id: 0 });
    await becomes("dragged", () => field.inputValue(), (value) => +value < 40);
    const shown = async () => touched.url().includes(`user=${await field.inputValue()}ms`);
    await becomes("the last move is shown", shown, true);
    const ms = await field.inputValue();
    const place = () => panel(touched, "fail-fast").locator(".grip[data-label=orders]").boundingBox();
    const orders = await becomes("a second grip", place, (box) => box !== null);
    const second = { x: orders.x + 13, y: orders.y + 13, id: 1 };
    await touch("touchStart", { x: x - 40, y, id: 0 }, second);
    await touch("touchMove", { x: x - 40, y, id: 0 }, { ...second, x: second.x + 40 });
    await touch("touchEnd");
    await becomes("link", () => touched.url(), (at) => at.includes(`user=${ms}ms`) && at.includes("orders=80ms"));
    await context.close();
  },

  async "coming back from the book shows the same"(page, { url, expect }) {
    expect(404); // the favicon of the book's page
    await choose(page, "one-hangs");
    await becomes("statuses", () => statuses(page), ["never", "never", "partial", "failed"]);
    await page.getByLabel("orders", { exact: true }).fill("90");
    await becomes("link", () => page.url(), (at) => at.includes("orders=90ms"));
    await page.goto(`${url}/page/ladder.md`);
    await page.goBack();
    await becomes("statuses", () => statuses(page), ["never", "never", "partial", "failed"]);
    assert.equal(await page.getByLabel("orders", { exact: true }).inputValue(), "90");
    assert.equal(await page.locator("#notifications-ms").isDisabled(), true);
  },

  async "each panel shows its Rust on request"(page, { context, url, expect }) {
    expect(404); // the favicon of the book's page
    for (const [pattern, mark, marks] of [
      ["join-all", "join_all(tasks).await", 2],
      ["channels", "rx.recv().await", 2],
      ["timeout-hybrid", "timeout(deadline,", 3],
      ["fail-fast", "if failed {", 4],
    ]) {
      const source = panel(page, pattern).locator(".source");
      assert.equal(await source.locator("pre").isVisible(), false, "only on request");
      await source.getByText(`Show the Rust of ${pattern}`).click();
      assert.match(await source.locator("pre").innerText(), /pub async fn fetch<S: Service>\(/);
      const lines = await source.locator("mark").allInnerTexts();
      assert.equal(lines.length, marks);
      assert.ok(lines.some((line) => line.includes(mark)), `${mark} in ${lines}`);
      const inSight = () => source.locator("mark").first().evaluate((line) => {
        const [{ top, bottom }, box] = [line, line.closest("pre")].map((it) => it.getBoundingClientRect());
        return top >= box.top && bottom <= box.bottom;
      });
      await becomes("the first marked line is in sight", inSight, true);
    }
    await accessible(page, "with sources");
    await shoot(page, "sources");
    const book = await context.newPage();
    await book.goto(new URL(await page.locator(".source a").first().getAttribute("href"), url).href);
    assert.match(await book.locator("body").innerText(), /# The ladder/);
    await book.close();
  },

  async "the first paint is a form that is filled in"(page, { browser, url }) {
    await page.close();
    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    const value = (id) => plain.locator(`#${id}`).inputValue();
    await plain.goto(`${url}/`);
    assert.deepEqual([await value("user-ms"), await value("leave-ms"), await value("deadline-ms")], ["40", "50", "1000"]);
    assert.equal(await plain.locator("input[value=caller-leaves]").isChecked(), true);
    assert.equal(await plain.locator(":invalid").count(), 0);
    // And it is the form of the link.
    await plain.goto(`${url}/?scenario=orders=7ms:fail,notifications=hang&deadline=20ms`);
    assert.deepEqual([await value("orders-ms"), await value("orders-ending"), await value("deadline-ms")], ["7", "fail", "20"]);
    assert.equal(await plain.locator("#notifications-ms").isDisabled(), true);
    assert.equal(await plain.locator("input[name=scenario]:checked").count(), 0);
    assert.equal(await plain.locator(":invalid").count(), 0);
    await context.close();
  },

  async "on a phone the first picture is in sight"(page) {
    for (const [width, height] of [[390, 664], [360, 640]]) {
      await page.setViewportSize({ width, height });
      await page.reload();
      await becomes("four pictures", () => page.locator("time-picture svg").count(), 4);
      const { y } = await panel(page, "join-all").locator("svg").boundingBox();
      assert.ok(y < height - 150, `${width} by ${height}: the picture begins at ${y}`);
      await choose(page, "one-panics");
      await becomes("statuses", () => statuses(page), ["partial", "partial", "partial", "failed"]);
    }
    await shoot(page, "phone");
  },

  async "a bad link is explained, and the controls work"(page, { url, expect }) {
    expect(400);
    await page.goto(`${url}/?scenario=%3Cimg%20src=x%3E&deadline=1s`);
    await becomes("complaint", () => page.getByRole("alert").innerText(), (text) => text.includes("<img"));
    await becomes("pictures", () => page.locator("time-picture svg").count(), 4);
    await choose(page, "all-fail");
    await becomes("statuses", () => statuses(page), Array(4).fill("failed"));
    assert.equal(await page.getByRole("alert").count(), 0, "the complaint is gone");

    await page.goto(`${url}/?scenario=one-hangs&deadline=soon`);
    await becomes("complaint", () => page.getByRole("alert").innerText(), (text) => text.includes("soon"));
    await becomes("its scenario", () => statuses(page), ["never", "never", "partial", "failed"]);
    await page.goto(`${url}/?scenario=nonsense&deadline=20ms`);
    await becomes("complaint", () => page.getByRole("alert").innerText(), (text) => text.includes("nonsense"));
    assert.equal(await page.getByLabel("deadline", { exact: true }).inputValue(), "20");
    await page.getByRole("button", { name: "Predict" }).click();
    assert.equal(await page.getByRole("alert").count(), 0, "the complaint is gone");
  },

  async "the keyboard is enough"(page) {
    const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.value);
    const tabTo = async (id, key = "Tab") => {
      for (let i = 0; (await focused()) !== id; i++) {
        assert.ok(i < 40, `${key} does not reach ${id}`);
        await page.keyboard.press(key);
      }
    };
    await tabTo("caller-leaves");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await becomes("statuses", () => statuses(page), ["never", "never", "partial", "failed"]);
    await tabTo("user-ms");
    await page.keyboard.press("ArrowUp");
    await becomes("link", () => page.url(), (url) => url.includes("user=41ms"));
    await tabTo("predict");
    await page.keyboard.press("Enter");
    await tabTo("timeout-hybrid");
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await becomes("verdict", () => page.locator("#verdict").innerText(), (text) => text.startsWith("Not quite: none of them"));
    assert.equal(await focused(), "verdict", "reading and tabbing go on from the verdict");
    // The verdict is about that scenario: it goes with it, in whatever way another one comes.
    await page.keyboard.press("Shift+Tab");
    await tabTo("deadline-ms", "Shift+Tab");
    await page.keyboard.press("ArrowUp");
    await becomes("no verdict", () => page.locator("#verdict").isVisible(), false);
  },

  async "predict asks about a scenario whose answer is not known yet"(page) {
    const question = () => page.locator("#question").innerText();
    const asked = new Set();
    await choose(page, "one-hangs");
    await becomes("statuses", () => statuses(page), ["never", "never", "partial", "failed"]);
    for (let i = 0; i < 5; i++) {
      await page.getByRole("button", { name: "Predict" }).click();
      asked.add(await becomes("another question", question, (text) => text.includes("user=") && !asked.has(text)));
      assert.equal(await page.locator(".answer").first().isVisible(), false);
      await page.getByRole("checkbox", { name: "none of them" }).check();
      await page.getByRole("button", { name: "Show me" }).click();
    }
    for (const words of asked) assert.doesNotMatch(words, /never answers|caller leaves/, "both were shown before");
    assert.equal(asked.size, 5);
    // All seven are known now: the one that is shown is asked about.
    const address = page.url();
    await page.getByRole("button", { name: "Predict" }).click();
    await becomes("question", question, (text) => text.includes("user="));
    assert.equal(page.url(), address);
  },

  async "a verdict goes with its scenario"(page) {
    const verdict = page.locator("#verdict");
    const guess = async () => {
      await page.getByRole("button", { name: "Predict" }).click();
      await becomes("question", () => page.locator("#question").innerText(), (text) => text.includes("user="));
      await page.getByRole("checkbox", { name: "none of them" }).check();
      await page.getByRole("button", { name: "Show me" }).click();
      assert.equal(await verdict.isVisible(), true);
    };
    await guess();
    await choose(page, "one-hangs");
    await becomes("no verdict", () => verdict.isVisible(), false);
    await guess();
    await page.getByLabel("orders", { exact: true }).fill("7");
    await becomes("no verdict", () => verdict.isVisible(), false);
    await guess();
    await page.goBack();
    await becomes("no verdict", () => verdict.isVisible(), false);
    await guess();
    await page.getByRole("button", { name: "Replay" }).click();
    assert.equal(await verdict.isVisible(), true, "a replay shows the same scenario");
    await page.getByRole("button", { name: "Stop" }).click();
  },

  async "predict hides everything until there is a guess"(page) {
    await choose(page, "healthy");
    for (const name of ["one-slow", "one-fails", "one-hangs", "all-fail", "one-panics"]) {
      await choose(page, name);
      await becomes("link", () => page.url(), (url) => url.includes(name));
    }
    // All are known: the question is about the caller that leaves.
    await choose(page, "caller-leaves");
    await becomes("running", () => running(page), [2, 2, 0, 0]);
    await page.getByRole("button", { name: "Predict" }).click();
    const picture = panel(page, "join-all").locator("svg");
    assert.equal(await picture.isVisible(), false, "no picture");
    for (const words of ["2 calls are still running", "still running: 2"]) {
      assert.equal(await page.getByText(words).first().isVisible(), false, "no answer");
    }
    assert.equal(await page.locator("#summary").textContent(), "", "nothing is read out");
    assert.equal(await page.getByText("When the caller has its answer").isVisible(), true);
    await page.getByRole("button", { name: "Show me" }).click();
    await becomes("complaint", () => page.getByRole("alert").innerText(), (text) => text.includes("Tick"));
    await page.getByRole("checkbox", { name: "none of them" }).check();
    await page.getByRole("checkbox", { name: "join-all" }).check();
    assert.equal(await page.getByRole("checkbox", { name: "none of them" }).isChecked(), false);
    await page.getByRole("checkbox", { name: "channels" }).check();
    await page.getByRole("button", { name: "Show me" }).click();
    assert.match(await page.locator("#verdict").innerText(), /^Right: join-all and channels/);
    assert.equal(await picture.isVisible(), true);
  },

  async "a replay runs, and stops"(page) {
    await page.getByRole("button", { name: "Replay" }).click();
    await becomes("clock", () => page.locator("#clock").innerText(), (text) => parseInt(text) > 2);
    assert.equal(await page.locator("time-picture [clip-path]").count(), 4);
    await page.getByRole("button", { name: "Stop" }).click();
    assert.equal(await page.locator("time-picture [clip-path]").count(), 0);
    assert.equal(await page.locator("#clock").isVisible(), false);

    // A visitor who wants no motion sees the events one by one.
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.getByRole("button", { name: "Replay" }).click();
    await becomes("clock", () => page.locator("#clock").innerText(), "0 ms");
    const looks = () => panel(page, "join-all").locator(".stroke").evaluateAll((all) => all.map(({ style }) => (style.color ? "?" : "seen")).join(" "));
    assert.equal(await looks(), "? ? ? ?", "no bar tells how it will end");
    assert.equal(await panel(page, "join-all").locator(".answer").isVisible(), false, "no answer yet");
    await becomes("clock", () => page.locator("#clock").innerText(), "40 ms");
    assert.equal(await looks(), "? seen ? ?");
    await shoot(page, "replay");
    await becomes("clock", () => page.locator("#clock").innerText(), "50 ms");
    assert.equal(await looks(), "seen seen ? ?", "the caller has left");
    assert.equal(await panel(page, "join-all").locator(".answer").isVisible(), true);
    await page.getByRole("button", { name: "Stop" }).click();
    await page.emulateMedia({ reducedMotion: "no-preference" });
  },

  async "a live run measures real answers"(page, { expect }) {
    expect(502);
    await choose(page, "one-fails");
    await becomes("statuses", () => statuses(page), ["partial", "partial", "partial", "failed"]);
    await page.getByRole("button", { name: "Run live" }).click();
    const live = async () => (await page.locator(".measured p:first-child").allInnerTexts()).map((text) => /partial|failed/.exec(text)?.[0]);
    await becomes("live answers", live, ["partial", "partial", "partial", "failed"]);
    assert.match(await panel(page, "fail-fast").innerText(), /HTTP 502, measured \d+ ms/);
    assert.equal(await page.locator("time-picture text.measure").count(), 4, "laid over the pictures");
    assert.equal(await page.locator("time-picture .bars ~ line.measure").count(), 0, "no word is struck through");
    await becomes("button", () => page.locator("#live").innerText(), "Run live");
  },

  async "a live caller leaves, and join-all is seen to work on"(page) {
    await becomes("running", () => running(page), [2, 2, 0, 0]);
    await page.getByRole("button", { name: "Run live" }).click();
    await becomes("still running", () => justAfter(page), (seen) => seen.length === 4 && seen[0] > 0 && seen[1] > 0 && seen[2] === 0 && seen[3] === 0);
    assert.match(await panel(page, "join-all").innerText(), /this client left at \d+ ms; times are stretched 20×, so that you can watch: \d+ ms here is 5\d ms in the picture/);
    await shoot(page, "live");
    // Once more, immediately: calls that the first run left do not count for the second one.
    await page.getByRole("button", { name: "Run live" }).click();
    await becomes("the last run's words go", () => page.locator(".measured:visible").count(), 0);
    await becomes("measured anew", () => page.locator(".measured:visible").count(), 4);
    assert.deepEqual((await justAfter(page)).map((left) => left > 0), [true, true, false, false]);
    assert.equal(await page.getByText("earlier run").count(), 0);
    const now = async () => (await page.locator(".measured .now").allInnerTexts()).map((text) => +/(\d+) call/.exec(text)?.[1]);
    await becomes("in the end", now, [0, 0, 0, 0]);
  },

  async "a live run says what it left, and not what an earlier one did"(page, { expect }) {
    expect(504);
    await choose(page, "one-hangs");
    await becomes("statuses", () => statuses(page), ["never", "never", "partial", "failed"]);
    await page.getByRole("button", { name: "Run live" }).click();
    await becomes("left", () => justAfter(page), [1, 1, 0, 0]);
    const words = await panel(page, "join-all").innerText();
    assert.match(words, /no answer in 5 s/);
    assert.doesNotMatch(words, /30 ?s/, "one limit, said once");
    assert.equal(await page.locator("#live").innerText(), "Run live", "the button is back with the answers");
    await becomes("the count goes on", () => panel(page, "join-all").locator(".now").innerText(), (text) => text.includes("1 call still running"));

    await choose(page, "healthy");
    await becomes("statuses", () => statuses(page), Array(4).fill("complete"));
    await page.getByRole("button", { name: "Run live" }).click();
    await becomes("left", () => justAfter(page), [0, 0, 0, 0]);
    assert.match(await panel(page, "join-all").innerText(), /0 calls still running, and 1 from an earlier run/);
    assert.doesNotMatch(await panel(page, "fail-fast").innerText(), /earlier/);
    assert.equal(await page.locator(".panel .measured .some").count(), 0);
    await becomes("button", () => page.locator("#live").innerText(), "Run live");
  },

  async "a live run waits as long as the picture does"(page, { url }) {
    await page.goto(`${url}/?scenario=orders=5500ms&deadline=6s`);
    await becomes("statuses", () => statuses(page), Array(4).fill("complete"));
    await page.getByRole("button", { name: "Run live" }).click();
    const live = async () => (await page.locator(".measured p:first-child").allInnerTexts()).map((text) => /complete|no answer/.exec(text)?.[0]);
    await becomes("live answers", live, Array(4).fill("complete"), 15_000);
  },

  async "real services are not run live"(page, { context }) {
    if (target.startsWith("http:")) return;
    const real = await serve(target, "--upstream", "http://127.0.0.1:9");
    try {
      await page.close();
      const other = await opened(context, `${real.url}/`);
      assert.equal(await other.getByRole("button", { name: "Run live" }).isDisabled(), true);
      assert.equal(await other.getByText("they play no scenario").isVisible(), true);
      await other.getByRole("button", { name: "Predict" }).click();
      await other.getByRole("button", { name: "Predict" }).click();
      assert.equal(await other.getByRole("button", { name: "Run live" }).isDisabled(), true, "nor after a guess");
    } finally {
      real.stop();
    }
  },

  async "axe finds nothing serious, in light and dark, wide and narrow"(page, { expect }) {
    // Predict goes on to other scenarios, and they are run live.
    [502, 504].forEach(expect);
    for (const width of [1280, 400]) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ["light", "dark"]) {
        const at = (what) => `${what}, ${colorScheme}, ${width}`;
        await page.emulateMedia({ colorScheme });
        await accessible(page, at("pictures"));
        await page.getByRole("button", { name: "Run live" }).click();
        await becomes("measured", async () => (await justAfter(page)).length, 4);
        await accessible(page, at("measured values"));
        await page.getByRole("button", { name: "Predict" }).click();
        await page.getByRole("button", { name: "Show me" }).click();
        await becomes("complaint", () => page.getByRole("alert").count(), 1);
        await accessible(page, at("a complaint and a question"));
        await page.getByRole("checkbox", { name: "none of them" }).check();
        await page.getByRole("button", { name: "Show me" }).click();
        await accessible(page, at("a verdict"));
      }
    }
  },

  async "fits every width and theme"(page) {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      for (const width of [1280, 400]) {
        await page.setViewportSize({ width, height: 900 });
        await page.reload();
        await becomes("four pictures", () => page.locator("time-picture svg").count(), 4);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${width}: ${over} pixels too wide`);
        const least = await page.locator("time-picture").evaluateAll((hosts) =>
          Math.min(...hosts.flatMap(({ shadowRoot }) => {
            const svg = shadowRoot.querySelector("svg");
            const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
            return [...svg.querySelectorAll("text")].map((text) => parseFloat(getComputedStyle(text).fontSize) * scale);
          })));
        assert.ok(least >= 11, `${width}: text of ${least} pixels`);
        await shoot(page, `${colorScheme}-${width}`);
      }
    }
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 1280, height: 900 });
  },
};

// ---- The run

const origins = new Set(); // of the servers under test

async function serve(binary, ...flags) {
  const server = spawn(binary, ["serve", "--addr", "127.0.0.1:0", ...flags], { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, RUST_LOG: "error" } });
  const failed = new Promise((_, reject) => {
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
  failed.catch(() => {});
  const lines = [];
  const said = new Promise((resolve) => {
    createInterface(server.stdout).on("line", (line) => {
      lines.push(line);
      if (line.startsWith("open ")) resolve();
    });
  });
  await Promise.race([said, failed]);
  const url = /^listening on (http:\/\/\S+)$/.exec(lines[0])?.[1];
  assert.ok(url, `the server printed ${lines[0]}`);
  assert.equal(lines.at(-1), `open ${url}/ for the page`);
  origins.add(url);
  return { url, stop: () => server.kill("SIGTERM") };
}

const server = target.startsWith("http:") ? { url: new URL(target).origin, stop() {} } : await serve(target);
origins.add(server.url);
// Also if there is no browser to be started.
process.once("exit", server.stop);
if (shots) await mkdir(shots, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
let red = 0;
try {
  for (const [name, check] of Object.entries(checks)) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(10_000);
    const complaints = [];
    const expected = new Set();
    context.on("request", (request) => {
      const url = new URL(request.url());
      if (!origins.has(url.origin) && url.protocol !== "data:") complaints.push(`asked ${url}`);
    });
    context.on("console", (message) => {
      const status = /status of (\d+)/.exec(message.text())?.[1];
      if (["error", "warning"].includes(message.type()) && !expected.has(+status)) complaints.push(`console: ${message.text()}`);
    });
    context.on("weberror", (error) => complaints.push(`uncaught: ${error.error()}`));
    try {
      await check(await opened(context, `${server.url}/`), { browser, context, url: server.url, expect: (status) => expected.add(status) });
      assert.deepEqual(complaints, [], "the page complained");
      console.log(`ok   ${name}`);
    } catch (error) {
      red += 1;
      console.error(`FAIL ${name}\n     ${error.message.replaceAll("\n", "\n     ")}`);
    }
    await context.close();
  }
} finally {
  await browser.close();
}
console.log(red ? `${red} failed` : "all well");
process.exit(red ? 1 : 0);
