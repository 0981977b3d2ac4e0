-- Running flows, and what people get from them: tasks, notices, records, papers. Sections that differ stand under a
-- `-- dialect:` line: SQLite keeps an index-organised table as such, so that a finished instance stays small.

ALTER TABLE person ADD COLUMN email TEXT;

CREATE TABLE flow_definition (
    hash TEXT PRIMARY KEY,
    flow TEXT NOT NULL,
    version BIGINT NOT NULL,
    text TEXT NOT NULL,
    kept_ms BIGINT NOT NULL
);
-- A start asks which texts are known; it must not read the texts.
CREATE INDEX flow_definition_kept ON flow_definition (kept_ms, hash);

-- dialect: sqlite
CREATE TABLE instance (
    -- Seq of its first fact: what people call it by, and the order of all lists, also when a clock jumped.
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL CONSTRAINT instance_id_unique UNIQUE,
    flow TEXT NOT NULL,
    version BIGINT NOT NULL,
    definition TEXT NOT NULL,
    applicant_id TEXT,
    -- NULL: itself.
    root_id TEXT,
    parent_id TEXT,
    parent_call BIGINT,
    started_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    end_key TEXT,
    revision BIGINT NOT NULL DEFAULT 0,
    next_due_ms BIGINT,
    is_demo BIGINT NOT NULL CHECK (is_demo IN (0, 1)),
    state TEXT NOT NULL DEFAULT ''
);
CREATE TABLE instance_fact (
    number BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (number, seq)
) WITHOUT ROWID;
CREATE TABLE instance_person (
    person_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (person_id, number)
) WITHOUT ROWID;
CREATE TABLE task_person (
    person_id TEXT NOT NULL,
    due_ms BIGINT NOT NULL,
    opened_ms BIGINT NOT NULL,
    instance_id TEXT NOT NULL,
    task BIGINT NOT NULL,
    flow TEXT NOT NULL,
    PRIMARY KEY (person_id, due_ms, opened_ms, instance_id, task)
) WITHOUT ROWID;
CREATE TABLE attachment_bytes (
    id TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
);

-- dialect: postgres
CREATE TABLE instance (
    number BIGINT PRIMARY KEY,
    id TEXT NOT NULL CONSTRAINT instance_id_unique UNIQUE,
    flow TEXT NOT NULL,
    version BIGINT NOT NULL,
    definition TEXT NOT NULL,
    applicant_id TEXT,
    root_id TEXT,
    parent_id TEXT,
    parent_call BIGINT,
    started_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    end_key TEXT,
    revision BIGINT NOT NULL DEFAULT 0,
    next_due_ms BIGINT,
    is_demo BIGINT NOT NULL CHECK (is_demo IN (0, 1)),
    state TEXT NOT NULL DEFAULT ''
);
CREATE TABLE instance_fact (
    number BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (number, seq)
);
CREATE TABLE instance_person (
    person_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (person_id, number)
);
CREATE TABLE task_person (
    person_id TEXT NOT NULL,
    due_ms BIGINT NOT NULL,
    opened_ms BIGINT NOT NULL,
    instance_id TEXT NOT NULL,
    task BIGINT NOT NULL,
    flow TEXT NOT NULL,
    PRIMARY KEY (person_id, due_ms, opened_ms, instance_id, task)
);
CREATE TABLE attachment_bytes (
    id TEXT PRIMARY KEY,
    bytes BYTEA NOT NULL
);

-- dialect: both
CREATE INDEX instance_flow ON instance (flow, number);
CREATE INDEX instance_applicant ON instance (applicant_id, number) WHERE applicant_id IS NOT NULL;
CREATE INDEX instance_started ON instance (started_ms);
CREATE INDEX instance_ended ON instance (ended_ms) WHERE ended_ms IS NOT NULL;
CREATE INDEX instance_open ON instance (number) WHERE ended_ms IS NULL;
CREATE INDEX instance_open_flow ON instance (flow, number, definition) WHERE ended_ms IS NULL;
CREATE INDEX instance_due ON instance (next_due_ms, number) WHERE next_due_ms IS NOT NULL;
CREATE INDEX instance_parent ON instance (parent_id, number) WHERE parent_id IS NOT NULL;
-- The inbox is one index range of `task_person`: due (the largest number: never), then opened. Open tasks only.
CREATE INDEX task_person_task ON task_person (instance_id, task);

CREATE TABLE instance_wait (
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    instance_id TEXT NOT NULL,
    PRIMARY KEY (name, key, instance_id)
);
CREATE INDEX instance_wait_instance ON instance_wait (instance_id);

