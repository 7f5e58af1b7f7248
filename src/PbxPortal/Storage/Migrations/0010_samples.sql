-- How many were registered: one sample a minute of all domains together (domain_id 0), one in five minutes of each. A day is kept.
CREATE TABLE registration_sample (
    at INTEGER NOT NULL,
    domain_id INTEGER NOT NULL,
    users INTEGER NOT NULL,
    reachable_users INTEGER NOT NULL,
    registered INTEGER NOT NULL,
    registers INTEGER NOT NULL,
    PRIMARY KEY (at, domain_id)
) STRICT, WITHOUT ROWID;
