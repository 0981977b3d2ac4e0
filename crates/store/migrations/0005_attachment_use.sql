-- Which instances name a paper in their fields: who may follow one of them may open the paper.
CREATE TABLE attachment_use (
    attachment_id TEXT NOT NULL,
    instance_id TEXT NOT NULL,
    PRIMARY KEY (attachment_id, instance_id)
);
CREATE INDEX call_disposition ON call (disposition, started_ms) WHERE disposition IS NOT NULL;
