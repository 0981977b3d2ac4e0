//! Delegations (代理): who acts for an absent person, and when.
