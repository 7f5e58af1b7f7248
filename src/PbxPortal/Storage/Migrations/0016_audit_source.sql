-- From where it was done: the address of a browser or program. Empty for the command line, the server, and what is older than this.
ALTER TABLE audit ADD COLUMN source TEXT NOT NULL DEFAULT '';

-- Who made the key; for older ones as the audit has it.
ALTER TABLE api_key ADD COLUMN created_by TEXT NOT NULL DEFAULT '';
UPDATE api_key SET created_by = coalesce(
    (SELECT actor FROM audit WHERE action = 'create API key' AND subject = api_key.name ORDER BY id DESC LIMIT 1), '');
