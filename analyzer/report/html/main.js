/* main: puts the parts together, in the language and the colours chosen, and draws again when these change. */
const NAMES = { vi: "Tiếng Việt", th: "ไทย", en: "English" };

/* "#theme=dark" and "#lang=th" open the page so; the page remembers nothing. */
const wish = new URLSearchParams(location.hash.slice(1));
if (wish.get("lang") in STRINGS) lang = wish.get("lang");
if (["light", "dark"].includes(wish.get("theme"))) document.documentElement.dataset.theme = wish.get("theme");

function head() {
  const c = DATA.counts, span = c.first ? say("from_to", { from: day(c.first), to: day(c.last) }) : say("no_dates");
  const flip = () => { document.documentElement.dataset.theme = isDark() ? "light" : "dark"; drawCharts(); };
  return el("header.page", {}, el("div", {}, el("h1", {}, say("title")), el("p.meta", {}, say("answers") + ": " + count(c.answers) + " · " + span)),
    el("div.switches", {}, el("div.langs", { role: "group", "aria-label": say("language") }, Object.entries(NAMES).map(([code, name]) =>
      el("button", { type: "button", lang: code, "aria-pressed": String(code === lang), onclick: () => { lang = code; draw(); readyComments(); } }, name))),
      el("button", { type: "button", onclick: flip }, "◐ " + say("theme_auto"))));
}
function draw() {
  forgetCharts();
  document.documentElement.lang = lang;
  document.title = say("title");
  byId("skip").textContent = say("skip");
  const parts = [summaryPart(), fixPart(), themesPart(), journeyPart(), trendPart(), comparePart(), commentsPart(), methodPart()].filter(Boolean);
  const links = parts.map((p) => el("li", {}, el("a", { href: "#" + p.id }, p.firstChild.textContent)));
  byId("page").replaceChildren(head(), el("nav.contents", { "aria-label": say("contents") }, el("ul", {}, links)), el("main", { id: "main" }, parts));
  drawCharts();
}
function readyComments() {
  redrawCompare();
  applyFilters();
}
if (DATA.filters.touchpoint && touchpointOf.has(DATA.filters.touchpoint)) filters.touchpoint = DATA.filters.touchpoint;
if (DATA.filters.theme && themeOf.has(DATA.filters.theme)) filters.theme = DATA.filters.theme;
draw();
addEventListener("DOMContentLoaded", () => readComments(() => { readyComments(); document.documentElement.dataset.ready = "yes"; }));
let resized = 0;
addEventListener("resize", () => { clearTimeout(resized); resized = setTimeout(() => { for (const d of drawn) if (d.chart) d.chart.resize(); }, 120); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawCharts);
addEventListener("beforeprint", () => { for (const d of drawn) if (d.chart) d.chart.resize({ width: 680 }); });
addEventListener("afterprint", () => { for (const d of drawn) if (d.chart) d.chart.resize({ width: "auto" }); });
