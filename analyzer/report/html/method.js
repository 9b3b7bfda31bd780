/* method: what the figures rest on: bases, what was left out, what the methods can and cannot say. */
function methodPart() {
  const c = DATA.counts, named = (DATA.non_answers || []).map((x) => say("m_" + x.reason, { n: count(x.n) }));
  const files = DATA.files.length === 1 ? say("files_1") : say("files_n", { n: count(DATA.files.length) });
  const langs = (DATA.languages || []).map((l) => say("lang_" + l.lang) + " " + count(l.n) + " (" + percent(l.n / c.answers) + ")").join(", ");
  const only = [...["touchpoint", "theme", "lang", "since", "until"].filter((k) => DATA.filters[k]).map((k) => k + " = " + DATA.filters[k]), ...DATA.filters.segments.map(([n, v]) => n + " = " + v)];
  const lines = [only.length ? say("m_filter", { list: only.join("; ") }) : null,
    say("m_base", { comments: count(c.comments), files, answers: count(c.answers), left: named.length ? named.join("; ") : say("m_nothing") }),
    c.answers ? say("m_langs", { list: langs }) : null, say("m_how"), say("m_interval"), c.dated ? say("m_trend") : null, DATA.drivers.length ? say("m_impact") : null,
    c.no_theme ? say("m_unassigned", { n: count(c.no_theme) }) : null, c.weighted ? say("m_weights", { n: count(c.weighted) }) : null,
    c.conflicts ? say("m_conflict", { n: count(c.conflicts) }) : null, DATA.diagnostics_n ? say("m_diag", { n: count(DATA.diagnostics_n) }) : null,
    c.answers > DATA.most_comments ? say("m_cut", { n: count(DATA.most_comments), all: count(c.answers) }) : null, say(DATA.masked ? "m_masked" : "m_unmasked"),
    library ? null : say("m_no_charts"), say("m_made", { version: DATA.version, print: (DATA.fingerprints || []).join(", ") })];
  return section("method", say("method"), el("ul", {}, lines.filter(Boolean).map((text) => el("li", {}, text))), el("p.meta", {}, DATA.files.map((f) => f.split(/[\\/]/).pop()).join(", ")));
}
