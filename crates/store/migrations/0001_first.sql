-- The journal and what is projected from it. Sections that differ stand under a `-- dialect:` line.

-- dialect: sqlite
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    kind TEXT NOT NULL,
    call_id TEXT,
    person_id TEXT,
    body TEXT NOT NULL,
    leaf BLOB NOT NULL
);
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- dialect: postgres
CREATE TABLE journal (
    seq BIGINT PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    kind TEXT NOT NULL,
    call_id TEXT,
    person_id TEXT,
    body TEXT NOT NULL,
    leaf BYTEA NOT NULL
);
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$;
CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();

-- dialect: both
CREATE INDEX journal_at ON journal (at_ms, seq);
CREATE INDEX journal_call ON journal (call_id, seq) WHERE call_id IS NOT NULL;
CREATE INDEX journal_person ON journal (person_id, seq) WHERE person_id IS NOT NULL;

CREATE TABLE checkpoint (
    size BIGINT PRIMARY KEY,
    root TEXT NOT NULL,
    peaks TEXT NOT NULL
);

CREATE TABLE person (
    id TEXT PRIMARY KEY,
    username TEXT NOT NULL CONSTRAINT person_username_unique UNIQUE,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    team TEXT,
    locale TEXT NOT NULL,
    is_active BIGINT NOT NULL CHECK (is_active IN (0, 1)),
    added_ms BIGINT NOT NULL
);
CREATE INDEX person_team ON person (team);

CREATE TABLE person_secret (
    person_id TEXT PRIMARY KEY REFERENCES person (id),
    phc TEXT NOT NULL,
    changed_ms BIGINT NOT NULL
);

CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    opened_ms BIGINT NOT NULL,
    idle_until_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    user_agent TEXT NOT NULL
);
CREATE INDEX session_person ON session (person_id);

CREATE TABLE call (
    id TEXT PRIMARY KEY,
    started_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    from_number TEXT NOT NULL,
    to_number TEXT NOT NULL,
    trunk TEXT NOT NULL,
    queue TEXT,
    agent_id TEXT,
    outcome TEXT NOT NULL CHECK (outcome IN ('ivr', 'answered', 'abandoned', 'overflowed', 'refused')),
    cause TEXT CHECK (cause IN ('customer_hung_up', 'agent_hung_up', 'flow_ended', 'cancelled', 'no_such_number',
        'overloaded', 'bad_offer', 'inactive', 'device_lost', 'service_stopped')),
    status BIGINT,
    wait_ms BIGINT NOT NULL,
    talk_ms BIGINT NOT NULL,
    hold_ms BIGINT NOT NULL,
    disposition TEXT,
    note TEXT,
    recording_id TEXT,
    is_demo BIGINT NOT NULL CHECK (is_demo IN (0, 1))
);
CREATE INDEX call_started ON call (started_ms, id);
CREATE INDEX call_queue ON call (queue, started_ms, id) WHERE queue IS NOT NULL;
CREATE INDEX call_agent ON call (agent_id, started_ms, id) WHERE agent_id IS NOT NULL;
CREATE INDEX call_open ON call (started_ms) WHERE ended_ms IS NULL;

CREATE TABLE recording (
    id TEXT PRIMARY KEY,
    call_id TEXT NOT NULL,
    started_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    duration_ms BIGINT,
    bytes BIGINT
);
CREATE INDEX recording_call ON recording (call_id);

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
