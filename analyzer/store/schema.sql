-- The store, version 1. Real tables with declared types and no views, so that Metabase, Datasette, Superset and DuckDB
-- open the file as it is. Scores are -1..1, shares 0..1, severity 0..4; dates are YYYY-MM-DD, times RFC 3339 in UTC; a column
-- that holds JSON says so. Columns named *_row are keys of this file alone and appear in no output.

-- One import of one file. Without finished_at it was interrupted: the same import completes it.
CREATE TABLE runs (
    run_id          INTEGER PRIMARY KEY,
    file            TEXT NOT NULL,
    fingerprint     TEXT NOT NULL,     -- lexicons and options that scored it
    program_version TEXT NOT NULL,
    started_at      DATETIME NOT NULL,
    finished_at     DATETIME,
    rows            INTEGER,
    comments        INTEGER,
    added           INTEGER,
    known           INTEGER,
    updated         INTEGER,
    non_answers     INTEGER,
    complaints      INTEGER,
    diagnostics     INTEGER
);

-- Bad data that was met and survived.
CREATE TABLE diagnostics (
    diagnostic_row INTEGER PRIMARY KEY,
    run_id         INTEGER NOT NULL,
    kind           TEXT NOT NULL,
    row            INTEGER,            -- record of the file, the header being 1
    line           INTEGER,
    column_number  INTEGER,
    text           TEXT
);
CREATE INDEX diagnostics_by_run ON diagnostics (run_id);

-- One answer. identity decides whether it is known: see store.h.
CREATE TABLE comments (
    comment_row       INTEGER PRIMARY KEY,
    identity          BLOB NOT NULL,
    attributes        INTEGER NOT NULL, -- hash of the columns that are not part of the identity
    fingerprint       INTEGER NOT NULL, -- of the lexicons that scored it
    run_id            INTEGER NOT NULL, -- that added or last changed it
    comment_id        TEXT NOT NULL,
    text              TEXT NOT NULL,
    question          TEXT,
    lang              TEXT NOT NULL,
    langs             TEXT,             -- JSON array
    date              DATETIME,
    time              DATETIME,
    month             TEXT,
    week              TEXT,
    rating            REAL,
    rating_max        REAL,
    nps               REAL,
    csat              REAL,
    ces               REAL,
    weight            REAL,
    channel           TEXT,
    touchpoint_asked  TEXT,             -- of the export's own column
    lang_asked        TEXT,
    label_given       TEXT,
    segments          TEXT,             -- JSON object
    sentiment_label   TEXT NOT NULL,
    sentiment_score   REAL NOT NULL,
    confidence        REAL,
    complaint         INTEGER NOT NULL,
    touchpoint        TEXT,
    touchpoints       TEXT,             -- JSON array
    intents           TEXT,             -- JSON array
    non_answer        TEXT,
    rating_conflict   INTEGER NOT NULL,
    theme_id          TEXT,
    theme_ids         TEXT,             -- JSON array
    unassigned_reason TEXT
);
CREATE UNIQUE INDEX comments_by_identity ON comments (identity);
CREATE INDEX comments_by_id ON comments (comment_id, identity);
CREATE INDEX comments_by_date ON comments (date);

-- What segment columns say of a comment: one row a name.
CREATE TABLE comment_segments (
    name        TEXT NOT NULL,
    value       TEXT NOT NULL,
    comment_row INTEGER NOT NULL,
    PRIMARY KEY (name, value, comment_row)
) WITHOUT ROWID;

-- clause_row is comment_row * 1048576 + seq, so that the clauses of a comment lie together and need no index.
CREATE TABLE clauses (
    clause_row        INTEGER PRIMARY KEY,
    comment_id        TEXT NOT NULL,
    seq               INTEGER NOT NULL,
    begin             INTEGER NOT NULL, -- code points of the comment
    "end"             INTEGER NOT NULL,
    byte_begin        INTEGER NOT NULL,
    byte_end          INTEGER NOT NULL,
    text              TEXT NOT NULL,
    lang              TEXT NOT NULL,
    sentiment_label   TEXT NOT NULL,
    sentiment_score   REAL NOT NULL,
    touchpoint        TEXT,
    problem           TEXT,
    complaint         INTEGER NOT NULL,
    severity          REAL NOT NULL,
    intents           TEXT,             -- JSON array
    emotion           TEXT,
    minutes           REAL,
    amount            REAL,
    currency          TEXT,
    candidates        TEXT,             -- touchpoints that it may be about, with percents
    terms             TEXT,             -- canonical signature
    theme_id          TEXT,
    unassigned_reason TEXT
);
CREATE INDEX clauses_by_theme ON clauses (theme_id) WHERE theme_id IS NOT NULL;

-- Names of touchpoints and problems, as the lexicons had them at the last import.
CREATE TABLE problems (
    problem  TEXT PRIMARY KEY,
    label_vi TEXT NOT NULL,
    label_th TEXT NOT NULL,
    label_en TEXT NOT NULL,
    severity REAL
);
CREATE TABLE codeframe (
    touchpoint TEXT PRIMARY KEY,
    position   INTEGER NOT NULL,
    parent     TEXT,
    stage      TEXT,
    pack       TEXT,
    label_vi   TEXT NOT NULL,
    label_th   TEXT NOT NULL,
    label_en   TEXT NOT NULL
);

