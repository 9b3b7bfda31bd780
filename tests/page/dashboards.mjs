/* dashboards: the examples of corpora/dashboards against what they are written for: the Vega-Lite specs are compiled and drawn
 * with an export of this program, and the Grafana dashboard is checked against the model that Grafana publishes. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vega from "vega";
import { compile } from "vega-lite";

const VERBATIM = process.env.VERBATIM, CORPORA = process.env.CORPORA, EXAMPLES = join(CORPORA, "dashboards");
const folder = mkdtempSync(join(tmpdir(), "verbatim-dashboards-")), db = join(folder, "cx.db");
let passed = 0, failed = 0;
function check(what, ok, detail = "") {
  if (ok) passed++;
  else { failed++; console.log(`FAIL  ${what} ${detail}`); }
}
const read = (name) => JSON.parse(readFileSync(join(EXAMPLES, name), "utf8"));
execFileSync(VERBATIM, ["analyze", join(CORPORA, "retail_delivery_plain.csv"), "--db", db, "--no-progress"], { stdio: "ignore" });

/* ---- Vega-Lite: compiles without a warning, draws a mark for each row that it shows */
for (const name of ["themes", "touchpoints", "trend", "impact"]) {
  const spec = read(name + ".vl.json"), said = [];
  const logger = { level: () => logger, error: (m) => (said.push(m), logger), warn: (m) => (said.push(m), logger), info: () => logger, debug: () => logger };
  const rows = execFileSync(VERBATIM, ["export", "--table", spec.data.url.replace(".json", ""), "-f", "json", "--db", db], { maxBuffer: 1 << 28 });
  const drawn = compile({ ...spec, data: { values: JSON.parse(rows) } }, { logger }).spec;
  const view = new vega.View(vega.parse(drawn), { renderer: "none", logger });
  await view.runAsync();
  const svg = await view.toSVG();
  const marks = (svg.match(/aria-roledescription="[^"]*mark"|<path aria-label/g) || []).length;
  check(name + ".vl.json says nothing odd", said.length === 0, said.join("; "));
  check(name + ".vl.json draws", marks > 5 && !/undefined|NaN/.test(svg), marks + " marks" + (svg.match(/.{40}(undefined|NaN).{40}/) || [""])[0]);
}

/* ---- Grafana: the model's types; an import form's own keys (those with two underscores) are no part of it */
const { __inputs, __requires, ...dashboard } = read("grafana.json");
check("grafana.json names its data source", __inputs[0].pluginId === __requires[0].id);
writeFileSync("grafana.ts", `import type { Dashboard } from "@grafana/schema";
type Loose<T> = T extends string ? \`\${T}\` : T extends number | boolean | null | undefined ? T
  : T extends Array<infer U> ? Array<Loose<U>> : T extends object ? { [K in keyof T]: Loose<T[K]> } : T;
export const dashboard: Loose<Dashboard> = ${JSON.stringify(dashboard, null, 1)};\n`);
const tsc = spawnSync("node_modules/.bin/tsc", ["--noEmit", "--strict", "--skipLibCheck", "--module", "esnext", "--moduleResolution", "bundler", "grafana.ts"], { encoding: "utf8" });
check("grafana.json fits Grafana's model", tsc.status === 0, tsc.stdout + tsc.stderr);
const ids = dashboard.panels.map((p) => p.id);
check("grafana.json: every panel has an id of its own", new Set(ids).size === ids.length);

rmSync(folder, { recursive: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
