/* summary: five lines in plain words: how much is complained, what got worse, what is heard most, what costs, what got better or is liked. */
function rising() {
  const order = { new: 0, up: 0 };
  const rows = themes.filter((t) => t.trend in order).sort((a, b) => (b.share_after - b.share_before) - (a.share_after - a.share_before));
  if (rows.length) {
    const t = rows[0], values = { label: quoted(t), before: about(t.share_before), after: about(t.share_after), since: period(t.trend_since) };
    return say(t.trend === "new" ? "s_new" : "s_up", values);
  }
  const peaks = themes.filter((t) => t.trend_until).sort((a, b) => (b.share_after - b.share_before) - (a.share_after - a.share_before));
  if (!peaks.length) return say(DATA.counts.dated ? "s_no_up" : "s_undated");
  const t = peaks[0];
  return say("s_peak", { label: quoted(t), before: about(t.share_before), after: about(t.share_after), since: period(t.trend_since), until: period(t.trend_until) });
}
/* The touchpoint with the most positive statements among those often spoken of. */
function praised() {
  const least = Math.max(5, DATA.counts.answers / 50);
  const rows = DATA.touchpoints.filter((t) => t.touchpoint !== "overall" && t.n >= least && t.n_clauses)
    .sort((a, b) => wilson(b.positive, b.n_clauses).low - wilson(a.positive, a.n_clauses).low);
  return rows.length && rows[0].positive ? say("s_praise", { label: quoted(rows[0]), share: about(rows[0].positive / rows[0].n_clauses) }) : null;
}
function falling() {
  const rows = themes.filter((t) => t.trend === "down" || t.trend === "gone").sort((a, b) => (b.share_before - b.share_after) - (a.share_before - a.share_after));
  if (!rows.length) return praised() || (DATA.counts.dated ? say("s_no_down") : null);
  const t = rows[0];
  return say(t.trend === "gone" ? "s_gone" : "s_down", { label: quoted(t), before: about(t.share_before), after: about(t.share_after), since: period(t.trend_since) });
}
function costly() {
  const rows = themes.filter((t) => t.impact > 0 && driverOf.has(t.theme_id)).sort((a, b) => b.impact - a.impact);
  if (rows.length) {
    const t = rows[0], d = driverOf.get(t.theme_id);
    return say("s_cost", { label: quoted(t), with: number(d.value_with), without: number(d.value_without), measure: measureName(d.measure) });
  }
  const least = Math.max(2, DATA.counts.answers / 100);
  const severe = themes.filter((t) => t.n >= least && t.severity !== null).sort((a, b) => b.severity - a.severity);
  return severe.length ? say("s_severe", { label: quoted(severe[0]), severity: number(severe[0].severity, 1) }) : null;
}
/* A theme that is a whole touchpoint is told by its largest part too. */
function withPart(t) {
  const part = (t.subthemes || [])[0];
  if (!part || t.problem || labelOf(t).includes(labelOf(part))) return quoted(t);
  return say("mostly", { label: quoted(t), part: labelOf(part) });
}
function mostHeard() {
  if (!themes.length) return null;
  const [a, b, c] = themes;
  const values = { label: withPart(a), n: count(a.n), share: about(a.share) };
  if (!c) return say("s_most", values);
  return say("s_most_then", { ...values, second: quoted(b), second_share: about(b.share), third: quoted(c), third_share: about(c.share) });
}
function summaryPart() {
  const c = DATA.counts, i = wilson(c.complaints, c.answers);
  const lines = [
    c.complaints ? say(about(i.low) === about(i.high) ? "s_all_sure" : "s_all", { n: count(c.complaints), base: count(c.answers), share: about(i.share), low: about(i.low), high: about(i.high) }) : say("s_none"),
    rising(), mostHeard(), costly(), falling()
  ];
  return section("summary", say("summary"), el("ol.lines", {}, lines.filter(Boolean).map((text) => el("li", {}, text))),
    c.answers < 30 ? el("p.note", {}, say("s_few")) : null);
}
