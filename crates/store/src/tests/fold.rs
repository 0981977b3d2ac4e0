//! Every table of flows is made of facts alone: the journal's facts, committed again in one go, give the same rows.
