/* comments: the list of all comments with search and filters. Comments are read block by block when the rest of the page
 * stands; one page of the list is in the document at a time, so 100,000 comments cost no more than fifty. */
const PER_PAGE = 50;
const COLUMNS = ["id", "text", "lang", "date", "label", "score", "complaint", "touchpoints", "themes", "rating", "channel", "segments", "spans"];
const comments = [];
let found = [], at = 0;
const filters = { words: "", label: "", lang: "", touchpoint: "", theme: "", complaints: false };

/* Reads the blocks one after another, giving the page time in between; then calls `done`. */
function readComments(done) {
  const blocks = [...document.querySelectorAll("script.comments")];
  const next = () => {
    const block = blocks.shift();
    if (!block) return done();
    for (const row of JSON.parse(block.textContent)) comments.push(Object.fromEntries(COLUMNS.map((name, i) => [name, row[i]])));
    block.remove();
    if (byId("count")) byId("count").textContent = say("f_loading", { n: count(comments.length) });
    setTimeout(next, 0);
  };
  next();
}
/* A touchpoint and those below it. */
function under(id) {
  const ids = new Set([id]);
  for (let grown = true; grown;) {
    grown = false;
    for (const t of DATA.touchpoints) if (ids.has(t.parent) && !ids.has(t.touchpoint)) { ids.add(t.touchpoint); grown = true; }
  }
  return ids;
}
function applyFilters() {
  const words = folded(filters.words).split(/\s+/).filter(Boolean), ids = filters.touchpoint ? under(filters.touchpoint) : null;
  const label = filters.label === "" ? null : Number(filters.label);
  found = comments.filter((c) => {
    if (label !== null && c.label !== label) return false;
    if (filters.lang && c.lang !== filters.lang) return false;
    if (filters.complaints && !c.complaint) return false;
    if (filters.theme && !c.themes.includes(filters.theme)) return false;
    if (ids && !c.touchpoints.some((t) => ids.has(t))) return false;
    if (!words.length) return true;
    if (c.folded === undefined) c.folded = folded(c.text);
    return words.every((w) => c.folded.includes(w));
  });
  at = 0;
  drawList();
}
const LABELS = { "-1": "negative", 0: "neutral", 1: "positive" };
function commentItem(c, i) {
  const meta = [c.date ? day(c.date) : null, say("lang_" + c.lang), c.rating === null ? null : say("rating", { x: number(c.rating, c.rating % 1 ? 1 : 0) }), c.channel, c.id];
  const tags = [...new Set(c.themes)].filter((t) => themeOf.has(t)).map((t) => el("button.tag", { type: "button", onclick: () => showComments({ theme: t }) }, labelOf(themeOf.get(t))));
  return el("li." + LABELS[c.label], { "aria-posinset": i + 1, "aria-setsize": found.length },
    el("p.text", { lang: langTag(c.lang), dir: "auto" }, marked(c.text, c.spans)),
    el("p.meta", {}, el("span.key." + LABELS[c.label], { "aria-hidden": "true" }), say(LABELS[c.label]) + " · " + meta.filter(Boolean).join(" · ")), tags.length ? el("p.tags", {}, tags) : null);
}
function drawList() {
  const list = byId("list");
  if (!list) return;
  const page = found.slice(at, at + PER_PAGE), end = at + page.length;
  list.replaceChildren(...page.map((c, i) => commentItem(c, at + i)));
  byId("count").textContent = found.length ? say("f_count", { n: count(found.length), all: count(comments.length) }) : say("f_none");
  const move = (to) => () => { at = to; drawList(); byId("count").scrollIntoView({ block: "start" }); byId("list").focus({ preventScroll: true }); };
  byId("pager").replaceChildren(...(found.length <= PER_PAGE ? [] : [
    el("button", { type: "button", disabled: at === 0, onclick: move(Math.max(0, at - PER_PAGE)) }, say("prev")),
    el("span", {}, say("f_page", { from: count(at + 1), to: count(end), n: count(found.length) })),
    el("button", { type: "button", disabled: end >= found.length, onclick: move(at + PER_PAGE) }, say("next"))]));
}
function filterFields() {
  const set = (key) => (value) => { filters[key] = value; applyFilters(); };
  const all = ["", say("f_all")];
  let timer = 0;
  const used = DATA.touchpoints.filter((t) => t.n > 0).map((t) => [t.touchpoint, labelOf(t)]);
  return el("form.filters", { role: "search", onsubmit: (e) => e.preventDefault() },
    el("div.field.wide", {}, el("label", { for: "words" }, say("f_search")), el("input", { id: "words", type: "search", autocomplete: "off", value: filters.words,
      oninput: (e) => { clearTimeout(timer); const value = e.target.value; timer = setTimeout(() => set("words")(value), 150); } })),
    choice(say("f_sentiment"), [all, ["-1", say("negative")], ["0", say("neutral")], ["1", say("positive")]], filters.label, set("label")),
    choice(say("f_lang"), [all, ...(DATA.languages || []).map((l) => [l.lang, say("lang_" + l.lang)])], filters.lang, set("lang")),
    choice(say("f_touchpoint"), [all, ...used], filters.touchpoint, set("touchpoint")),
    choice(say("f_theme"), [all, ...themes.map((t) => [t.theme_id, labelOf(t)])], filters.theme, set("theme")),
    el("div.field.check", {}, el("input", { id: "only", type: "checkbox", checked: filters.complaints, onchange: (e) => set("complaints")(e.target.checked) }), el("label", { for: "only" }, say("f_complaints"))),
    el("div.field.check", {}, el("button", { type: "button", onclick: () => showComments({}) }, say("f_reset"))));
}
function commentsPart() {
  return section("comments", say("comments"), el("div", { id: "filters" }, filterFields()),
    el("p", { id: "count", role: "status" }), el("ol.comments", { id: "list", tabindex: "-1", "aria-label": say("comments") }), el("nav.pager", { id: "pager", "aria-label": say("comments") }));
}
/* Sets the filters to these alone and goes to the list. */
function showComments(chosen) {
  Object.assign(filters, { words: "", label: "", lang: "", touchpoint: "", theme: "", complaints: false }, chosen);
  byId("filters").replaceChildren(filterFields());
  applyFilters();
  byId("comments").scrollIntoView();
  byId("list").focus({ preventScroll: true });
}
