-- Moments are milliseconds since 1970 in UTC, flags are 0 or 1, enumerations are the numbers of their C# enums.
-- An id is never given twice: AUTOINCREMENT, or id_mark for the ids that the location service gives out itself.

CREATE TABLE domain (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    realm TEXT NOT NULL,
    max_devices_per_user INTEGER,
    device_limit_policy INTEGER
) STRICT;

-- A domain with users cannot be deleted; a user is deleted with all that is below it.
CREATE TABLE user (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    domain_id INTEGER NOT NULL REFERENCES domain (id),
    extension TEXT NOT NULL,
    display_name TEXT NOT NULL,
    email TEXT NOT NULL,
    is_enabled INTEGER NOT NULL,
    max_devices INTEGER,
    may_register_others INTEGER NOT NULL,
    UNIQUE (domain_id, extension)
) STRICT;

-- The domain stands here too, so that a number belongs to one user of the domain only.
CREATE TABLE phone_number (
    domain_id INTEGER NOT NULL,
    number TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    PRIMARY KEY (domain_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX phone_number_user ON phone_number (user_id);

-- A digest user name means one secret in its domain.
CREATE TABLE credential (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    domain_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    sealed BLOB NOT NULL,
    is_revoked INTEGER NOT NULL,
    label TEXT NOT NULL,
    UNIQUE (domain_id, name)
) STRICT;

CREATE INDEX credential_user ON credential (user_id);

-- The identity is not UNIQUE: one batch may insert a device anew before it removes the forgotten one.
CREATE TABLE device (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    identity TEXT NOT NULL,
    class INTEGER NOT NULL,
    class_is_overruled INTEGER NOT NULL,
    product TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    name TEXT NOT NULL,
    remark TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    last_source TEXT NOT NULL,
    last_contact_uri TEXT NOT NULL,
    last_end INTEGER
) STRICT;

CREATE INDEX device_user ON device (user_id);

-- refresh_mark is the id of the last row of binding_refresh that this row already knows.
CREATE TABLE binding (
    id INTEGER PRIMARY KEY,
    device_id INTEGER NOT NULL REFERENCES device (id) ON DELETE CASCADE,
    contact_uri TEXT NOT NULL,
    contact_parameters TEXT NOT NULL,
    q_value INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    cseq INTEGER NOT NULL,
    source TEXT NOT NULL,
    transport INTEGER NOT NULL,
    registered_at INTEGER NOT NULL,
    refreshed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    granted_seconds INTEGER NOT NULL,
    refresh_interval INTEGER NOT NULL,
    refresh_count INTEGER NOT NULL,
    refresh_mark INTEGER NOT NULL
) STRICT;

CREATE INDEX binding_device ON binding (device_id);

-- Append-only and narrow, without index or foreign key: most of the traffic ends here and shall cost no random page.
CREATE TABLE binding_refresh (
    id INTEGER PRIMARY KEY,
    binding_id INTEGER NOT NULL,
    cseq INTEGER NOT NULL,
    granted_seconds INTEGER NOT NULL,
    refreshed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

-- How many refreshes of a domain's devices were answered in each hour since 1970.
CREATE TABLE refresh_hour (
    domain_id INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (domain_id, hour)
) STRICT, WITHOUT ROWID;

CREATE TABLE block (
    id INTEGER PRIMARY KEY,
    device_id INTEGER NOT NULL REFERENCES device (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    until INTEGER,
    made_by TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;

CREATE INDEX block_device ON block (device_id);

CREATE TABLE ban (
    address TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    until INTEGER,
    made_by TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The greatest ids that were ever given out, by what they were given for.
CREATE TABLE id_mark (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO id_mark (name, value) VALUES ('location', 0), ('binding_refresh', 0);

-- No foreign keys: the history outlives users and domains.
CREATE TABLE activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    domain_id INTEGER,
    user_id INTEGER,
    device_id INTEGER,
    user TEXT NOT NULL,
    device TEXT NOT NULL,
    source TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    count INTEGER NOT NULL
) STRICT;

CREATE INDEX activity_domain ON activity (domain_id);
CREATE INDEX activity_user ON activity (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX activity_device ON activity (device_id) WHERE device_id IS NOT NULL;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    domain_id INTEGER,
    subject TEXT NOT NULL,
    old_value TEXT NOT NULL,
    new_value TEXT NOT NULL
) STRICT;

-- The one key that seals the SIP secrets, itself protected by the keys of data_protection_key.
CREATE TABLE data_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    protected BLOB NOT NULL
) STRICT;

CREATE TABLE data_protection_key (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    friendly_name TEXT NOT NULL,
    xml TEXT NOT NULL
) STRICT;

-- What every process reads to learn what another one changed; filled by the triggers below, whoever writes.
CREATE TABLE directory_change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    domain_id INTEGER,
    user_id INTEGER
) STRICT;

CREATE TRIGGER domain_inserted AFTER INSERT ON domain
BEGIN INSERT INTO directory_change (domain_id) VALUES (new.id); END;

CREATE TRIGGER domain_updated AFTER UPDATE ON domain
BEGIN INSERT INTO directory_change (domain_id) VALUES (new.id); END;

CREATE TRIGGER domain_deleted AFTER DELETE ON domain
BEGIN INSERT INTO directory_change (domain_id) VALUES (old.id); END;

CREATE TRIGGER user_inserted AFTER INSERT ON user
BEGIN INSERT INTO directory_change (user_id) VALUES (new.id); END;

CREATE TRIGGER user_updated AFTER UPDATE ON user
BEGIN INSERT INTO directory_change (user_id) VALUES (new.id); END;

CREATE TRIGGER user_deleted AFTER DELETE ON user
BEGIN INSERT INTO directory_change (user_id) VALUES (old.id); END;

CREATE TRIGGER phone_number_inserted AFTER INSERT ON phone_number
BEGIN INSERT INTO directory_change (user_id) VALUES (new.user_id); END;

CREATE TRIGGER phone_number_updated AFTER UPDATE ON phone_number
BEGIN INSERT INTO directory_change (user_id) VALUES (new.user_id), (old.user_id); END;

CREATE TRIGGER phone_number_deleted AFTER DELETE ON phone_number
BEGIN INSERT INTO directory_change (user_id) VALUES (old.user_id); END;

CREATE TRIGGER credential_inserted AFTER INSERT ON credential
BEGIN INSERT INTO directory_change (user_id) VALUES (new.user_id); END;

CREATE TRIGGER credential_updated AFTER UPDATE ON credential
BEGIN INSERT INTO directory_change (user_id) VALUES (new.user_id), (old.user_id); END;

CREATE TRIGGER credential_deleted AFTER DELETE ON credential
BEGIN INSERT INTO directory_change (user_id) VALUES (old.user_id); END;