CREATE TABLE task (
    instance_id TEXT NOT NULL,
    task BIGINT NOT NULL,
    flow TEXT NOT NULL,
    step TEXT NOT NULL,
    stage BIGINT,
    kind TEXT NOT NULL CHECK (kind IN ('step', 'opinion', 'repair')),
    opened_ms BIGINT NOT NULL,
    due_ms BIGINT,
    holder_id TEXT,
    claimed_ms BIGINT,
    escalated_ms BIGINT,
    closed_ms BIGINT,
    outcome TEXT,
    actor_id TEXT,
    by_id TEXT,
    PRIMARY KEY (instance_id, task)
);
CREATE INDEX task_due ON task (due_ms, opened_ms, instance_id, task) WHERE closed_ms IS NULL AND due_ms IS NOT NULL;
CREATE INDEX task_open ON task (opened_ms) WHERE closed_ms IS NULL;
CREATE INDEX task_closed ON task (closed_ms) WHERE closed_ms IS NOT NULL;
CREATE INDEX task_done ON task (by_id, closed_ms) WHERE by_id IS NOT NULL;
-- Only what somebody else did for them: the rest is in `task_done`.
CREATE INDEX task_done_for ON task (actor_id, closed_ms) WHERE actor_id <> by_id;

CREATE TABLE scheduled_start (
    flow TEXT NOT NULL,
    start_key TEXT NOT NULL,
    due_ms BIGINT NOT NULL,
    instance_id TEXT,
    PRIMARY KEY (flow, start_key, due_ms)
);

CREATE TABLE draft (
    person_id TEXT NOT NULL,
    key TEXT NOT NULL,
    data TEXT NOT NULL,
    saved_ms BIGINT NOT NULL,
    PRIMARY KEY (person_id, key)
);

CREATE TABLE delegation (
    id TEXT PRIMARY KEY,
    absent_id TEXT NOT NULL,
    deputy_id TEXT NOT NULL,
    from_ms BIGINT NOT NULL,
    until_ms BIGINT NOT NULL,
    reason TEXT NOT NULL,
    ended_ms BIGINT
);
CREATE INDEX delegation_until ON delegation (until_ms, id);

CREATE TABLE notice (
    id TEXT PRIMARY KEY,
    sent_ms BIGINT NOT NULL,
    from_id TEXT,
    instance_id TEXT,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    text TEXT NOT NULL,
    fields TEXT NOT NULL,
    must_acknowledge BIGINT NOT NULL CHECK (must_acknowledge IN (0, 1)),
    reader_count BIGINT NOT NULL
);
CREATE INDEX notice_from ON notice (from_id, sent_ms, id) WHERE from_id IS NOT NULL;

CREATE TABLE notice_reader (
    notice_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    sent_ms BIGINT NOT NULL,
    must_acknowledge BIGINT NOT NULL,
    read_ms BIGINT,
    acknowledged_ms BIGINT,
    mailed_ms BIGINT,
    mail_failed_ms BIGINT,
    PRIMARY KEY (notice_id, person_id)
);
CREATE INDEX notice_reader_person ON notice_reader (person_id, sent_ms, notice_id);
-- What the reader still has to read or to acknowledge.
CREATE INDEX notice_reader_open ON notice_reader (person_id, sent_ms, notice_id)
    WHERE read_ms IS NULL OR (must_acknowledge = 1 AND acknowledged_ms IS NULL);
CREATE INDEX notice_reader_acknowledged ON notice_reader (notice_id) WHERE acknowledged_ms IS NOT NULL;

CREATE TABLE mail (
    notice_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    due_ms BIGINT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (notice_id, person_id)
);
CREATE INDEX mail_due ON mail (due_ms);

CREATE TABLE record (
    id TEXT PRIMARY KEY,
    instance_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    kept_ms BIGINT NOT NULL,
    -- JSON list of ids, in the order of the fact.
    parties TEXT NOT NULL,
    fields TEXT NOT NULL
);
CREATE INDEX record_kept ON record (kept_ms, id);
CREATE INDEX record_kind ON record (kind, kept_ms, id);
CREATE INDEX record_instance ON record (instance_id);

CREATE TABLE record_party (
    person_id TEXT NOT NULL,
    kept_ms BIGINT NOT NULL,
    record_id TEXT NOT NULL,
    PRIMARY KEY (person_id, kept_ms, record_id)
);

CREATE TABLE qualification (
    person_id TEXT NOT NULL,
    qualification TEXT NOT NULL,
    granted_ms BIGINT NOT NULL,
    until_ms BIGINT,
    instance_id TEXT,
    PRIMARY KEY (person_id, qualification)
);

CREATE TABLE attachment (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    stored_ms BIGINT NOT NULL
);
