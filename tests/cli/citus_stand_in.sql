-- A stand-in for Citus, not Citus: the three functions that `gulou migrate --distribute` calls and the catalog it reads,
-- as Citus documents them. They refuse what the documentation forbids, and keep a record of each call. No row is spread.
SET allow_system_table_mods = on;
INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
SELECT 999999, 'citus', oid, 'pg_catalog'::regnamespace, false, '12.1-1' FROM pg_roles WHERE rolname = current_user;

CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid REGCLASS NOT NULL PRIMARY KEY, partmethod "char" NOT NULL, partkey TEXT, colocationid INT NOT NULL, repmodel "char" NOT NULL);
CREATE TABLE public.stand_in_calls (no SERIAL, call TEXT NOT NULL);
CREATE FUNCTION pg_catalog.column_to_column_name(table_name REGCLASS, column_var_text TEXT) RETURNS TEXT LANGUAGE sql AS 'SELECT column_var_text';

CREATE FUNCTION pg_catalog.create_distributed_table(table_name REGCLASS, distribution_column TEXT, distribution_type TEXT DEFAULT 'hash', colocate_with TEXT DEFAULT 'default', shard_count INT DEFAULT NULL)
RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
    spread INT;
    bad TEXT;
BEGIN
    IF EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = table_name) THEN
        RAISE EXCEPTION 'table "%" is already distributed', table_name;
    END IF;
    IF distribution_type <> 'hash' THEN
        RAISE EXCEPTION 'distribution type % is not for this', distribution_type;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = table_name AND attname = distribution_column AND attnotnull) THEN
        RAISE EXCEPTION 'column "%" of relation "%" does not exist', distribution_column, table_name;
    END IF;
    SELECT x.indexrelid::regclass INTO bad FROM pg_index x WHERE x.indrelid = table_name AND x.indisunique
        AND NOT (SELECT attnum FROM pg_attribute WHERE attrelid = table_name AND attname = distribution_column) = ANY (x.indkey::int2[]);
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'cannot create constraint on "%": % does not include the distribution column', table_name, bad;
    END IF;
    IF EXISTS (SELECT 1 FROM pg_class WHERE oid = table_name AND relispartition) THEN
        RAISE EXCEPTION 'distributing a partition of "%" on its own', table_name;
    END IF;
    IF colocate_with = 'none' THEN
        SELECT COALESCE(MAX(colocationid), 0) + 1 INTO spread FROM pg_dist_partition;
    ELSE
        SELECT colocationid INTO spread FROM pg_dist_partition WHERE logicalrelid = colocate_with::regclass AND partmethod = 'h';
        IF spread IS NULL THEN
            RAISE EXCEPTION 'relation % is not distributed', colocate_with;
        END IF;
    END IF;
    INSERT INTO pg_dist_partition VALUES (table_name, 'h', distribution_column, spread, 's');
    INSERT INTO public.stand_in_calls (call) VALUES (format('distributed %s by %s with %s', table_name, distribution_column, colocate_with));
END $$;

CREATE FUNCTION pg_catalog.create_reference_table(table_name REGCLASS) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = table_name) THEN
        RAISE EXCEPTION 'table "%" is already distributed', table_name;
    END IF;
    INSERT INTO pg_dist_partition VALUES (table_name, 'n', NULL, 9999, 't');
    INSERT INTO public.stand_in_calls (call) VALUES (format('reference %s', table_name));
END $$;

CREATE FUNCTION pg_catalog.truncate_local_data_after_distributing_table(function_name REGCLASS) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = function_name) THEN
        RAISE EXCEPTION 'supplied parameter is not a distributed relation';
    END IF;
    INSERT INTO public.stand_in_calls (call) VALUES (format('emptied %s', function_name));
END $$;
