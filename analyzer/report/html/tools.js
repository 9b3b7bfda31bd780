/* tools: the little things that all parts use. Everything that came from outside is put into the page as text nodes or
 * attribute values, never as HTML: there is no innerHTML in this page. */
const DATA = JSON.parse(document.getElementById("data").textContent);
let lang = DATA.lang in STRINGS ? DATA.lang : "en";

function say(key, values) {
  const text = STRINGS[lang][key];
  return text === undefined ? key : text.replace(/\{(\w+)\}/g, (all, name) => (values && name in values ? String(values[name]) : all));
}

/* el("p.note", {title: "x", onclick: f}, child, ...): children are nodes, texts, arrays or null. */
function el(name, attributes, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  fill(node, attributes, children);
  return node;
}
function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(node, attributes, children);
  return node;
}
function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter((c) => c !== null && c !== undefined && c !== false));
}
const byId = (id) => document.getElementById(id);

/* ---- Numbers and dates ---- */

const formats = new Map();
function format(kind, options, value) {
  const key = lang + kind;
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(lang, options));
  return formats.get(key).format(value);
}
const count = (n) => format("count", {}, n);
const percent = (x) => (x === null || x === undefined ? "–" : format("percent", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }, x));
/* For sentences: no more digits than one says. */
const about = (x) => (x === null || x === undefined ? "–" : x < 0.1 ? format("about1", { style: "percent", maximumFractionDigits: 1 }, x) : format("about0", { style: "percent", maximumFractionDigits: 0 }, x));
const number = (x, digits = 2) => (x === null || x === undefined ? "–" : format("number" + digits, { minimumFractionDigits: digits, maximumFractionDigits: digits }, x));
const signed = (x, digits = 1) => format("signed" + digits, { signDisplay: "exceptZero", minimumFractionDigits: digits, maximumFractionDigits: digits }, x);

function dateText(iso, options) {
  const [y, m, d] = iso.split("-").map(Number);
  const date = new Date(Date.UTC(y, m - 1, d || 1));
  return isNaN(date) ? iso : new Intl.DateTimeFormat(lang, { timeZone: "UTC", ...options }).format(date);
}
const day = (iso) => dateText(iso.slice(0, 10), { day: "numeric", month: lang === "vi" ? "numeric" : "short", year: "numeric" });
/* "2026-04" or "2026-W15" */
function period(p) {
  if (!p) return "–";
  if (p.includes("W")) return p.replace("-W", " W");
  return lang === "vi" ? "tháng " + Number(p.slice(5)) + "/" + p.slice(0, 4) : dateText(p, { month: "short", year: "numeric" });
}

/* ---- Statistics ---- */

/* The Wilson interval of k out of n. */
function wilson(k, n) {
  if (!n) return { share: 0, low: 0, high: 1 };
  const z = 1.959963985, p = k / n, q = z * z / n, centre = (p + q / 2) / (1 + q);
  const half = z / (1 + q) * Math.sqrt(p * (1 - p) / n + q / (4 * n));
  return { share: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
/* Newcombe's interval of the difference b - a of two shares. */
function newcombe(ka, na, kb, nb) {
  const a = wilson(ka, na), b = wilson(kb, nb), d = b.share - a.share;
  return { difference: d,
           low: d - Math.hypot(b.share - b.low, a.high - a.share),
           high: d + Math.hypot(b.high - b.share, a.share - a.low) };
}

/* ---- Texts ---- */

/* The form in which words are searched: lower case, Vietnamese letters without their marks; Thai stays as it is. */
const folded = (s) => s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase().normalize("NFC");

/* A text with the spans [begin, end, ...] (code points from `offset` on) marked. */
function marked(text, spans, offset = 0) {
  if (!spans.length) return [text];
  const points = Array.from(text), out = [];
  let at = 0;
  for (let i = 0; i < spans.length; i += 2) {
    const begin = Math.max(at, spans[i] - offset), end = Math.min(points.length, spans[i + 1] - offset);
    if (end <= begin) continue;
    out.push(points.slice(at, begin).join(""), el("mark", {}, points.slice(begin, end).join("")));
    at = end;
  }
  out.push(points.slice(at).join(""));
  return out;
}
const langTag = (code) => (code === "und" ? null : code);
const quoted = (row) => "“" + labelOf(row) + "”";
const labelOf = (row) => row["label_" + lang] || row.label_en || row.label || row.theme_id || row.touchpoint;
for (const row of [...DATA.touchpoints, ...DATA.themes]) if (row.stage === "-") row.stage = null;
const touchpointOf = new Map(DATA.touchpoints.map((t) => [t.touchpoint, t]));
const touchpointLabel = (id) => (touchpointOf.has(id) ? labelOf(touchpointOf.get(id)) : id || "–");
const themeOf = new Map(DATA.themes.map((t) => [t.theme_id, t]));
const themes = DATA.themes.filter((t) => t.n > 0).sort((a, b) => b.n - a.n || (a.theme_id < b.theme_id ? -1 : 1));
/* The theme's driver row: what ratings say with and without it. */
const driverOf = new Map();
for (const d of DATA.drivers)
  if (themeOf.has(d.theme_id) && d.measure === themeOf.get(d.theme_id).impact_measure) driverOf.set(d.theme_id, d);
const MEASURE_NAMES = { rating: "rating", csat: "CSAT", nps: "NPS", ces: "CES" };
const measureName = (m) => (m === "rating" ? { en: "rating", vi: "điểm đánh giá", th: "คะแนน" }[lang] : MEASURE_NAMES[m] || m);

/* A table with a caption for those who hear it; cells are texts or nodes. */
function table(caption, heads, rows, classes = "") {
  return el("div.scroll", { tabindex: "0", role: "region", "aria-label": caption },
    el("table" + classes, {}, el("caption.unseen", {}, caption),
      el("thead", {}, el("tr", {}, heads.map((h) => el("th", { scope: "col" }, h)))),
      el("tbody", {}, rows.map((cells) => el("tr", {}, cells.map((c, i) => (i === 0 ? el("th", { scope: "row" }, c) : el("td", {}, c))))))));
}
function section(id, title, ...content) {
  return el("section", { id, "aria-labelledby": id + "-title" }, el("h2", { id: id + "-title" }, title), content);
}
