-- Sessions, second factors and failed sign-ins of portal accounts; phone users who sign in; phones that are being set up.

-- A phone user's account belongs to one SIP user and has no role at all.
ALTER TABLE account ADD COLUMN user_id INTEGER REFERENCES user (id) ON DELETE CASCADE;
CREATE UNIQUE INDEX account_user ON account (user_id) WHERE user_id IS NOT NULL;

-- The one-time link by which a phone user chooses his portal password; a new one takes the place of the old one.
CREATE TABLE user_invitation (
    user_id INTEGER PRIMARY KEY REFERENCES user (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    expires_at INTEGER NOT NULL
) STRICT;

-- A browser that is signed in; without its row a cookie is worth nothing.
CREATE TABLE session (
    id TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    browser TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX session_account ON session (account_id);

-- protected_key by Data Protection. last_code: the code that was accepted last, so that nobody uses it a second time.
CREATE TABLE second_factor (
    account_id INTEGER PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    protected_key TEXT NOT NULL,
    is_enabled INTEGER NOT NULL,
    last_code TEXT NOT NULL DEFAULT '',
    last_code_at INTEGER NOT NULL DEFAULT 0
) STRICT;

-- hash is the SHA-256 of the code, which is random and good once.
CREATE TABLE recovery_code (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    hash BLOB NOT NULL,
    PRIMARY KEY (account_id, hash)
) STRICT, WITHOUT ROWID;

-- account_id is no foreign key: what was tried is kept when the account is gone. No name for an account that does not exist:
-- people type their password there by mistake.
CREATE TABLE failed_sign_in (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    account_id INTEGER,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    reason INTEGER NOT NULL,
    count INTEGER NOT NULL
) STRICT;

-- A phone that is being set up. credential_id is no foreign key, because revoked credentials are deleted in time.
-- token_hash is the SHA-256 of the link's token; NULL when the app takes no link. outcome: NULL pending, 1 registered,
-- 2 cancelled, 3 expired.
CREATE TABLE phone_setup (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    credential_id INTEGER NOT NULL,
    credential_name TEXT NOT NULL,
    app TEXT NOT NULL,
    transport TEXT NOT NULL,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    token_hash BLOB UNIQUE,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    opened_at INTEGER,
    opened_from TEXT NOT NULL DEFAULT '',
    opened_by TEXT NOT NULL DEFAULT '',
    outcome INTEGER,
    ended_at INTEGER,
    device_id INTEGER
) STRICT;

CREATE INDEX phone_setup_user ON phone_setup (user_id);
CREATE INDEX phone_setup_pending ON phone_setup (id) WHERE outcome IS NULL;
