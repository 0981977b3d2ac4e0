-- What the service signed about its journal, and who else has seen it.

-- A note (C2SP tlog-checkpoint) about the first `size` facts. A size is signed once.
CREATE TABLE signed_checkpoint (
    size BIGINT PRIMARY KEY,
    note TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);

-- A witness's signature line of that note (C2SP tlog-cosignature). `seen_ms`: when, as the witness says.
CREATE TABLE cosignature (
    size BIGINT NOT NULL REFERENCES signed_checkpoint (size),
    witness TEXT NOT NULL,
    line TEXT NOT NULL,
    seen_ms BIGINT NOT NULL,
    PRIMARY KEY (size, witness)
);

-- Roots of full subtrees of 1,024 leaves, hexadecimal, so that a proof over millions of facts reads few rows. Made from
-- the leaves by the job that signs; a wrong one makes a proof that does not hold.
CREATE TABLE subtree (
    number BIGINT PRIMARY KEY,
    root TEXT NOT NULL
);
