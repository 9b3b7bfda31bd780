-- Questions for Metabase over a store (Admin > Databases > SQLite, the file that `verbatim analyze` writes). Paste one at a
-- time under New > SQL query; the picture that suits stands beside each. Optional filters are in [[ ]].

-- 1. Top complaint themes (row chart: label, percent)
SELECT label, touchpoint, n, 100 * share AS percent, 100 * ci_low AS low, 100 * ci_high AS high, trend
FROM themes WHERE n > 0 [[AND touchpoint = {{touchpoint}}]] ORDER BY n DESC LIMIT 20;

-- 2. Touchpoints by stage (stacked bar: label_en; negative, neutral, positive)
SELECT stage, label_en, negative, neutral, positive, 100 * complaint_share AS percent_complain
FROM touchpoints WHERE n > 0 ORDER BY position;

-- 3. Themes over the months (line: period_start; percent; series label)
SELECT p.period_start, t.label, 100 * p.share AS percent
FROM theme_periods p JOIN themes t ON t.theme_id = p.theme_id
WHERE p.period_unit = 'month' AND t.theme_id IN (SELECT theme_id FROM themes ORDER BY n DESC LIMIT 8)
ORDER BY p.period_start;

-- 4. What changed (table)
SELECT label, trend, trend_since, 100 * share_before AS percent_before, 100 * share_after AS percent_after
FROM themes WHERE trend <> 'flat' ORDER BY abs(share_after - share_before) DESC;

-- 5. What to fix first (scatter: percent, lower_by; bubble n). An association, not a cause.
SELECT t.label, d.measure, d.n, 100.0 * d.n / d.base_n AS percent, d.value_without - d.value_with AS lower_by
FROM drivers d JOIN themes t ON t.theme_id = d.theme_id WHERE d.n >= 5 ORDER BY d.impact DESC;

-- 6. Sentiment by month (area, stacked to 100 %)
SELECT month, sentiment_label, count(*) AS comments FROM comments
WHERE non_answer IS NULL AND month IS NOT NULL [[AND channel = {{channel}}]] GROUP BY 1, 2 ORDER BY 1;

-- 7. A theme in each segment (pivot: name, value, percent)
SELECT s.name, s.value, 100.0 * sum(c.theme_id = {{theme_id}}) / count(*) AS percent, count(*) AS answers
FROM comment_segments s JOIN comments c ON c.comment_row = s.comment_row WHERE c.non_answer IS NULL GROUP BY 1, 2 HAVING answers >= 30;

-- 8. Quotes (table)
SELECT t.label, q.text, q.lang, q.date FROM quotes q JOIN themes t ON t.theme_id = q.theme_id
WHERE q.rank <= 3 [[AND t.touchpoint = {{touchpoint}}]] ORDER BY t.n DESC, q.rank;
