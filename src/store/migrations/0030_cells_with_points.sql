-- Which cases of a cell lie in a square is read from the index alone, so that a report at a busy place does not look up
-- each of its neighbours' rows.
-- name: migration_0030_cells_with_points
DROP INDEX cases_cell;
CREATE INDEX cases_cell ON cases (jurisdiction, category, (lat_e7 / 10000 * 10000000 + lon_e7 / 10000), (submitted_at / 1000), lat_e7, lon_e7) WHERE lat_e7 <> 0;
