-- Where requests to a binding pass first (RFC 3327): the values of Path, separated by commas. Empty for nearly all.
ALTER TABLE binding ADD COLUMN path TEXT NOT NULL DEFAULT '';
