-- The UDP port at which a phone is called that sends from one and listens on another. 0 for nearly all: the port of source.
ALTER TABLE binding ADD COLUMN listening_port INTEGER NOT NULL DEFAULT 0;
