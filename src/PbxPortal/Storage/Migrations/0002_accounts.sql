-- Portal accounts, what they may do, the one-time set-up link, and keys for other programs.
-- A second factor gets a table of its own that refers to account (id).

CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    normalized_name TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    security_stamp TEXT NOT NULL,
    is_enabled INTEGER NOT NULL,
    failed_count INTEGER NOT NULL DEFAULT 0,
    locked_until INTEGER,
    created_at INTEGER NOT NULL,
    last_sign_in_at INTEGER
) STRICT;

-- role: 1 read only, 2 help desk, 3 admin, 4 owner. Without a domain it is for all, and an owner is an owner of all.
CREATE TABLE account_role (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    role INTEGER NOT NULL CHECK (role BETWEEN 1 AND 4),
    domain_id INTEGER REFERENCES domain (id) ON DELETE CASCADE,
    CHECK (role <> 4 OR domain_id IS NULL)
) STRICT;

CREATE UNIQUE INDEX account_role_once ON account_role (account_id, coalesce(domain_id, 0));
CREATE INDEX account_role_domain ON account_role (domain_id);

-- At most one row: the link of the present start. It goes when it is used and when there is an owner.
CREATE TABLE setup (
    token_hash BLOB PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- hash is the SHA-256 of the key, which has 256 random bits and so needs no salt.
CREATE TABLE api_key (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    hash BLOB NOT NULL UNIQUE,
    role INTEGER NOT NULL CHECK (role BETWEEN 1 AND 4),
    domain_id INTEGER REFERENCES domain (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at INTEGER,
    CHECK (role <> 4 OR domain_id IS NULL)
) STRICT;

CREATE INDEX api_key_domain ON api_key (domain_id);
