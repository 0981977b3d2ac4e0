//! Numbers of flows: how long, how late, how often again, from facts.
