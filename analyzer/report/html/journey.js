/* journey: touchpoints in the order of the customer's journey: how much is said, how, and how many complain. */
const STAGES = ["aware", "consider", "buy", "receive", "use", "support", "after", "loyal", null];
const stageName = (stage) => say("stage_" + (stage || "none"));

/* The three shares of what is said, as one bar; patterns tell them apart without colour. */
function sentimentBar(t) {
  const parts = ["negative", "neutral", "positive"];
  const all = parts.reduce((sum, p) => sum + t[p], 0);
  const words = parts.map((p) => say(p) + " " + percent(all ? t[p] / all : 0)).join(", ");
  const bar = el("span.bar", { role: "img", "aria-label": words, title: words });
  for (const p of parts) {
    const piece = el("span." + p);
    piece.style.setProperty("flex-grow", String(t[p]));
    if (t[p]) bar.append(piece);
  }
  return bar;
}
/* A share with its interval on a scale to `most`. */
function intervalBar(share, low, high, most) {
  const words = percent(share) + " (" + percent(low) + " – " + percent(high) + ")";
  const x = (v) => Math.min(100, (v / most) * 100);
  return el("span.interval", {}, svg("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", role: "img", "aria-label": words, class: "range" },
    svg("rect", { x: 0, y: 3, width: x(share), height: 4, class: "fill" }),
    svg("line", { x1: x(low), x2: x(high), y1: 5, y2: 5, class: "whisker" })),
    el("span.value", { "aria-hidden": "true" }, percent(share), el("small", {}, " " + percent(low) + " – " + percent(high))));
}
const ARROWS = { new: "✱", up: "▲", flat: "–", down: "▼", gone: "∅", peak: "◆" };
function trendBadge(t) {
  const name = t.trend_until ? "peak" : t.trend;
  const span = t.share_before !== null && t.share_after !== null && (name !== "flat") ? " " + percent(t.share_before) + " → " + percent(t.share_after) : "";
  const title = name === "flat" ? null : period(t.trend_since) + (t.trend_until ? " – " + period(t.trend_until) : "");
  return el("span.trend." + name, { title }, el("span", { "aria-hidden": "true" }, ARROWS[name] + " "), say("t_" + name), el("small", {}, span));
}
function journeyRows(stage) {
  const own = DATA.touchpoints.filter((t) => t.n > 0 && (t.stage || null) === stage);
  const top = own.filter((t) => !own.some((u) => u.touchpoint === t.parent)).sort((a, b) => b.n - a.n);
  return top.flatMap((t) => [t, ...own.filter((u) => u.parent === t.touchpoint).sort((a, b) => b.n - a.n)].map((row) => [row, row !== t]));
}
function journeyPart() {
  const most = Math.max(0.01, ...DATA.touchpoints.map((t) => t.complaint_high || 0));
  const body = [];
  for (const stage of STAGES) {
    const rows = journeyRows(stage);
    if (!rows.length) continue;
    body.push(el("tr.stage", {}, el("th", { colspan: 5, scope: "colgroup" }, stageName(stage))));
    for (const [t, child] of rows)
      body.push(el("tr", {}, el("th" + (child ? ".child" : ""), { scope: "row" },
        el("button.link", { type: "button", onclick: () => showComments({ touchpoint: t.touchpoint }) }, labelOf(t))),
        el("td.num", {}, count(t.n), el("small", {}, " " + percent(t.share))), el("td", {}, sentimentBar(t)),
        el("td", {}, intervalBar(t.complaint_share, t.complaint_low, t.complaint_high, most)), el("td", {}, trendBadge(t))));
  }
  const heads = [say("touchpoint"), say("mentions"), say("sentiment"), say("complain"), say("change")];
  return section("journey", say("journey"), chartBox("journey-chart", journeyChart),
    el("p.legend", {}, ["negative", "neutral", "positive"].map((p) => el("span", {}, el("span.key." + p, { "aria-hidden": "true" }), say(p)))),
    el("div.scroll", { tabindex: "0", role: "region", "aria-label": say("journey") }, el("table.journey", {}, el("caption.unseen", {}, say("journey")),
      el("thead", {}, el("tr", {}, heads.map((h) => el("th", { scope: "col" }, h)))), el("tbody", {}, body))));
}
