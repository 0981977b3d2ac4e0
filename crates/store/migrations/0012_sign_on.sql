-- Identities at OpenID providers, each of which opens one account.
CREATE TABLE identity (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    -- The provider's key in the settings when it was linked.
    provider TEXT NOT NULL,
    issuer TEXT NOT NULL,
    -- Never reassigned by the issuer, unlike an e-mail address (OpenID Connect Core 1.0, section 2).
    subject TEXT NOT NULL,
    linked_ms BIGINT NOT NULL,
    -- PLAT-02: an identity is one person's.
    UNIQUE (issuer, subject)
);
CREATE INDEX identity_person ON identity (person_id, linked_ms);
