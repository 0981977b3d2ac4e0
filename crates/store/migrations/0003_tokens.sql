-- API tokens of programs: found by the hash of the token, which itself is never stored. A revoked one is deleted.
CREATE TABLE token (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL CONSTRAINT token_hash_unique UNIQUE,
    person_id TEXT NOT NULL REFERENCES person (id),
    name TEXT NOT NULL,
    issued_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    used_ms BIGINT
);
CREATE INDEX token_person ON token (person_id, issued_ms);
