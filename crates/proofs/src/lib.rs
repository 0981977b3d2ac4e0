//! What the policies must never allow, proved for every person, thing and circumstance at once.
