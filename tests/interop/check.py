"""Exports and a store as pandas, DuckDB, sqlite-utils and Datasette see them: every declared type is found.

Usage: check.py PROGRAM STORE FOLDER, where the store is named verbatim.db. What a column is comes from `verbatim schema`, so a
column that is added is checked without a line here.
"""
import asyncio, json, os, subprocess, sys

import duckdb, duckdb_extension_sqlite_scanner, pandas, sqlite_utils
from datasette.app import Datasette
from pandas.api import types

program, store, folder = sys.argv[1:]
TABLES = ["themes", "touchpoints", "comments", "clauses", "quotes", "theme_periods", "drivers", "standouts", "runs", "diagnostics"]
failed = checked = 0


def check(what, ok, detail=""):
    global failed, checked
    checked += 1
    if not ok:
        failed += 1
        print("FAIL ", what, detail)


def run(*args):
    return subprocess.run([program, *args], capture_output=True, text=True, check=False).stdout


def kinds_of(table):
    """Name of each column -> integer, number, boolean, date, time, list, object or text."""
    kinds = {}
    for name, p in json.loads(run("schema", table))["$defs"]["row"]["properties"].items():
        type_ = [t for t in (p["type"] if isinstance(p["type"], list) else [p["type"]]) if t != "null"][0]
        named = {"date": "date", "date-time": "time"}.get(p.get("format"))
        kinds[name] = named or {"string": "text", "array": "list"}.get(type_, type_)
    return kinds


def export(table, form):
    path = os.path.join(folder, f"{table}.{form}")
    run("export", "--table", table, "--db", store, "-f", form, "-o", path)
    return path


# ---- pandas: as it reads by itself; only which columns are dates has to be said

def pandas_finds(kind, column):
    values = column.dropna()
    if values.empty:
        return True
    if kind == "integer":
        return bool((values == values.astype("int64")).all()) and types.is_numeric_dtype(column)
    if kind == "number":
        return types.is_numeric_dtype(column)
    if kind == "boolean":
        return types.is_bool_dtype(column)
    if kind in ("date", "time"):
        return types.is_datetime64_any_dtype(column)
    return True


def with_pandas(table, kinds, rows):
    dates = [n for n, k in kinds.items() if k in ("date", "time")]
    frames = {"json": pandas.read_json(export(table, "json")), "ndjson": pandas.read_json(export(table, "ndjson"), lines=True)}
    if rows:
        frames["csv"] = pandas.read_csv(export(table, "csv"))
    for form, frame in frames.items():
        for name in set(dates) & set(frame.columns):
            frame[name] = pandas.to_datetime(frame[name], format="ISO8601")
        check(f"pandas, {table}.{form}: rows", len(frame) == rows, f"{len(frame)}, not {rows}")
        for name in frame.columns:
            if name not in kinds:
                check(f"pandas, {table}.{form}: {name}", False, "is not in the schema")
            elif not pandas_finds(kinds[name], frame[name]):
                check(f"pandas, {table}.{form}: {name}", False, f"is {frame[name].dtype}, not {kinds[name]}")


# ---- DuckDB

DUCK = {"integer": {"BIGINT"}, "number": {"DOUBLE", "BIGINT"}, "boolean": {"BOOLEAN"}, "date": {"DATE"},
        "time": {"TIMESTAMP", "TIMESTAMP WITH TIME ZONE"}}


def with_duckdb(con, table, kinds, rows):
    for form, reader in (("json", "read_json"), ("ndjson", "read_json"), ("csv", "read_csv")):
        source = f"{reader}('{os.path.join(folder, table)}.{form}', sample_size=-1)"
        if not rows:
            continue
        count = con.execute(f"SELECT count(*) FROM {source}").fetchone()[0]
        check(f"DuckDB, {table}.{form}: rows", count == rows, f"{count}, not {rows}")
        for name, type_, *_ in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall():
            empty = con.execute(f'SELECT count("{name}") FROM {source}').fetchone()[0] == 0
            want = DUCK.get(kinds.get(name))
            check(f"DuckDB, {table}.{form}: {name}", empty or not want or type_ in want, f"is {type_}, not {kinds.get(name)}")


