-- Nothing was ever written to the table that the first version made. user: the one for whom alone the address is not heard, or ''.
-- spares_registered: devices are registered from there, and go on being heard. round: the how manieth ban within a day of the last.
DROP TABLE ban;

CREATE TABLE ban (
    network TEXT NOT NULL,
    user TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER,
    made_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    tries INTEGER NOT NULL,
    round INTEGER NOT NULL,
    spares_registered INTEGER NOT NULL,
    PRIMARY KEY (network, user)
) STRICT, WITHOUT ROWID;

-- Never limited and never banned.
CREATE TABLE allowed_network (
    network TEXT PRIMARY KEY,
    remark TEXT NOT NULL,
    since INTEGER NOT NULL,
    made_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