-- From here on everything is computed from the tables above by vb_store_put_themes, and is a function of the set of comments.
CREATE TABLE themes (
    theme_id       TEXT PRIMARY KEY,
    label          TEXT NOT NULL,       -- in English where there is one
    label_vi       TEXT NOT NULL,
    label_th       TEXT NOT NULL,
    label_en       TEXT NOT NULL,
    touchpoint     TEXT,
    problem        TEXT,
    stage          TEXT,
    n              INTEGER NOT NULL DEFAULT 0, -- distinct comments
    base_n         INTEGER NOT NULL DEFAULT 0, -- comments that are real answers
    share          REAL,
    ci_low         REAL,
    ci_high        REAL,
    n_clauses      INTEGER NOT NULL DEFAULT 0,
    n_vi           INTEGER NOT NULL DEFAULT 0,
    n_th           INTEGER NOT NULL DEFAULT 0,
    n_en           INTEGER NOT NULL DEFAULT 0,
    mean_sentiment REAL,                -- of its clauses
    severity       REAL,                -- of its clauses
    trend          TEXT NOT NULL DEFAULT 'flat',
    trend_since    TEXT,                -- first period of the change
    trend_until    TEXT,                -- last period of a passing peak, whose trend is flat; else NULL
    trend_q        REAL,
    share_before   REAL,
    share_after    REAL,
    period_unit    TEXT,                -- month, or week where the data spans fewer than three months
    periods        INTEGER NOT NULL DEFAULT 0,
    n_periods      INTEGER NOT NULL DEFAULT 0,
    recurrence     REAL,
    impact         REAL,
    impact_measure TEXT,
    stability      REAL,
    first_seen     DATETIME,
    last_seen      DATETIME,
    keywords       TEXT                 -- JSON array
);

CREATE TABLE theme_periods (
    theme_id       TEXT NOT NULL,
    period_unit    TEXT NOT NULL,
    period         TEXT NOT NULL,
    period_start   DATETIME NOT NULL,
    n              INTEGER NOT NULL,
    base_n         INTEGER NOT NULL,
    share          REAL NOT NULL,
    ci_low         REAL NOT NULL,
    ci_high        REAL NOT NULL,
    mean_sentiment REAL,
    PRIMARY KEY (theme_id, period_unit, period)
);

-- A touchpoint counts its children's comments too; n_own leaves them out.
CREATE TABLE touchpoints (
    touchpoint      TEXT PRIMARY KEY,
    position        INTEGER NOT NULL,
    parent          TEXT,
    stage           TEXT,
    label_vi        TEXT NOT NULL,
    label_th        TEXT NOT NULL,
    label_en        TEXT NOT NULL,
    n               INTEGER NOT NULL,
    n_own           INTEGER NOT NULL,
    base_n          INTEGER NOT NULL,
    share           REAL,
    ci_low          REAL,
    ci_high         REAL,
    n_clauses       INTEGER NOT NULL,
    negative        INTEGER NOT NULL,   -- clauses
    neutral         INTEGER NOT NULL,
    positive        INTEGER NOT NULL,
    mean_sentiment  REAL,
    complaints      INTEGER NOT NULL,   -- comments with a complaint about it
    complaint_share REAL,               -- of all answers
    complaint_low   REAL,
    complaint_high  REAL,
    severity        REAL,
    n_themes        INTEGER NOT NULL,
    trend           TEXT NOT NULL,      -- of complaint_share, as of themes
    trend_since     TEXT,
    trend_until     TEXT,
    trend_q         REAL,
    share_before    REAL,
    share_after     REAL,
    period_unit     TEXT
);

-- Leave-theme-out impact: an association, not a cause.
CREATE TABLE drivers (
    theme_id     TEXT NOT NULL,
    measure      TEXT NOT NULL,         -- rating, csat, nps, ces
    scale_max    REAL,
    n            INTEGER NOT NULL,
    base_n       INTEGER NOT NULL,
    value_all    REAL,
    value_with   REAL,
    value_without REAL,
    impact       REAL,                  -- value_without - value_all
    PRIMARY KEY (theme_id, measure)
);

-- Typical, different, short members of each theme, the best first.
CREATE TABLE quotes (
    theme_id        TEXT NOT NULL,
    rank            INTEGER NOT NULL,
    clause_row      INTEGER NOT NULL,
    comment_id      TEXT NOT NULL,
    text            TEXT NOT NULL,      -- code points begin to end of the comment
    begin           INTEGER NOT NULL,
    "end"           INTEGER NOT NULL,
    byte_begin      INTEGER NOT NULL,
    byte_end        INTEGER NOT NULL,
    evidence_begin  INTEGER NOT NULL,   -- the clause that complains
    evidence_end    INTEGER NOT NULL,
    lang            TEXT NOT NULL,
    date            DATETIME,
    rating          REAL,
    sentiment_score REAL NOT NULL,
    severity        REAL NOT NULL,
    PRIMARY KEY (theme_id, rank)
);
