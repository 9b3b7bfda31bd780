/* compare: two parts of the comments side by side: periods, languages, channels or segments. Counted here from the comments
 * of the page, with Newcombe's interval of the difference. */
const COMPARED = 12;
let compared = { by: null, a: null, b: null };

/* The ways to divide: name -> Map(value -> function(comment) -> boolean). */
function divisions() {
  const found = new Map(), months = [...new Set(comments.map((c) => c.date && c.date.slice(0, 7)).filter(Boolean))].sort();
  const add = (key, title, values) => { if (values.size > 1) found.set(key, { title, values }); };
  if (months.length > 1) {
    const dates = comments.map((c) => c.date).filter(Boolean).sort(), middle = dates[dates.length >> 1];
    const values = new Map([[say("c_early"), (c) => c.date && c.date < middle], [say("c_late"), (c) => c.date && c.date >= middle]]);
    for (const m of months) values.set(period(m), (c) => c.date && c.date.startsWith(m));
    add("period", say("c_period"), values);
  }
  const by = (key, title, of, name) => {
    const n = new Map();
    for (const c of comments) { const v = of(c); if (v) n.set(v, (n.get(v) || 0) + 1); }
    const top = [...n].filter((x) => x[1] >= 5).sort((x, y) => y[1] - x[1]).slice(0, 40);
    add(key, title, new Map(top.map(([v]) => [name ? name(v) : v, (c) => of(c) === v])));
  };
  by("lang", say("c_lang"), (c) => c.lang, (v) => say("lang_" + v));
  by("channel", say("c_channel"), (c) => c.channel);
  for (const name of [...new Set(comments.slice(0, 5000).flatMap((c) => Object.keys(c.segments)))].sort()) by("segment:" + name, name, (c) => c.segments[name]);
  return found;
}
function compareRows(isA, isB) {
  const sides = [isA, isB].map((is) => {
    const part = comments.filter(is), n = new Map();
    for (const c of part) for (const t of c.themes) n.set(t, (n.get(t) || 0) + 1);
    return { base: part.length, n };
  });
  const [a, b] = sides;
  const rows = themes.map((t) => {
    const ka = a.n.get(t.theme_id) || 0, kb = b.n.get(t.theme_id) || 0, d = newcombe(ka, a.base, kb, b.base);
    const spread = Math.max(1e-9, d.high - d.low);
    return { theme: t, ka, kb, a: wilson(ka, a.base), b: wilson(kb, b.base), ...d, sure: d.low > 0 || d.high < 0, weight: Math.abs(d.difference) / spread };
  }).filter((r) => r.ka + r.kb >= 3);
  return { rows: rows.sort((x, y) => y.weight - x.weight).slice(0, COMPARED), a: a.base, b: b.base };
}
function choice(title, options, value, change) {
  const id = "f" + title.replace(/\P{L}/gu, "") + Math.abs([...title].reduce((h, ch) => (h * 31 + ch.codePointAt(0)) | 0, 7)) + options.length;
  return el("div.field", {}, el("label", { for: id }, title), el("select", { id, onchange: (e) => change(e.target.value) },
    options.map(([v, name]) => el("option", { value: v, selected: v === value }, name))));
}
function compareContent() {
  const all = divisions();
  if (!all.size) return [el("p", {}, say("c_none"))];
  if (!all.has(compared.by)) compared = { by: all.keys().next().value, a: null, b: null };
  const { values } = all.get(compared.by), names = [...values.keys()];
  if (!values.has(compared.a)) compared.a = names[0];
  if (!values.has(compared.b)) compared.b = names.find((x) => x !== compared.a);
  const found = compareRows(values.get(compared.a), values.get(compared.b));
  const set = (change) => { compared = { ...compared, ...change }; redrawCompare(); };
  const pick = names.map((x) => [x, x]), points = (x) => say("c_points", { x: signed(x * 100) });
  const fields = el("div.filters", {}, choice(say("c_by"), [...all].map(([k, d]) => [k, d.title]), compared.by, (by) => set({ by, a: null, b: null })),
    choice(say("c_a"), pick, compared.a, (a) => set({ a })), choice(say("c_b"), pick, compared.b, (b) => set({ b })));
  const chart = () => !found.rows.length ? null : { height: 70 + found.rows.length * 44, text: say("compare") + ": " + compared.a + ", " + compared.b, option: (c, width) => ({
    grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true }, legend: { top: 0, textStyle: { color: c.text } },
    tooltip: tooltip(c, (p) => { const r = found.rows[p.dataIndex]; return [labelOf(r.theme), compared.a + ": " + percent(r.a.share), compared.b + ": " + percent(r.b.share)]; }),
    xAxis: axis(c, { type: "value", axisLabel: { color: c.faint, formatter: (v) => percent(v) } }),
    yAxis: axis(c, { type: "category", inverse: true, data: found.rows.map((r) => cut(labelOf(r.theme), width > 600 ? 40 : 18)), axisLabel: { color: c.text } }),
    series: ["a", "b"].map((side) => ({ type: "bar", name: compared[side], data: found.rows.map((r) => r[side].share), itemStyle: { color: c[side] }, barWidth: 13 })) }) };
  const cells = found.rows.map((r) => [labelOf(r.theme), percent(r.a.share), percent(r.b.share),
    el("span" + (r.sure ? ".sure" : ""), { title: r.sure ? say("c_sure") : null }, (r.sure ? "● " : "") + points(r.difference)), points(r.low) + " – " + points(r.high)]);
  return [fields, el("p", { "aria-live": "polite" }, say("c_text", { a: compared.a, na: count(found.a), b: compared.b, nb: count(found.b) })), chartBox("compare-chart", chart),
    table(say("compare"), [say("theme"), compared.a, compared.b, say("c_diff"), say("interval")], cells), el("p.note", {}, "● " + say("c_sure"))];
}
function comparePart() {
  return section("compare", say("compare"), el("div", { id: "compare-content" }));
}
function redrawCompare() {
  const box = byId("compare-content"), focus = document.activeElement && box.contains(document.activeElement) ? document.activeElement.id : null;
  const kept = drawn.filter((d) => d.place.id !== "compare-chart");
  drawn.length = 0;
  drawn.push(...kept);
  box.replaceChildren(...compareContent().filter(Boolean));
  if (focus && byId(focus)) byId(focus).focus();
  drawCharts();
}
