-- What `gulou migrate --distribute` says to Citus (_citus: on no other engine are they known).
-- name: citus_version_postgres
SELECT COALESCE((SELECT extversion FROM pg_extension WHERE extname = 'citus'), ''),
    EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'citus')

-- name: citus_enable_citus
CREATE EXTENSION citus

-- partmethod: h by hash, n by no column; repmodel t: the same on every node.
-- name: citus_tables_citus
SELECT c.relname, p.partmethod, COALESCE(column_to_column_name(p.logicalrelid, p.partkey), ''), p.repmodel,
    p.colocationid = (SELECT a.colocationid FROM pg_dist_partition a WHERE a.logicalrelid = 'cases'::regclass)
FROM pg_dist_partition p JOIN pg_class c ON c.oid = p.logicalrelid
WHERE c.relnamespace = current_schema()::regnamespace

-- name: citus_distribute_citus
SELECT create_distributed_table($1, 'jurisdiction', colocate_with => $2)

-- name: citus_refer_citus
SELECT create_reference_table($1)

-- Rows that were there went along; what they were copied from is still on the coordinator, unseen.
-- name: citus_drop_local_citus
SELECT truncate_local_data_after_distributing_table($1)
