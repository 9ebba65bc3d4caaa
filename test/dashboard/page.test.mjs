/*
 * What a reader of the page does, in Chromium, against what SQL says of the same table.
 *
 * test/dashboard/run makes the pages and says where they are: PAGES is a directory with
 * sample.html, hostile.html, empty.html and expected.json.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const pages = process.env.PAGES;
const expected = JSON.parse(readFileSync(`${pages}/expected.json`, "utf8"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const charts = ["by-day", "by-provider", "heat-map", "authentication"];
let browser;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
});
after(() => browser?.close());

// Opens a page; whatever it says or asks for is in complaints.
async function open(name, { width = 1280, colorScheme = "light" } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, offline: true });
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (message) => page.complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => page.complaints.push(error.stack));
  page.on("request", (request) => request.url().startsWith("file:") || request.url().startsWith("data:") || page.complaints.push(request.url()));
  page.on("dialog", (dialog) => page.complaints.push(dialog.message()));
  await page.goto(`file://${pages}/${name}.html`);
  await page.waitForSelector("html[data-ready]", { state: "attached" });
  return page;
}

const settled = (page) => page.evaluate(() => new Promise((done) => setTimeout(done, 150)));

async function choose(page, { first, last, provider, category }) {
  await page.fill("#from", first);
  await page.fill("#to", last);
  await page.selectOption("#provider", { label: provider ?? "all providers" });
  await page.selectOption("#category", { label: category ?? "all categories" });
  await settled(page);
}

// The body of a table, as arrays of texts; it may be within closed details.
const rowsOf = (page, selector) => page.$$eval(`${selector} tbody tr`, (rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
const numberOf = (text) => Number(text.replaceAll(",", ""));

function sums(rows, key, count) {
  const result = {};
  for (const row of rows) result[key(row)] = (result[key(row)] ?? 0) + numberOf(row[count]);
  return result;
}

const marksOf = (page, id) => page.$$eval(`#${id} .chart svg .mark-rect path, #${id} .chart svg .mark-rect.role-mark path`,
  (paths) => new Set(paths.filter((path) => path.getBoundingClientRect().height > 0)).size);

test("it opens with nothing on the console, and asks for nothing", async () => {
  for (const name of ["sample", "hostile", "empty"]) {
    const page = await open(name);
    assert.deepEqual(page.complaints, [], name);
    await page.context().close();
  }
});

test("each chart has as many marks as its table has rows", async () => {
  const page = await open("sample");
  await choose(page, { first: "2026-08-31", last: "2026-10-31" });
  for (const id of charts) {
    const rows = await rowsOf(page, `#${id}`);
    assert.ok(rows.length > 3, `${id} has rows`);
    const drawn = id === "by-provider" ? rows.filter((row) => numberOf(row[1]) > 0) : rows;
    assert.equal(await marksOf(page, id), drawn.length, id);
  }
  await page.context().close();
});

test("each filter changes every report to what SQL says", async () => {
  const page = await open("sample");
  for (const selection of expected) {
    await choose(page, selection);
    const name = [selection.first, selection.last, selection.provider, selection.category].join(" ");
    for (const figure of ["failures", "rate", "permanent", "suppress", "authentication"]) {
      const shown = await page.getAttribute(`#figure-${figure} strong`, "data-value");
      assert.ok(Math.abs(Number(shown) - (selection.now[figure] ?? 0)) < 1e-9, `${name}: ${figure} is ${shown}, not ${selection.now[figure]}`);
      const change = await page.textContent(`#figure-${figure} .change`);
      if (selection.before === null) assert.match(change, /no earlier days/, name);
      else if (selection.now[figure] !== null && selection.before[figure] !== null && selection.now[figure] !== selection.before[figure]) {
        assert.match(change, selection.now[figure] > selection.before[figure] ? /^▲/ : /^▼/, `${name}: ${figure}`);
        assert.ok(Math.abs(Number(await page.getAttribute(`#figure-${figure} .change`, "data-before")) - selection.before[figure]) < 1e-9, `${name}: ${figure} before`);
      }
    }
    assert.deepEqual(sums(await rowsOf(page, "#by-day"), (row) => row[0], 2), selection.days, `${name}: by day`);
    assert.deepEqual(sums(await rowsOf(page, "#by-provider"), (row) => row[0], 1), selection.providers, `${name}: by provider`);
    assert.deepEqual(sums(await rowsOf(page, "#heat-map"), (row) => row[0].match(/^X\.(\d+)/)[1], 2), selection.subjects, `${name}: heat map`);
    assert.equal((await rowsOf(page, "#authentication")).reduce((n, row) => n + numberOf(row[2]), 0), selection.now.authentication, `${name}: authentication`);
    assert.equal((await rowsOf(page, "#suppress [aria-label^='Table: Failures']")).reduce((n, row) => n + numberOf(row[3]), 0), selection.now.suppress, `${name}: suppress`);
    const topCodes = sums(await rowsOf(page, "#top-codes"), (row) => row[0], 1);
    if (Object.keys(selection.codes).length < 15 && !selection.codes["null"]) assert.deepEqual(topCodes, selection.codes, `${name}: top codes`);
    if (selection.category !== null) {
      assert.equal(await page.textContent("#detail-title"), `Category ${selection.category}`);
      assert.deepEqual(sums(await rowsOf(page, "#detail-codes"), (row) => row[0], 1), selection.codes, `${name}: codes`);
      assert.equal((await rowsOf(page, "#detail-fingerprints")).reduce((n, row) => n + numberOf(row[0]), 0), selection.fingerprints, `${name}: fingerprints`);
    } else assert.ok(await page.isHidden("#detail"));
  }
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a click on a category shows its codes and fingerprints", async () => {
  const page = await open("sample");
  const selection = expected.find((e) => e.first === "2026-10-02" && e.provider === null && e.category === "user_unknown");
  for (const place of ["#by-day .legend", "#top-codes"]) {
    await page.click(`${place} button[data-category=user_unknown] >> nth=0`);
    await settled(page);
    assert.deepEqual(sums(await rowsOf(page, "#detail-codes"), (row) => row[0], 1), selection.codes);
    assert.equal(await page.evaluate(() => document.activeElement.id), "detail-title");
    await page.click("#detail-close");
    assert.ok(await page.isHidden("#detail"));
  }
  // a bar of the chart
  await page.click("#by-day .chart svg .mark-rect path >> nth=2");
  await settled(page);
  assert.ok(await page.isVisible("#detail"));
  await page.click("#filters button[type=reset]");
  assert.ok(await page.isHidden("#detail"));
  await page.context().close();
});

test("the keyboard alone is enough", async () => {
  const page = await open("sample");
  const reached = new Set();
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    reached.add(await page.evaluate(() => document.activeElement.id || document.activeElement.dataset.category || document.activeElement.localName));
  }
  for (const id of ["period", "from", "to", "provider", "category", "user_unknown", "summary"]) assert.ok(reached.has(id), `${id} among ${[...reached]}`);
  await page.focus("#by-day button[data-category=user_unknown]");
  await page.keyboard.press("Enter");
  await settled(page);
  assert.equal(await page.textContent("#detail-title"), "Category user_unknown");
  await page.focus("#period");
  await page.selectOption("#period", "7");
  await settled(page);
  assert.equal(await page.inputValue("#from"), "2026-10-25");
  assert.match(await page.textContent("#announcement"), /^\d+ failures from 2026-10-25 to 2026-10-31, user_unknown$/);
  await page.context().close();
});

test("hostile texts stay texts", async () => {
  const page = await open("hostile");
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.equal(await page.locator("#injected, img").count(), 0);
  const shown = await page.textContent("#reports");
  for (const text of ["</script><script>window.hacked", "<img src=x onerror=", "\"><b id=injected>bold</b>", "'; window.hacked = 1; //", "{{constructor", "<!-- open"]) {
    assert.ok(shown.includes(text), `${text} is shown as it is`);
  }
  await page.selectOption("#provider", { index: 1 });
  await settled(page);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("rows of which nothing is known can be chosen as well", async () => {
  const page = await open("hostile");
  await page.click("#filters button[type=reset]");
  await page.click("#by-day button[data-category='no code']");
  await settled(page);
  assert.equal(await page.textContent("#detail-title"), "Category no code");
  assert.equal(await page.textContent("#figure-failures strong"), "30");
  assert.deepEqual((await rowsOf(page, "#heat-map")).map((row) => row[0]), ["no code"]);
  // by a bar of the chart, too
  await page.click("#detail-close");
  await page.$$eval("#by-day .chart svg .mark-rect path", (paths) => paths.filter((path) => path.__data__.datum.band === "no code")[3].dispatchEvent(new MouseEvent("click", { bubbles: true })));
  await settled(page);
  assert.equal(await page.textContent("#detail-title"), "Category no code");
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("failures only: a share of failures, and it says so", async () => {
  const page = await open("hostile");
  assert.match(await page.textContent("#figure-permanent"), /Permanent, share of failures/);
  assert.equal(await page.locator("#figure-rate").count(), 0);
  assert.match(await page.textContent("#by-provider"), /share of all failures.*no rate of the mail that was sent/s);
  await page.context().close();
});

test("an empty table says that there is nothing", async () => {
  const page = await open("empty");
  assert.equal(await page.textContent("#figure-failures strong"), "0");
  assert.ok((await page.locator("text=Nothing in this selection.").count()) >= charts.length);
  await page.context().close();
});

test("readable at both widths and in both themes", async () => {
  for (const width of [1280, 390]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await open("sample", { width, colorScheme });
      for (const id of charts) {
        const label = await page.getAttribute(`#${id} .chart`, "aria-label");
        assert.match(label, /\d/, `${id} says its numbers: ${label}`);
      }
      await page.click("#by-day .legend button >> nth=0");
      await settled(page);
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, "nothing to scroll sideways");
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
      assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).slice(0, 3).join(" | ")}`), [], `${width} ${colorScheme}`);
      await page.context().close();
    }
  }
});

test("it follows a change of the theme", async () => {
  const page = await open("sample");
  const fill = () => page.$eval("#by-provider .chart svg .mark-rect path", (path) => path.getAttribute("fill"));
  const light = await fill();
  await page.emulateMedia({ colorScheme: "dark" });
  await settled(page);
  assert.notEqual(await fill(), light);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

// Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
const sights = {
  all: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
};
const linear = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
const luminance = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

function lab(rgb, m) {
  const [r, g, b] = [0, 3, 6].map((i) => Math.min(1, Math.max(0, m[i] * rgb[0] + m[i + 1] * rgb[1] + m[i + 2] * rgb[2])));
  const f = (t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const [x, y, z] = [f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047), f(0.2126 * r + 0.7152 * g + 0.0722 * b), f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

test("colours are distinct for colour-blind readers, and from the background", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const page = await open("empty", { colorScheme });
    const [card, ...colours] = await page.evaluate(() => ["card", 0, 1, 2, 3, 4, 5, 6].map((name) =>
      getComputedStyle(document.documentElement).getPropertyValue(`--${name === "card" ? name : `c${name}`}`).trim()));
    for (const [i, one] of colours.entries()) {
      const [dark, light] = [luminance(linear(one)), luminance(linear(card))].sort((a, b) => a - b);
      assert.ok((light + 0.05) / (dark + 0.05) >= 3, `${colorScheme}: ${one} on ${card} has contrast ${((light + 0.05) / (dark + 0.05)).toFixed(2)}`);
      for (const other of colours.slice(i + 1)) {
        for (const [sight, matrix] of Object.entries(sights)) {
          const distance = Math.hypot(...lab(linear(one), matrix).map((v, k) => v - lab(linear(other), matrix)[k]));
          assert.ok(distance >= 20, `${colorScheme}, ${sight}: ${one} and ${other} are ${distance.toFixed(1)} apart`);
        }
      }
    }
    await page.context().close();
  }
});

if (process.env.SCREENSHOTS) {
  test("screenshots", async () => {
    for (const width of [1280, 390]) {
      for (const colorScheme of ["light", "dark"]) {
        const page = await open("sample", { width, colorScheme });
        await page.screenshot({ path: `${process.env.SCREENSHOTS}/${colorScheme}-${width}.png`, fullPage: true });
        await page.context().close();
      }
    }
  });
}
