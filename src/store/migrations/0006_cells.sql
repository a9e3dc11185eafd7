-- Neighbours are found by cell, not by a band of latitude across the whole district and all its years.
-- name: migration_0006_cells
DROP INDEX cases_place;
CREATE INDEX cases_cell ON cases (jurisdiction, category, (lat_e7 / 10000 * 10000000 + lon_e7 / 10000), (submitted_at / 1000)) WHERE lat_e7 <> 0;
DROP INDEX spots_place;
CREATE INDEX spots_cell ON spots (jurisdiction, category, (lat_e7 / 10000 * 10000000 + lon_e7 / 10000));
