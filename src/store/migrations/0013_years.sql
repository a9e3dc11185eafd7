-- What only grows (events, texts, decisions) lies in a partition for each year of the number, whose first two digits are
-- that year (docs/decisions/0006); what desks ask for lies in small partial indexes of tables that stay whole. A unique
-- key of a partitioned table holds its column, so that a leaf's place is unique by the sealer's lease, which is part of
-- its transaction, and by `gulou verify`. The function makes a year's partitions; what the default ones hold of it moves.
-- name: migration_0013_years_postgres
CREATE FUNCTION gulou_year(year TEXT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
    part TEXT; mass TEXT; made BIGINT := 0; past TEXT := lpad(((year::INT + 1) % 100)::TEXT, 2, '0');
BEGIN
    IF past = '00' THEN past := ':'; END IF;
    FOREACH mass IN ARRAY ARRAY['case_events', 'case_texts', 'decisions'] LOOP
        part := mass || '_y' || year;
        CONTINUE WHEN to_regclass(part) IS NOT NULL;
        EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', mass || '_rest');
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', part, mass);
        EXECUTE format('WITH moved AS (DELETE FROM %I WHERE number >= %L AND number < %L RETURNING *) INSERT INTO %I SELECT * FROM moved', mass || '_rest', year, past, part);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', mass, part, year, past);
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;
ALTER TABLE case_events RENAME TO case_events_whole;
ALTER TABLE case_texts RENAME TO case_texts_whole;
ALTER TABLE decisions RENAME TO decisions_whole;
DROP INDEX case_events_unsealed, case_events_leaf, decisions_at;
ALTER INDEX case_events_pkey RENAME TO case_events_whole_pkey;
ALTER INDEX case_texts_pkey RENAME TO case_texts_whole_pkey;
ALTER INDEX decisions_pkey RENAME TO decisions_whole_pkey;
CREATE TABLE case_events (LIKE case_events_whole INCLUDING DEFAULTS, PRIMARY KEY (jurisdiction, number, seq)) PARTITION BY RANGE (number);
CREATE INDEX case_events_unsealed ON case_events (jurisdiction, at, number, seq) WHERE leaf_index IS NULL;
CREATE UNIQUE INDEX case_events_leaf ON case_events (jurisdiction, leaf_index, number) WHERE leaf_index IS NOT NULL;
CREATE TABLE case_events_rest PARTITION OF case_events DEFAULT;
CREATE TABLE case_texts (LIKE case_texts_whole INCLUDING DEFAULTS, PRIMARY KEY (jurisdiction, number, seq, field)) PARTITION BY RANGE (number);
CREATE TABLE case_texts_rest PARTITION OF case_texts DEFAULT;
CREATE TABLE decisions (LIKE decisions_whole INCLUDING DEFAULTS, PRIMARY KEY (jurisdiction, number, seq)) PARTITION BY RANGE (number);
CREATE INDEX decisions_at ON decisions (jurisdiction, at, number);
CREATE TABLE decisions_rest PARTITION OF decisions DEFAULT;
SELECT gulou_year(year) FROM (SELECT DISTINCT substr(number, 1, 2) AS year FROM case_events_whole WHERE number ~ '^[0-9]{13}$') AS years;
INSERT INTO case_events SELECT * FROM case_events_whole;
INSERT INTO case_texts SELECT * FROM case_texts_whole;
INSERT INTO decisions SELECT * FROM decisions_whole;
DROP TABLE case_events_whole, case_texts_whole, decisions_whole;
