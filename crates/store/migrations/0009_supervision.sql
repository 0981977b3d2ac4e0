-- Looking after rights: what was used and what was refused, violations, reviews, samples of the audit.

-- By person and action; only what leaves a fact can be counted.
CREATE TABLE right_use (
    person_id TEXT NOT NULL,
    action TEXT NOT NULL,
    last_ms BIGINT NOT NULL,
    uses BIGINT NOT NULL,
    PRIMARY KEY (person_id, action)
);

CREATE TABLE right_refusal (
    -- UTC days since 1970: a report sums a span of them.
    day BIGINT NOT NULL,
    person_id TEXT NOT NULL,
    action TEXT NOT NULL,
    times BIGINT NOT NULL,
    last_ms BIGINT NOT NULL,
    PRIMARY KEY (day, person_id, action)
);

-- The ledger. Tier 0: taken back.
CREATE TABLE violation (
    instance_id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    recorded_ms BIGINT NOT NULL,
    tier BIGINT NOT NULL CHECK (tier BETWEEN 0 AND 3),
    what TEXT NOT NULL,
    points BIGINT NOT NULL,
    restricted_until_ms BIGINT
);
CREATE INDEX violation_person ON violation (person_id, recorded_ms);
CREATE INDEX violation_recorded ON violation (recorded_ms);

CREATE TABLE review_item (
    instance_id TEXT NOT NULL,
    item TEXT NOT NULL,
    reviewer_id TEXT NOT NULL,
    holder_id TEXT NOT NULL,
    capability TEXT NOT NULL,
    grant_id TEXT,
    is_sensitive BIGINT NOT NULL CHECK (is_sensitive IN (0, 1)),
    last_used_ms BIGINT,
    uses BIGINT NOT NULL,
    peers_percent BIGINT NOT NULL,
    verdict TEXT CHECK (verdict IN ('keep', 'reduce', 'revoke', 'handed_up')),
    decided_by_id TEXT,
    decided_ms BIGINT,
    decided_why TEXT,
    PRIMARY KEY (instance_id, item)
);

-- What an audit can draw from: the facts of its subjects, by time.
CREATE TABLE audit_subject (
    subject TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (subject, at_ms, seq)
);

CREATE TABLE audit_sample (
    -- Seq of its fact.
    number BIGINT PRIMARY KEY,
    id TEXT NOT NULL CONSTRAINT audit_sample_id_unique UNIQUE,
    drawn_ms BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    from_ms BIGINT NOT NULL,
    until_ms BIGINT NOT NULL,
    seed BIGINT NOT NULL,
    population BIGINT NOT NULL,
    -- JSON: numbers of the facts.
    drawn TEXT NOT NULL
);

-- The last signed root of each week stands in the audit report.
CREATE INDEX signed_checkpoint_at ON signed_checkpoint (at_ms, size);
