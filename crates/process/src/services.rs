//! Names of what the product does for a flow by `run` and `undo`. The office carries them out and tests that it knows
//! each; here they stand so that an unknown one is refused when the rules are read.

/// Sorted.
pub const NAMES: &[&str] = &[
    "access.count_rights",
    "access.grant",
    "access.revoke",
    "accounts.disable",
    "accounts.hand_over",
    "accounts.move",
    "accounts.open",
    "accounts.reset",
    "archive",
    "changes.apply",
    "changes.propose",
    "changes.refuse",
    "changes.schedule",
    "customers.change",
    "customers.erase",
    "customers.stop_advertising",
    "handover.hand_on",
    "handover.recount",
    "knowledge.publish",
    "money.execute",
    "notify",
    "orders.bring_back",
    "orders.cancel",
    "orders.look",
    "orders.stop",
    "qualification.grant",
    "report.count_calls",
    "report.count_day",
    "report.count_shift",
    "report.month",
    "reviews.apply",
    "reviews.collect",
    "roster.mark_absent",
    "roster.restore",
    "routing.start_call_back",
    "routing.stop_call_back",
    "rules.publish",
    "violations.grade",
    "violations.record",
];

/// Those that undo another.
pub const UNDOING: &[&str] = &["roster.restore", "routing.stop_call_back"];
