-- Articles of the knowledge base and their texts, revision by revision.

-- What is read today. `number`: of the fact that last changed it. `search`: title and text in lower case.
-- `retired_ms`: when it was taken out; null: it is in.
CREATE TABLE article (
    id TEXT PRIMARY KEY,
    number BIGINT NOT NULL,
    section TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    search TEXT NOT NULL,
    revision BIGINT NOT NULL,
    published_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL,
    review_by_ms BIGINT NOT NULL,
    retired_ms BIGINT,
    retired_why TEXT
);
CREATE INDEX article_changed ON article (number);

-- Every text there ever was. `person_id`: who wrote it; `instance_id`: the flow that published it.
CREATE TABLE article_revision (
    article_id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    section TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    person_id TEXT,
    instance_id TEXT,
    PRIMARY KEY (article_id, revision)
);
