-- How a user's devices ring: ring_order as RingOrder numbers it; ring_seconds of a group, NULL is the usual time.
ALTER TABLE user ADD COLUMN ring_order INTEGER NOT NULL DEFAULT 0;
ALTER TABLE user ADD COLUMN ring_seconds INTEGER;

-- No call rings there.
ALTER TABLE device ADD COLUMN do_not_disturb INTEGER NOT NULL DEFAULT 0;

-- What there is to say of the result of a branch: who refused for all, where it was sent on, why nobody could wake it.
ALTER TABLE call_branch ADD COLUMN note TEXT NOT NULL DEFAULT '';
