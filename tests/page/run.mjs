/* run: the report page and the server in headless Chromium. Usage: VERBATIM=... node run.mjs [FOLDER for screenshots]
 *
 * Every page is watched: a console error, a failed script, a request beyond the page itself, or a dialog is a failure. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { ATTACKS, hostile, large } from "./samples.mjs";

const VERBATIM = process.env.VERBATIM, CORPORA = process.env.CORPORA, shots = process.argv[2];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "verbatim-page-"));
let failed = 0, passed = 0;
function check(what, ok, detail = "") {
  if (ok) passed++;
  else { failed++; console.log(`FAIL  ${what} ${detail}`); }
}
const run = (...args) => execFileSync(VERBATIM, args, { stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 30 });
function report(name, files, ...more) {
  const db = join(folder, name + ".db"), html = join(folder, name + ".html");
  run("analyze", ...files, "--db", db, "--no-progress");
  run("report", "--db", db, "-o", html, ...more);
  return { db, html, url: pathToFileURL(html).href };
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
async function open(url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, locale: "en-GB", ...options });
  const page = await context.newPage(), seen = [];
  page.on("console", (m) => { if (m.type() === "error" || m.type() === "warning") seen.push(m.text()); });
  page.on("pageerror", (e) => seen.push(String(e)));
  page.on("dialog", (d) => { seen.push("dialog " + d.message()); d.dismiss(); });
  page.on("request", (r) => { if (r.url().split("#")[0] !== url.split("#")[0] && !r.url().startsWith("data:")) seen.push("request " + r.url()); });
  await page.goto(url);
  await page.waitForFunction(() => document.documentElement.dataset.ready === "yes", null, { timeout: 60000 });
  return { page, seen, close: () => context.close() };
}
const shoot = async (page, name) => { if (shots) { mkdirSync(shots, { recursive: true }); await page.screenshot({ path: join(shots, name + ".png"), fullPage: true }); } };
const found = async (page) => Number((await page.textContent("#count")).match(/[\d.,]+/)?.[0].replace(/[.,]/g, "") ?? 0);

async function accessible(page, what) {
  await page.evaluate(AXE + ";0").catch(() => {});
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const bad = result.violations.filter((v) => v.impact === "serious" || v.impact === "critical");
  check("axe: " + what, bad.length === 0, bad.map((v) => v.id + " " + v.nodes.slice(0, 2).map((n) => n.target + " " + n.failureSummary).join(" | ")).join("; "));
}

/* ---- A usual page ---- */
const usual = report("usual", [join(CORPORA, "retail_delivery_plain.csv")]);
{
  const { page, seen, close } = await open(usual.url);
  const lines = await page.locator("ol.lines li").count();
  check("three to five lines first", lines >= 3 && lines <= 5, String(lines));
  const charts = await page.locator("meta[name=charts]").getAttribute("content") === "yes";
  if (charts) for (const id of ["fix-chart", "journey-chart", "trend-chart", "compare-chart"])
    check("chart drawn: " + id, (await page.locator(`#${id} svg path`).count()) > 3);
  else console.log("note: this build has no charts");
  check("charts tell what they show", !charts || (await page.locator("#trend-chart").getAttribute("aria-label"))?.includes("%"));
  check("quotes with evidence", (await page.locator(".quotes mark").count()) > 5);
  check("trend lines", (await page.locator("svg.spark polyline").count()) > 3);
  const all = await found(page);
  for (const [words, part] of [["giao cham", /giao/i], ["ส่งช้า", /ส่งช้า/], ["late", /late/i]]) {
    await page.fill("#words", words);
    await page.waitForTimeout(300);
    const n = await found(page), texts = await page.locator("#list .text").allTextContents();
    check("search finds " + words, n > 0 && n < all && texts.every((t) => part.test(t)), `${n} of ${all}`);
  }
  await page.locator(".card button", { hasText: "Show the comments" }).first().click();
  const first = Number((await page.locator(".card dd").first().textContent()).replace(/\D/g, ""));
  check("a theme shows its comments", (await found(page)) === first, `${await found(page)} of ${first}`);
  await page.locator("button", { hasText: "Reset" }).click();
  check("reset shows all", (await found(page)) === all);
  await page.locator("#pager button").last().click();
  check("next page of the list", (await page.locator("#list li").first().getAttribute("aria-posinset")) === "51");
  await page.locator("details summary").first().click();
  await page.waitForSelector("details[open] table");
  check("figures as a table", (await page.locator("details[open] table tr").count()) > 1);
  const by = page.locator("#compare select").first();
  for (const option of await by.locator("option").evaluateAll((o) => o.map((x) => x.value))) {
    await by.selectOption(option);
    check("compare by " + option, (await page.locator("#compare table tbody tr").count()) > 0);
  }
  for (const [button, code, word] of [["ไทย", "th", "ประเด็นร้องเรียน"], ["Tiếng Việt", "vi", "Chủ đề phàn nàn"], ["English", "en", "Complaint themes"]]) {
    await page.locator("button", { hasText: button }).first().click();
    check("language " + code, (await page.getAttribute("html", "lang")) === code && (await page.textContent("#themes h2")) === word);
    await accessible(page, code);
    await shoot(page, "usual-" + code);
  }
  await page.locator("button", { hasText: "Light or dark" }).click();
  check("dark", (await page.evaluate(() => getComputedStyle(document.body).backgroundColor)) === "rgb(28, 28, 34)");
  await accessible(page, "dark");
  await shoot(page, "usual-dark");
  check("prints", (await page.pdf({ format: "A4" })).length > 20000);
  check("nothing odd", seen.length === 0, seen.join("; "));
  await close();
}
/* ---- Keys, phone ---- */
{
  const { page, seen, close } = await open(usual.url, { viewport: { width: 360, height: 740 }, colorScheme: "dark", hasTouch: true, isMobile: true, reducedMotion: "reduce" });
  check("no sideways scrolling on a phone", await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), String(await page.evaluate(() => document.documentElement.scrollWidth)));
  await page.keyboard.press("Tab");
  check("the first key leads to the content", (await page.evaluate(() => document.activeElement.id)) === "skip");
  const visited = new Set();
  for (let i = 0; i < 40; i++) { await page.keyboard.press("Tab"); visited.add(await page.evaluate(() => document.activeElement.tagName)); }
  check("links and buttons are reached by keys", visited.has("A") && visited.has("BUTTON"), [...visited].join());
  await accessible(page, "phone, dark");
  await shoot(page, "phone");
  check("nothing odd on a phone", seen.length === 0, seen.join("; "));
  await close();
}
/* ---- Hostile comments ---- */
{
  const file = join(folder, "hostile.csv");
  hostile(file);
  const { html, url } = report("hostile", [file, "--map", "text=comment", "--map", "id=id", "--map", "date=date", "--map", "channel=channel", "--map", "segment:region <b>=region <b>"]);
  const source = readFileSync(html, "utf8");
  check("no comment ends a script", !source.includes("window.attacked=1</script>") && !/<img src=x/.test(source));
  const { page, seen, close } = await open(url);
  for (const option of await page.locator("#compare select").first().locator("option").evaluateAll((o) => o.map((x) => x.value))) await page.locator("#compare select").first().selectOption(option);
  for (const d of await page.locator("details summary").all()) await d.click();
  const box = await page.locator("#fix-chart").boundingBox();
  if (box) for (let x = 20; x < box.width; x += 15) await page.mouse.move(box.x + x, box.y + box.height / 2);
  check("the attacks did nothing", (await page.evaluate(() => globalThis.attacked)) === undefined);
  check("no element came from a comment", (await page.locator("main iframe, main script, main img, main style, main link, main base, main a[href^=javascript]").count()) === 0);
  check("all comments are there", (await found(page)) === ATTACKS.length * 10, String(await found(page)));
  await page.fill("#words", "</script>");
  await page.waitForTimeout(300);
  check("the attacks can be read", (await page.locator("#list .text").allTextContents()).some((t) => t.includes("</script><script>window.attacked=1</script>")));
  check("nothing odd with hostile comments", seen.length === 0, seen.join("; "));
  await close();
}
/* ---- 100,000 comments ---- */
if (!process.env.VERBATIM_FAST) {
  const file = join(folder, "large.csv");
  large(file, 100000);
  const { url } = report("large", [file, "--map", "text=comment", "--map", "id=id", "--map", "date=date", "--map", "rating=rating", "--map", "segment:region=region"]);
  const { page, seen, close } = await open(url);
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
  check("first paint under 2 s", paint < 2000, paint + " ms");
  check("all 100,000 are read", (await found(page)) === 100000, String(await found(page)));
  const begin = Date.now();
  await page.fill("#words", "giao cham");
  await page.waitForFunction(() => document.querySelectorAll("#list li").length > 0 && /giao/.test(document.querySelector("#list .text").textContent));
  await page.waitForTimeout(200);
  console.log(`100,000 comments: first paint ${Math.round(paint)} ms, first search ${Date.now() - begin - 200} ms`);
  check("nothing odd with 100,000", seen.length === 0, seen.join("; "));
  await close();
}
/* ---- The server's page ---- */
{
  const server = spawn(VERBATIM, ["serve", "--db", usual.db, "--port", "0", "--label-lang", "vi"], { stdio: ["ignore", "ignore", "pipe"] });
  const address = await new Promise((ready) => { let log = ""; server.stderr.on("data", (d) => { const m = /at (http:\S+\/) and/.exec((log += d)); if (m) ready(m[1]); }); });
  const { page, seen, close } = await open(address);
  check("the live page", (await page.textContent("#themes h2")) === "Chủ đề phàn nàn");
  check("nothing odd in the live page", seen.length === 0, seen.join("; "));
  await close();
  server.kill("SIGTERM");
  const code = await new Promise((done) => server.on("exit", done));
  check("the server stops", code === 0, String(code));
}
await browser.close();
rmSync(folder, { recursive: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
