-- The store, version 2 (open.c brings version 1 up to it). Real tables with declared types and no views, so that Metabase, Datasette, Superset and DuckDB
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
    unassigned_reason TEXT,
    subtheme_id       TEXT              -- within theme_id
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
    rank              REAL,             -- importance within its comment
    cluster_id        TEXT,             -- theme before the analyst's decisions
    theme_id          TEXT,
    unassigned_reason TEXT,
    subtheme_id       TEXT              -- part of its theme that it belongs to
);
CREATE INDEX clauses_by_theme ON clauses (theme_id) WHERE theme_id IS NOT NULL;
-- All that is counted of a complaint, without its text.
CREATE INDEX clauses_that_complain ON clauses (clause_row, touchpoint, sentiment_score, sentiment_label, complaint, severity, theme_id, subtheme_id)
    WHERE complaint = 1;

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

-- Themes as the clustering found them, before the analyst's decisions.
CREATE TABLE clusters (
    theme_id   TEXT PRIMARY KEY,
    touchpoint TEXT,
    problem    TEXT,
    label_vi   TEXT NOT NULL,
    label_th   TEXT NOT NULL,
    label_en   TEXT NOT NULL,
    keywords   TEXT,                    -- JSON array
    stability  REAL,
    catch_all  INTEGER NOT NULL DEFAULT 0
);
-- What the parts of the themes are called.
CREATE TABLE subclusters (
    subtheme_id TEXT PRIMARY KEY,
    problem     TEXT,
    phrase      TEXT,                   -- words of its clauses, in their language
    label_vi    TEXT NOT NULL,
    label_th    TEXT NOT NULL,
    label_en    TEXT NOT NULL,
    keywords    TEXT                    -- JSON array
);

-- What the analyst decided, in order; carried out anew after every clustering.
CREATE TABLE decisions (
    decision_id INTEGER PRIMARY KEY,
    action      TEXT NOT NULL,          -- merge, split, rename, lock, unlock
    theme_id    TEXT NOT NULL,          -- merge: the theme that stays; split: the theme that is divided
    other_id    TEXT,                   -- merge: the theme that goes into it; split: the new theme
    lang        TEXT,                   -- rename: of the label; NULL for all
    label       TEXT,                   -- rename, split
    words       TEXT,                   -- split: JSON array
    touchpoint  TEXT,                   -- lock: the theme as it was, down to label_en
    problem     TEXT,
    label_vi    TEXT,
    label_th    TEXT,
    label_en    TEXT,
    state       TEXT NOT NULL DEFAULT 'new', -- applied, conflict
    detail      TEXT,                   -- what came of it
    n_clauses   INTEGER NOT NULL DEFAULT 0   -- that it moved
);
-- What a lock or a merge holds on to: clauses with these words and this problem stay in, or go into, its theme.
CREATE TABLE decision_members (
    decision_id INTEGER NOT NULL,
    problem     TEXT NOT NULL,
    terms       TEXT NOT NULL,
    PRIMARY KEY (decision_id, problem, terms)
) WITHOUT ROWID;

-- What the last import that changed anything did to the themes that were there before it. The only table that depends on the
-- order of imports.
CREATE TABLE theme_events (
    theme_id  TEXT NOT NULL,
    event     TEXT NOT NULL,            -- new, grown, shrunk, gone, split, merged, continued
    other_id  TEXT NOT NULL,            -- split: parent; merged: the theme that went into it; continued: former id; else ''
    label     TEXT NOT NULL,
    other_label TEXT,
    n_before  INTEGER NOT NULL,
    n_after   INTEGER NOT NULL,
    base_before INTEGER NOT NULL,
    base_after  INTEGER NOT NULL,
    overlap   REAL,                     -- share of the other theme's clauses that are now here
    q         REAL,                     -- grown, shrunk: of the share among the added comments against that before
    PRIMARY KEY (theme_id, event, other_id)
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
    weighted_share REAL,                -- of the survey weights; NULL without weights
    weighted_low   REAL,
    weighted_high  REAL,
    effective_n    REAL,                -- of the base: (sum w)^2 / sum w^2
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
    keywords       TEXT,                -- JSON array
    locked         INTEGER NOT NULL DEFAULT 0,
    decisions      INTEGER NOT NULL DEFAULT 0, -- of the analyst that shaped it
    catch_all      INTEGER NOT NULL DEFAULT 0  -- 1 complaints of the whole, 2 what fits nowhere: they stand behind the others
);

