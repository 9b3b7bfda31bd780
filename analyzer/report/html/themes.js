/* themes: the top complaint themes as cards with interval, trend line and quotes; all of them as a table. */
const CARDS = 12;

function periodsOf(theme) {
  if (!periodsOf.map) {
    periodsOf.map = new Map();
    for (const p of DATA.theme_periods) {
      const t = themeOf.get(p.theme_id);
      if (!t || p.period_unit !== t.period_unit) continue;
      if (!periodsOf.map.has(p.theme_id)) periodsOf.map.set(p.theme_id, []);
      periodsOf.map.get(p.theme_id).push(p);
    }
  }
  return periodsOf.map.get(theme.theme_id) || [];
}
/* The shares over all periods as a small line with the interval as a band; periods without the theme are zero. */
function sparkline(theme) {
  const axis = (theme.period_unit === "week" ? DATA.weeks : DATA.months) || [];
  if (axis.length < 2) return null;
  const known = new Map(periodsOf(theme).map((p) => [p.period, p]));
  const points = axis.map((a) => known.get(a.period) || { period: a.period, share: 0, ci_low: 0, ci_high: 0 });
  const top = Math.max(...points.map((p) => p.ci_high), 0.001), x = (i) => 1 + (i * 118) / (points.length - 1), y = (v) => 29 - (v / top) * 27;
  const path = (f) => points.map((p, i) => x(i).toFixed(1) + "," + y(f(p)).toFixed(1));
  const first = points[0], last = points[points.length - 1];
  const words = period(first.period) + " " + percent(first.share) + ", " + period(last.period) + " " + percent(last.share);
  return svg("svg", { viewBox: "0 0 120 30", class: "spark", role: "img", "aria-label": words },
    svg("title", {}, words),
    svg("polygon", { points: [...path((p) => p.ci_high), ...path((p) => p.ci_low).reverse()].join(" "), class: "band" }),
    svg("polyline", { points: path((p) => p.share).join(" "), class: "line" }),
    svg("circle", { cx: x(points.length - 1), cy: y(last.share), r: 2.2, class: "dot" }));
}
function quote(q) {
  const meta = [q.date ? day(q.date) : null, say("lang_" + q.lang)].filter(Boolean).join(" · ");
  return el("li", {}, el("blockquote", { lang: langTag(q.lang), dir: "auto" }, marked(q.text, [q.evidence_begin, q.evidence_end], q.begin)), el("p.meta", {}, meta));
}
function themeCard(t, rank, most) {
  const id = "theme-" + rank;
  return el("article.card", { "aria-labelledby": id },
    el("header", {}, el("p.rank", { "aria-hidden": "true" }, String(rank)), el("div", {}, el("h3", { id }, labelOf(t)),
      el("p.meta", {}, [touchpointLabel(t.touchpoint), t.stage ? stageName(t.stage) : null].filter(Boolean).join(" · "))), sparkline(t)),
    el("dl", {}, [[say("n"), count(t.n)], [say("share"), intervalBar(t.share, t.ci_low, t.ci_high, most)],
      [say("severity"), t.severity === null ? null : say("of4", { x: number(t.severity, 1) })], [say("change"), trendBadge(t)],
      [say("parts"), (t.subthemes || []).length ? t.subthemes.slice(0, 4).map((s) => labelOf(s) + " " + percent(s.share_of_theme)).join(" · ") : null],
      [say("period"), t.n_periods > 1 ? say("recurrence", { n: count(t.periods), all: count(t.n_periods) }) : null]]
      .filter((row) => row[1] !== null).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)))),
    t.quotes.length ? el("ul.quotes", { "aria-label": say("quotes") }, t.quotes.map(quote)) : null,
    el("p.actions", {}, el("button", { type: "button", onclick: () => showComments({ theme: t.theme_id }) }, say("show_comments"))));
}
function themesPart() {
  const cards = themes.slice(0, CARDS), most = Math.max(0.01, ...themes.map((t) => t.ci_high || 0));
  const heads = [say("theme"), say("touchpoint"), say("n"), say("share"), say("severity"), say("change")];
  const rows = () => themes.map((t) => [el("button.link", { type: "button", onclick: () => showComments({ theme: t.theme_id }) }, labelOf(t)),
    touchpointLabel(t.touchpoint), count(t.n), percent(t.share) + " (" + percent(t.ci_low) + " – " + percent(t.ci_high) + ")",
    number(t.severity, 1), trendBadge(t)]);
  return section("themes", say("themes"), themes.length ? null : el("p", {}, say("s_none")),
    el("div.cards", {}, cards.map((t, i) => themeCard(t, i + 1, most))),
    themes.length > CARDS ? later(say("more_themes", { n: count(themes.length) }), () => table(say("themes"), heads, rows())) : null);
}
/* Something that is made only when it is opened. */
function later(title, make) {
  const box = el("details", { ontoggle: () => { if (box.open && box.childElementCount === 1) box.append(make()); } }, el("summary", {}, title));
  return box;
}
