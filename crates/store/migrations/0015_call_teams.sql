-- The team that a call's agent belongs to today, so that a leader's list is read from where it begins.
ALTER TABLE call ADD COLUMN agent_team TEXT;
UPDATE call SET agent_team = (SELECT p.team FROM person p WHERE p.id = call.agent_id) WHERE agent_id IS NOT NULL;
CREATE INDEX call_team ON call (agent_team, started_ms, id) WHERE agent_team IS NOT NULL;
