-- The engine's own look at every page of a copy (SQLite only: other engines bring their own backup), and what is in it.
-- name: quick_check_sqlite
SELECT quick_check FROM pragma_quick_check LIMIT 1

-- name: quick_count
SELECT COUNT(*) FROM cases
