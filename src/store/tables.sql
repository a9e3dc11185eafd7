-- What the catalogs say of a table's columns ($1 its name), and the mark of a store that is being filled by a move.
-- name: table_columns_sqlite
SELECT name, type = 'BIGINT' FROM pragma_table_xinfo($1) WHERE hidden = 0 ORDER BY name

-- name: table_columns_postgres
SELECT attname, atttypid = 'bigint'::regtype FROM pg_attribute
WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attname

-- The mark is a lease that never runs, of no district ($1 is ''): leases stay where they are.
-- name: moving_begin
INSERT INTO leases (jurisdiction, name, holder, until) VALUES ($1, 'moving', $2, 0)

-- name: moving_from
SELECT holder FROM leases WHERE jurisdiction = $1 AND name = 'moving'

-- name: moving_end
DELETE FROM leases WHERE jurisdiction = $1 AND name = 'moving'

-- Every process of ours names itself so on its connections; the move names itself otherwise.
-- name: moving_others_postgres
SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'gulou'

-- name: log_keys
SELECT jurisdiction, value FROM server_settings WHERE name = $1 ORDER BY jurisdiction

-- The years that cases' numbers begin with.
-- name: case_years
SELECT DISTINCT SUBSTR(number, 1, 2) FROM cases WHERE LENGTH(number) = 13 ORDER BY 1
