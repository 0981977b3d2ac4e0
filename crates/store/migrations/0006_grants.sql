-- Rights for a time, suspensions. The register of AUTH-36: a row is never taken away, what ends is noted beside it.

CREATE TABLE grant_held (
    -- Seq of the fact that gave it: the order of all lists, also when a clock jumped.
    number BIGINT PRIMARY KEY,
    id TEXT NOT NULL CONSTRAINT grant_held_id_unique UNIQUE,
    person_id TEXT NOT NULL,
    capability TEXT NOT NULL,
    covers TEXT NOT NULL CHECK (covers IN ('centre', 'team', 'customer')),
    scope_id TEXT,
    from_ms BIGINT NOT NULL,
    until_ms BIGINT NOT NULL,
    given_ms BIGINT NOT NULL,
    instance_id TEXT,
    why TEXT NOT NULL,
    cautions TEXT NOT NULL,
    -- JSON: stage, person, time and opinion of each who agreed.
    approvals TEXT NOT NULL,
    is_joint BIGINT NOT NULL CHECK (is_joint IN (0, 1)),
    is_break_glass BIGINT NOT NULL CHECK (is_break_glass IN (0, 1)),
    is_demo BIGINT NOT NULL CHECK (is_demo IN (0, 1)),
    replaces_id TEXT,
    -- From when on another one holds in its place.
    replaced_ms BIGINT,
    replaced_by_id TEXT,
    revoked_ms BIGINT,
    revoked_by_id TEXT,
    revoked_why TEXT,
    expired_ms BIGINT,
    warned_ms BIGINT,
    last_used_ms BIGINT,
    uses BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT grant_held_period CHECK (until_ms > from_ms),
    CONSTRAINT grant_held_scope CHECK ((covers = 'centre') = (scope_id IS NULL))
);
CREATE INDEX grant_held_person ON grant_held (person_id, number);
CREATE INDEX grant_held_capability ON grant_held (capability, number);
-- Neither revoked nor noted as ended: what a start of the service and the clock look at.
CREATE INDEX grant_held_open ON grant_held (until_ms, number) WHERE revoked_ms IS NULL AND expired_ms IS NULL;

CREATE TABLE suspension (
    number BIGINT PRIMARY KEY,
    id TEXT NOT NULL CONSTRAINT suspension_id_unique UNIQUE,
    person_id TEXT NOT NULL,
    -- NULL: everything the person may do.
    capability TEXT,
    since_ms BIGINT NOT NULL,
    -- NULL: until it is lifted.
    until_ms BIGINT,
    reason TEXT NOT NULL,
    call_id TEXT,
    instance_id TEXT,
    by_id TEXT,
    lifted_ms BIGINT,
    lifted_by_id TEXT,
    lifted_why TEXT,
    CONSTRAINT suspension_period CHECK (until_ms IS NULL OR until_ms > since_ms)
);
CREATE INDEX suspension_person ON suspension (person_id, number);
CREATE INDEX suspension_open ON suspension (number) WHERE lifted_ms IS NULL;
