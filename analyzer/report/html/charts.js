/* charts: the pictures. They are drawn by Apache ECharts into SVG where the build has it; every chart also has its figures
 * as a table, which is all there is without the library. Colours are those of Okabe and Ito, with patterns on top. */
const library = globalThis.verbatimCharts || null;
const drawn = [];
const COLORS = { light: { negative: "#D55E00", neutral: "#8a8a8a", positive: "#0072B2", a: "#0072B2", b: "#E69F00", text: "#1b1b1f", faint: "#5c5c66", line: "#d5d5dc", page: "#ffffff" },
                 dark: { negative: "#F28E4B", neutral: "#9a9aa2", positive: "#56B4E9", a: "#56B4E9", b: "#E69F00", text: "#ececf1", faint: "#a8a8b3", line: "#3c3c46", page: "#1c1c22" } };
/* Stripes, plain, dots: the same that the bars of the page have. */
const DECALS = [{ symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4, color: "rgba(255,255,255,.35)" }, { symbol: "none" },
  { symbol: "circle", symbolSize: 0.8, dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0], color: "rgba(255,255,255,.4)" }];
const isDark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
const colors = () => COLORS[isDark() ? "dark" : "light"];

/* A place for a chart: make() gives {option, height, text, heads, rows}, or null where there is nothing to draw. */
function chartBox(id, make) {
  const chart = make();
  if (!chart) return null;
  const figures = chart.rows ? later(say("table"), () => table(chart.text, chart.heads, chart.rows)) : null;
  if (!library) return figures ? el("div", {}, table(chart.text, chart.heads, chart.rows)) : null;
  const place = el("div.chart", { id });
  place.style.setProperty("height", chart.height + "px");
  drawn.push({ place, make });
  return el("figure", {}, place, el("figcaption.unseen", {}, chart.text), figures);
}
function drawCharts() {
  if (!library) return;
  for (const d of drawn) {
    const chart = d.make();
    if (!chart || !d.place.isConnected) continue;
    if (d.chart) d.chart.dispose();
    d.chart = library.init(d.place, null, { renderer: "svg" });
    const c = colors();
    d.chart.setOption({ animation: false, backgroundColor: "transparent", textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: c.text },
      aria: { enabled: true, label: { description: chart.text }, decal: { show: true, decals: DECALS } }, ...chart.option(c, d.place.clientWidth) });
    d.place.setAttribute("role", "img");
  }
}
function forgetCharts() {
  for (const d of drawn) if (d.chart) d.chart.dispose();
  drawn.length = 0;
}
const tooltip = (c, text) => ({ trigger: "item", confine: true, backgroundColor: c.page, borderColor: c.line, textStyle: { color: c.text },
  formatter: (p) => { const box = el("div.tip"); for (const line of text(p)) box.append(el("div", {}, line)); return box; } });
const axis = (c, more) => ({ axisLine: { lineStyle: { color: c.line } }, axisTick: { show: false }, axisLabel: { color: c.faint }, splitLine: { lineStyle: { color: c.line } }, nameTextStyle: { color: c.faint }, ...more });
const cut = (text, n) => { const points = Array.from(text); return points.length > n ? points.slice(0, n - 1).join("") + "…" : text; };