-- Parts of themes: a theme's clauses by problem or phrase. What is in no part is not listed.
CREATE TABLE subthemes (
    theme_id       TEXT NOT NULL,
    subtheme_id    TEXT NOT NULL,
    label          TEXT NOT NULL,
    label_vi       TEXT NOT NULL,
    label_th       TEXT NOT NULL,
    label_en       TEXT NOT NULL,
    problem        TEXT,
    phrase         TEXT,
    n              INTEGER NOT NULL,    -- distinct comments
    base_n         INTEGER NOT NULL,
    share          REAL,                -- of all answers
    ci_low         REAL,
    ci_high        REAL,
    n_clauses      INTEGER NOT NULL,
    share_of_theme REAL,                -- of the theme's clauses
    mean_sentiment REAL,
    severity       REAL,
    keywords       TEXT,                -- JSON array
    PRIMARY KEY (theme_id, subtheme_id)
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
    weighted_share REAL,
    weighted_low   REAL,
    weighted_high  REAL,
    mean_sentiment REAL,
    PRIMARY KEY (theme_id, period_unit, period)
);

-- Comments that complain about a touchpoint or its children.
CREATE TABLE touchpoint_periods (
    touchpoint     TEXT NOT NULL,
    period_unit    TEXT NOT NULL,
    period         TEXT NOT NULL,
    period_start   DATETIME NOT NULL,
    n              INTEGER NOT NULL,
    base_n         INTEGER NOT NULL,
    share          REAL NOT NULL,
    ci_low         REAL NOT NULL,
    ci_high        REAL NOT NULL,
    weighted_share REAL,
    weighted_low   REAL,
    weighted_high  REAL,
    PRIMARY KEY (touchpoint, period_unit, period)
);

-- Segment values, channels, languages, weekdays with significantly more of a complaint than the rest, or a significantly lower
-- mean of a measure.
CREATE TABLE standouts (
    dimension  TEXT NOT NULL,           -- segment:NAME, channel, touchpoint_asked, lang, weekday
    value      TEXT NOT NULL,
    kind       TEXT NOT NULL,           -- theme, touchpoint, measure
    id         TEXT NOT NULL,
    n          INTEGER NOT NULL,        -- comments that have it; of a measure the answers that have the measure
    base_n     INTEGER NOT NULL,
    level      REAL NOT NULL,           -- share, or mean of the measure
    rest_n     INTEGER NOT NULL,
    rest_base  INTEGER NOT NULL,
    rest_level REAL NOT NULL,
    difference REAL NOT NULL,           -- level - rest_level
    diff_low   REAL NOT NULL,
    diff_high  REAL NOT NULL,
    q          REAL NOT NULL,           -- over all values of all dimensions
    PRIMARY KEY (dimension, value, kind, id)
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
    period_unit     TEXT,
    weighted_share  REAL,               -- of the complaints, by the survey weights; NULL without weights
    weighted_low    REAL,
    weighted_high   REAL
);

-- What a theme costs, by three methods: associations, not causes (model/driver.h).
CREATE TABLE drivers (
    theme_id     TEXT NOT NULL,
    measure      TEXT NOT NULL,         -- rating, csat, nps, ces
    scale_max    REAL,
    n            INTEGER NOT NULL,
    base_n       INTEGER NOT NULL,
    value_all    REAL,
    value_with   REAL,
    value_without REAL,
    impact       REAL,                  -- value_without - value_all: leave the theme out
    effect       REAL,                  -- ridge regression: points that a comment with the theme differs by
    regression   REAL,                  -- -effect * n / base_n
    regression_low  REAL,
    regression_high REAL,
    shapley      REAL,                  -- points lost, shared out among the themes of each comment
    dissatisfied REAL,                  -- Shapley value of reach among the dissatisfied less reach among the others
    PRIMARY KEY (theme_id, measure)
);

-- Typical, different, short members of each theme and of each part, the best first.
CREATE TABLE quotes (
    theme_id        TEXT NOT NULL,      -- or subtheme_id
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
