-- A start looks for recordings that a crash cut off; among millions of ended ones they must be found at once.
CREATE INDEX recording_open ON recording (started_ms) WHERE ended_ms IS NULL;
