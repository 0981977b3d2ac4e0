-- Second factors, employment, scopes of API tokens.
CREATE TABLE factor (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL CHECK (kind IN ('totp', 'passkey', 'recovery_codes')),
    name TEXT NOT NULL,
    added_ms BIGINT NOT NULL
);
CREATE INDEX factor_person ON factor (person_id, added_ms);

-- What a factor is checked against, as JSON: never in a fact, never shown again.
CREATE TABLE factor_secret (
    factor_id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    secret TEXT NOT NULL,
    used_ms BIGINT
);
CREATE INDEX factor_secret_person ON factor_secret (person_id);

-- AUTH-01: nobody works here without a kind of employment.
ALTER TABLE person ADD COLUMN employment TEXT NOT NULL DEFAULT 'full_time';
-- Why the next act must be a new password; null: it need not.
ALTER TABLE person ADD COLUMN must_change_reason TEXT;
-- Actions that the token is good for, as a JSON list; null: whatever its person may.
ALTER TABLE token ADD COLUMN scope TEXT;
