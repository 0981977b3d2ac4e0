//! Records that flows filed, kept by each party.
