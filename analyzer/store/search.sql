-- The search index, a plain FTS5 table that any SQLite opens and queries. Its words are the roots
-- that text/search.h describes: Thai with a space between its words, Vietnamese without marks, English stems. rowid is
-- comment_row. It holds no text: of a comment neither row nor text ever change, so nothing is ever taken out. Marks of Thai
-- belong to its letters, hence the categories.
CREATE VIRTUAL TABLE comment_search USING fts5 (roots, content = '', tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'");
