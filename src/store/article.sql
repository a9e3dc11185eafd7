-- Knowledge. Columns from `state` on stand in the order of Article (store/article_store.h).
-- name: article_put
INSERT INTO articles (jurisdiction, article, version, state, kind, audience, title, body, keywords, owner, from_case, valid_from, valid_until, at, person)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (jurisdiction, article) DO UPDATE SET version = excluded.version, state = excluded.state, kind = excluded.kind,
    audience = excluded.audience, title = excluded.title, body = excluded.body, keywords = excluded.keywords,
    owner = excluded.owner, from_case = excluded.from_case, valid_from = excluded.valid_from,
    valid_until = excluded.valid_until, at = excluded.at, person = excluded.person
WHERE articles.version = excluded.version - 1

-- name: article_version_add
INSERT INTO article_versions (jurisdiction, article, version, state, kind, audience, title, body, keywords, owner, from_case, valid_from, valid_until, at, person, action, note, unit)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)

-- name: article_load
SELECT article, version, state, kind, audience, title, body, keywords, owner, from_case, valid_from, valid_until, at, person
FROM articles WHERE jurisdiction = $1 AND article = $2

-- name: article_list
SELECT article, version, state, kind, audience, title, body, keywords, owner, from_case, valid_from, valid_until, at, person
FROM articles WHERE jurisdiction = $1 ORDER BY at DESC, article LIMIT $2

-- name: article_history
SELECT article, version, state, kind, audience, title, body, keywords, owner, from_case, valid_from, valid_until, at, person, action, note, unit
FROM article_versions WHERE jurisdiction = $1 AND article = $2 ORDER BY version DESC LIMIT $3

-- Articles which the search index has not in their version.
-- name: articles_behind
SELECT a.article FROM articles a LEFT JOIN search_docs d ON d.jurisdiction = $1 AND d.subject = 'article:' || a.article
WHERE a.jurisdiction = $1 AND (d.version IS NULL OR d.version <> a.version) ORDER BY a.article LIMIT $2
