-- The credential that a device registered with last; 0: the user's own. No foreign key: the fold writes without them.
ALTER TABLE device ADD COLUMN credential_id INTEGER NOT NULL DEFAULT 0;

-- A device credential has a label, the user's own has none.
ALTER TABLE credential ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE credential ADD COLUMN revoked_at INTEGER;

-- Lists in the words of the portal, separated by commas; empty: everything.
ALTER TABLE user ADD COLUMN allowed_networks TEXT NOT NULL DEFAULT '';
ALTER TABLE user ADD COLUMN allowed_transports TEXT NOT NULL DEFAULT '';

-- digest_algorithms in the order of the challenges; empty: as in the settings. qualify_seconds: NULL is off.
ALTER TABLE domain ADD COLUMN digest_algorithms TEXT NOT NULL DEFAULT '';
ALTER TABLE domain ADD COLUMN qualify_seconds INTEGER;