/* What is said at each stage. */
function journeyChart() {
  const rows = STAGES.map((stage) => {
    const top = journeyRows(stage).filter((r) => !r[1]).map((r) => r[0]);
    const sum = (k) => top.reduce((s, t) => s + t[k], 0);
    return { stage, negative: sum("negative"), neutral: sum("neutral"), positive: sum("positive") };
  }).filter((r) => r.negative + r.neutral + r.positive > 0);
  if (!rows.length) return null;
  const kinds = ["negative", "neutral", "positive"];
  return { height: 60 + rows.length * 34, text: say("journey") + ": " + rows.map((r) => stageName(r.stage) + " " + kinds.map((k) => say(k) + " " + count(r[k])).join(", ")).join("; "),
    heads: [say("stage"), ...kinds.map(say)], rows: rows.map((r) => [stageName(r.stage), ...kinds.map((k) => count(r[k]))]),
    option: (c) => ({ grid: { left: 8, right: 24, top: 8, bottom: 28, containLabel: true }, tooltip: tooltip(c, (p) => [p.name, p.seriesName + ": " + count(p.value)]),
      xAxis: axis(c, { type: "value", name: say("clauses"), nameLocation: "middle", nameGap: 26, minInterval: 1 }),
      yAxis: axis(c, { type: "category", inverse: true, data: rows.map((r) => stageName(r.stage)), axisLabel: { color: c.text } }),
      series: kinds.map((k) => ({ type: "bar", stack: "all", name: say(k), data: rows.map((r) => r[k]), itemStyle: { color: c[k], borderColor: c.page, borderWidth: 1 }, barWidth: 20 })) }) };
}
/* Share of answers that complain over time, with interval; bars for the number of answers. */
function trendChart() {
  const points = DATA.months && DATA.months.length >= 3 ? DATA.months : DATA.weeks || [];
  if (points.length < 2) return null;
  const rows = points.map((p) => ({ ...p, ...wilson(p.n, p.base_n) }));
  const names = rows.map((r) => period(r.period));
  const text = say("complaints_share") + ": " + rows.map((r, i) => names[i] + " " + percent(r.share)).join("; ");
  return { height: 300, text, heads: [say("period"), say("answers"), say("complaints_share"), say("interval")],
    rows: rows.map((r, i) => [names[i], count(r.base_n), percent(r.share), percent(r.low) + " – " + percent(r.high)]),
    option: (c) => ({ grid: { left: 8, right: 8, top: 40, bottom: 8, containLabel: true }, legend: { top: 0, textStyle: { color: c.text }, data: [say("complaints_share"), say("answers")] },
      tooltip: tooltip(c, (p) => { const r = rows[p.dataIndex]; return [names[p.dataIndex], percent(r.share) + " (" + percent(r.low) + " – " + percent(r.high) + ")", count(r.n) + " / " + count(r.base_n)]; }),
      xAxis: axis(c, { type: "category", data: names }),
      yAxis: [axis(c, { type: "value", min: 0, axisLabel: { color: c.faint, formatter: (v) => percent(v) } }), axis(c, { type: "value", splitLine: { show: false }, axisLabel: { show: false }, max: (v) => v.max * 3 })],
      series: [{ type: "bar", name: say("answers"), yAxisIndex: 1, data: rows.map((r) => r.base_n), itemStyle: { color: c.line }, barMaxWidth: 40 },
        { type: "line", stack: "band", data: rows.map((r) => r.low), symbol: "none", lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false } },
        { type: "line", stack: "band", data: rows.map((r) => r.high - r.low), symbol: "none", lineStyle: { opacity: 0 }, areaStyle: { color: c.negative, opacity: 0.18 }, silent: true, tooltip: { show: false } },
        { type: "line", name: say("complaints_share"), data: rows.map((r) => r.share), symbolSize: 8, itemStyle: { color: c.negative }, lineStyle: { width: 2.5 } }] }) };
}
/* Where a theme stands for "what to fix first": how often, and how much it costs. */
function fixRows() {
  const costly = themes.filter((t) => driverOf.has(t.theme_id) && driverOf.get(t.theme_id).value_without !== null && driverOf.get(t.theme_id).value_with !== null);
  const least = Math.min(30, Math.max(2, Math.ceil(DATA.counts.answers / 100)));
  const gaps = costly.length >= 2;
  const rows = (gaps ? costly : themes.filter((t) => t.severity !== null)).filter((t) => t.n >= least).map((t) => {
    const d = driverOf.get(t.theme_id);
    return { theme: t, x: t.share, y: gaps ? d.value_without - d.value_with : t.severity, weight: gaps ? t.impact || 0 : t.share * t.severity };
  });
  return { gaps, measure: gaps ? measureName(costly[0].impact_measure) : null, rows: rows.sort((a, b) => b.weight - a.weight).slice(0, 30) };
}
function fixChart() {
  const fix = fixRows();
  if (!fix.rows.length) return null;
  const what = fix.gaps ? say("fix_gap", { measure: fix.measure }) : say("fix_severity");
  const text = say("fix_text", { what });
  const numbered = 8;
  return { height: 400, text, heads: [say("theme"), say("touchpoint"), say("share"), fix.gaps ? say("gap") : say("severity")],
    rows: fix.rows.map((r) => [labelOf(r.theme), touchpointLabel(r.theme.touchpoint), percent(r.x), number(r.y)]),
    option: (c) => ({ grid: { left: 16, right: 32, top: 36, bottom: 36, containLabel: true },
      tooltip: tooltip(c, (p) => { const r = fix.rows[p.dataIndex]; return [labelOf(r.theme), percent(r.x), (fix.gaps ? say("gap") : say("severity")) + ": " + number(r.y)]; }),
      xAxis: axis(c, { type: "value", name: say("share"), nameLocation: "middle", nameGap: 28, min: 0, axisLabel: { color: c.faint, formatter: (v) => percent(v) } }),
      yAxis: axis(c, { type: "value", name: fix.gaps ? say("gap") : say("severity"), nameTextStyle: { color: c.faint, align: "left" }, scale: !fix.gaps, axisLabel: { color: c.faint, formatter: (v) => number(v, 1) } }),
      series: [{ type: "scatter", data: fix.rows.map((r) => [r.x, r.y]), symbolSize: (v, p) => (p.dataIndex < numbered ? 22 : 12), itemStyle: { color: c.negative, borderColor: c.page, borderWidth: 1 }, z: 3,
        label: { show: true, position: "inside", color: isDark() ? "#1c1c22" : "#ffffff", fontSize: 12, fontWeight: "bold", formatter: (p) => (p.dataIndex < numbered ? String(p.dataIndex + 1) : "") } }] }) };
}
function fixPart() {
  const fix = fixRows();
  if (!fix.rows.length) return null;
  const what = fix.gaps ? say("fix_gap", { measure: fix.measure }) : say("fix_severity");
  return section("fix", say("fix"), el("p", {}, say("fix_text", { what })),
    el("ol.first", {}, fix.rows.slice(0, 8).map((r) => el("li", {}, el("button.link", { type: "button", onclick: () => showComments({ theme: r.theme.theme_id }) }, labelOf(r.theme)),
      " " + percent(r.x) + "; " + (fix.gaps ? say("gap") : say("severity")).toLocaleLowerCase(lang) + " " + number(r.y)))), chartBox("fix-chart", fixChart));
}
function trendPart() {
  const box = chartBox("trend-chart", trendChart);
  return box ? section("trend", say("trend"), box) : null;
}
