-- Versions of the rules, proposed changes, who has read them, and what the policies were used for.

-- A text of a version. `hash`: SHA-256 of the text, hex. No fact tells it: telephones' secrets may stand in it.
CREATE TABLE rulebook_file (
    hash TEXT PRIMARY KEY,
    text TEXT NOT NULL
);
-- A version that is or may come into force. `files`: JSON, name to hash of the text; sounds are the folder's.
CREATE TABLE rulebook_version (
    hash TEXT PRIMARY KEY,
    kept_ms BIGINT NOT NULL,
    files TEXT NOT NULL
);
-- Which version came into force when. `seq`: of the fact. `change_id`: by which approved change; null: by the folder.
CREATE TABLE rulebook_in_force (
    seq BIGINT PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    hash TEXT NOT NULL,
    change_id TEXT
);
CREATE TABLE rulebook_change (
    id TEXT PRIMARY KEY,
    instance_id TEXT NOT NULL,
    author_id TEXT NOT NULL,
    proposed_ms BIGINT NOT NULL,
    base TEXT NOT NULL,
    hash TEXT NOT NULL,
    files TEXT NOT NULL,
    reason TEXT NOT NULL,
    scope TEXT NOT NULL,
    expected TEXT NOT NULL,
    rolls_back TEXT,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'scheduled', 'applied', 'refused', 'failed')),
    due_ms BIGINT,
    settled_ms BIGINT,
    why TEXT NOT NULL DEFAULT ''
);
CREATE INDEX rulebook_change_proposed ON rulebook_change (proposed_ms, id);
CREATE UNIQUE INDEX rulebook_change_instance ON rulebook_change (instance_id);
-- What `hash` in place of `base` would do, computed when it was proposed. Made anew when it is missing.
CREATE TABLE rulebook_effect (
    base TEXT NOT NULL,
    hash TEXT NOT NULL,
    effect TEXT NOT NULL,
    PRIMARY KEY (base, hash)
);
-- `version`: hash of clauses and policies.
CREATE TABLE rules_acknowledged (
    person_id TEXT NOT NULL,
    version TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (version, person_id)
);
-- How often a policy let an act pass or stood in its way. `day`: since 1970, UTC.
CREATE TABLE policy_use (
    day BIGINT NOT NULL,
    policy TEXT NOT NULL,
    used BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    PRIMARY KEY (day, policy)
);
