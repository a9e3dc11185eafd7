-- A year's partitions of what only grows ($1: '26'), on a server; how many were made. No table of a file's.
-- name: year_make_postgres
SELECT gulou_year($1)
