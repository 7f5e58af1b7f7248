-- Calls that are over; kept as long as the activity. The two ends are no foreign keys: what was called stays when a user is gone.
-- kind: 0 user, 1 trunk, 2 foreign. result and ending as CallResult and CallEnding number them; ending NULL: never answered.
CREATE TABLE call (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sip_call_id TEXT NOT NULL,
    from_tag TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    answered_at INTEGER,
    answered_by INTEGER,
    ended_at INTEGER NOT NULL,
    result INTEGER NOT NULL,
    status INTEGER NOT NULL,
    ending INTEGER,
    caller_kind INTEGER NOT NULL,
    caller_user_id INTEGER,
    caller_domain_id INTEGER,
    caller_device_id INTEGER,
    caller_address TEXT NOT NULL,
    caller_name TEXT NOT NULL,
    caller_source TEXT NOT NULL,
    callee_kind INTEGER NOT NULL,
    callee_user_id INTEGER,
    callee_domain_id INTEGER,
    callee_address TEXT NOT NULL,
    callee_name TEXT NOT NULL
) STRICT;

CREATE INDEX call_started ON call (started_at);
CREATE INDEX call_caller ON call (caller_user_id) WHERE caller_user_id IS NOT NULL;
CREATE INDEX call_callee ON call (callee_user_id) WHERE callee_user_id IS NOT NULL;

CREATE TABLE call_branch (
    call_id INTEGER NOT NULL REFERENCES call (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    device_id INTEGER,
    target TEXT NOT NULL,
    device TEXT NOT NULL,
    tried_at INTEGER NOT NULL,
    ringing_at INTEGER,
    answered_at INTEGER,
    ended_at INTEGER,
    hung_up_at INTEGER,
    result INTEGER,
    status INTEGER NOT NULL,
    PRIMARY KEY (call_id, number)
) STRICT, WITHOUT ROWID;
