-- Every group commit appends one row here; StorageUpkeep carries them over into the tables below, off the way of a REGISTER.
-- entry: see JournalFormat. An id is never given twice: id_mark keeps the greatest one that was deleted.
CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    entry BLOB NOT NULL
) STRICT;

-- Up to which row of the journal activity and refresh_hour tell what happened: all rows before it, and so many of its lines.
CREATE TABLE journal_told (
    journal_id INTEGER NOT NULL,
    lines INTEGER NOT NULL
) STRICT;

INSERT INTO journal_told (journal_id, lines) VALUES (0, 0);

-- The refreshes that were appended and not carried over yet, as the version before would have done at its next start.
INSERT INTO refresh_hour (domain_id, hour, count)
    SELECT user.domain_id, refresh.refreshed_at / 3600000, count(*)
    FROM binding_refresh refresh
    JOIN binding ON binding.id = refresh.binding_id
    JOIN device ON device.id = binding.device_id
    JOIN user ON user.id = device.user_id
    WHERE refresh.id > binding.refresh_mark AND NOT (binding.cseq > refresh.cseq AND binding.refreshed_at >= refresh.refreshed_at)
    GROUP BY 1, 2
    ON CONFLICT (domain_id, hour) DO UPDATE SET count = count + excluded.count;

UPDATE binding SET
    cseq = last.cseq,
    granted_seconds = last.granted_seconds,
    refresh_interval = max(0, (last.refreshed_at - coalesce(last.refreshed_before, binding.refreshed_at)) / 1000),
    refreshed_at = last.refreshed_at,
    refresh_count = refresh_count + last.count
FROM (
    SELECT
        refresh.*,
        lag(refresh.refreshed_at) OVER (PARTITION BY refresh.binding_id ORDER BY refresh.id) AS refreshed_before,
        row_number() OVER (PARTITION BY refresh.binding_id ORDER BY refresh.id DESC) AS place,
        count(*) OVER (PARTITION BY refresh.binding_id) AS count
    FROM binding_refresh refresh
    JOIN binding before ON before.id = refresh.binding_id
    WHERE refresh.id > before.refresh_mark AND NOT (before.cseq > refresh.cseq AND before.refreshed_at >= refresh.refreshed_at)
) last
WHERE last.binding_id = binding.id AND last.place = 1;

DROP TABLE binding_refresh;
DELETE FROM id_mark WHERE name = 'binding_refresh';
INSERT INTO id_mark (name, value) VALUES ('journal', 0);

-- What a refresh changes stands apart and narrow: a hundred leases share a page, of bindings ten. That a lease is there for each
-- binding is the fold's care.
CREATE TABLE lease (
    binding_id INTEGER PRIMARY KEY REFERENCES binding (id) ON DELETE CASCADE,
    cseq INTEGER NOT NULL,
    granted_seconds INTEGER NOT NULL,
    refreshed_at INTEGER NOT NULL,
    refresh_interval INTEGER NOT NULL,
    refresh_count INTEGER NOT NULL
) STRICT;

INSERT INTO lease (binding_id, cseq, granted_seconds, refreshed_at, refresh_interval, refresh_count)
    SELECT id, cseq, granted_seconds, refreshed_at, refresh_interval, refresh_count FROM binding ORDER BY id;

ALTER TABLE binding DROP COLUMN cseq;
ALTER TABLE binding DROP COLUMN granted_seconds;
ALTER TABLE binding DROP COLUMN refreshed_at;
ALTER TABLE binding DROP COLUMN expires_at;
ALTER TABLE binding DROP COLUMN refresh_interval;
ALTER TABLE binding DROP COLUMN refresh_count;
ALTER TABLE binding DROP COLUMN refresh_mark;

-- A device's lines are found by its user's: one index less to keep for each line.
DROP INDEX activity_device;