def duckdb_store(con):
    extensions = os.path.dirname(duckdb_extension_sqlite_scanner.__file__)
    paths = [os.path.join(d, f) for d, _, files in os.walk(extensions) for f in files if f.endswith(".duckdb_extension")]
    con.execute(f"LOAD '{paths[0]}'")
    con.execute(f"ATTACH '{store}' AS s (TYPE sqlite, READ_ONLY)")
    for table in TABLES:
        kinds = kinds_of(table)
        want = json.loads(run("export", "--table", table, "--db", store, "-f", "json"))
        count = con.execute(f"SELECT count(*) FROM s.{table}").fetchone()[0]
        check(f"DuckDB, store: {table}", count >= len(want), f"{count} rows, not {len(want)}")
        for name, type_, *_ in con.execute(f"DESCRIBE s.{table}").fetchall():
            want_type = {"integer": "BIGINT", "boolean": "BIGINT", "number": "DOUBLE", "date": "TIMESTAMP", "time": "TIMESTAMP"}.get(kinds.get(name))
            check(f"DuckDB, store: {table}.{name}", not want_type or type_ == want_type, f"is {type_}, not {want_type}")
    themes = {t["theme_id"]: t for t in json.loads(run("themes", "--db", store, "-f", "json"))}
    for theme, n, share in con.execute("SELECT theme_id, n, share FROM s.themes WHERE n > 0").fetchall():
        check("DuckDB, store: figures", themes[theme]["n"] == n and abs(themes[theme]["share"] - share) < 1e-3, theme)


# ---- sqlite-utils and Datasette

def with_sqlite_utils():
    db = sqlite_utils.Database(store)
    for table in db.tables:
        if table.name.startswith("comment_search"):
            continue
        check(f"sqlite-utils: {table.name} has a key", len(table.pks) > 0)
        for column in table.columns:
            check(f"sqlite-utils: {table.name}.{column.name}", column.type in ("INTEGER", "REAL", "TEXT", "DATETIME", "BLOB"), column.type)
            allowed = {"INTEGER": ["integer"], "REAL": ["real", "integer"], "TEXT": ["text"], "DATETIME": ["text"], "BLOB": ["blob"]}[column.type]
            odd = db.execute(f'SELECT count(*) FROM "{table.name}" WHERE typeof("{column.name}") NOT IN ("null", {", ".join(repr(a) for a in allowed)})').fetchone()[0]
            check(f"sqlite-utils: values of {table.name}.{column.name}", odd == 0, f"{odd} of another type than {column.type}")


async def with_datasette(metadata):
    ds = Datasette([store], metadata=json.load(open(metadata, encoding="utf-8")))
    await ds.invoke_startup()
    async def get(path):
        answer = await ds.client.get(path)
        check("Datasette: " + path, answer.status_code == 200, f"{answer.status_code} {answer.text[:200]}")
        return answer.json() if answer.status_code == 200 and ".json" in path else None
    tables = {t["name"] for t in (await get("/verbatim.json"))["tables"] if not t["hidden"]}
    check("Datasette: tables", set(TABLES) <= tables, str(set(TABLES) - tables))
    for table in TABLES:
        want = json.loads(run("export", "--table", table, "--db", store, "-f", "json"))
        page = await get(f"/verbatim/{table}.json?_size=1")
        check(f"Datasette: rows of {table}", page["filtered_table_rows_count"] >= len(want))
        await get(f"/verbatim/{table}")
    rows = await get("/verbatim/comments.json?_shape=array&_search=giao+cham&_size=100")
    check("Datasette: search", rows and all("giao" in r["text"].lower() for r in rows), str(len(rows or [])))
    page = await get("/verbatim/themes.json?_facet=trend&_sort_desc=n")
    check("Datasette: facets", "trend" in page["facet_results"])
    for query in ds.metadata("queries", database="verbatim"):
        await get(f"/verbatim/{query}.json?words=a")


con = duckdb.connect()
for name in TABLES:
    columns = kinds_of(name)
    n = len(json.loads(run("export", "--table", name, "--db", store, "-f", "json")))
    with_pandas(name, columns, n)
    with_duckdb(con, name, columns, n)
duckdb_store(con)
with_sqlite_utils()
asyncio.run(with_datasette(os.path.join(os.environ["CORPORA"], "dashboards", "datasette.json")))
print(f"{checked - failed} passed, {failed} failed")
sys.exit(failed > 0)
