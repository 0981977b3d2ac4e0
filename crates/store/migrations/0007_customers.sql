-- Personal values are sealed: the keys of their subjects, how equal values are found, customers, and who looked at what.

-- The number as it may be shown, and whose key it is sealed with.
ALTER TABLE call ADD COLUMN from_shown TEXT NOT NULL DEFAULT '';
ALTER TABLE call ADD COLUMN from_subject TEXT;
CREATE INDEX call_subject ON call (from_subject, started_ms, id) WHERE from_subject IS NOT NULL;

-- One data key for each subject, wrapped by the master key of this number. Gone: nothing of the subject opens again.
CREATE TABLE vault_key (
    subject TEXT PRIMARY KEY,
    master BIGINT NOT NULL,
    wrapped TEXT NOT NULL
);
CREATE INDEX vault_key_master ON vault_key (master, subject);

-- Finds a subject by a keyed hash of a value. Names may be shared.
CREATE TABLE vault_index (
    class TEXT NOT NULL,
    blind TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (class, blind, subject)
);
CREATE INDEX vault_index_subject ON vault_index (subject);

CREATE TABLE customer (
    -- Seq of the fact that added it: the order of lists.
    number BIGINT PRIMARY KEY,
    id TEXT NOT NULL CONSTRAINT customer_id_unique UNIQUE,
    -- Sealed, each of them.
    phone TEXT,
    name TEXT,
    id_card TEXT,
    bank_card TEXT,
    address TEXT,
    note TEXT,
    added_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL,
    held_ms BIGINT,
    held_why TEXT,
    erased_ms BIGINT,
    erased_why TEXT
);

-- A person called from several numbers, each with a key of its own.
CREATE TABLE customer_subject (
    subject TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL
);
CREATE INDEX customer_subject_customer ON customer_subject (customer_id);

CREATE TABLE consent (
    number BIGINT PRIMARY KEY,
    customer_id TEXT NOT NULL,
    field TEXT NOT NULL,
    person_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    call_id TEXT,
    instance_id TEXT,
    given_ms BIGINT NOT NULL,
    until_ms BIGINT NOT NULL,
    withdrawn_ms BIGINT
);
CREATE INDEX consent_customer ON consent (customer_id, number);

CREATE TABLE customer_look (
    number BIGINT PRIMARY KEY,
    customer_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    field TEXT NOT NULL,
    purpose TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    until_ms BIGINT NOT NULL
);
CREATE INDEX customer_look_customer ON customer_look (customer_id, number);

-- Instances whose fields hold values of a subject.
CREATE TABLE subject_use (
    subject TEXT NOT NULL,
    instance_id TEXT NOT NULL,
    PRIMARY KEY (subject, instance_id)
);
