-- What may be shown of a sealed value, as `138****5678`. It stands in no fact and goes with its subject's key.
-- `mark`: the end of the ciphertext, which tells the subject's values apart.
CREATE TABLE vault_mask (
    subject TEXT NOT NULL,
    mark TEXT NOT NULL,
    mask TEXT NOT NULL,
    PRIMARY KEY (subject, mark)
);

-- Whose values one case holds: an erasure looks for what was said there without a number.
CREATE INDEX subject_use_instance ON subject_use (instance_id, subject);
