//! Process mining: the facts of flows as OCEL 2.0 or XES, without personal fields.
