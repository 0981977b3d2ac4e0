//! Names of what the product does for a flow by `run` and `undo`. The office carries them out and tests that it knows
//! each; here they stand so that an unknown one is refused when the rules are read.

/// Sorted.
pub const NAMES: &[&str] = &[
    "accounts.disable",
    "archive",
    "customers.stop_advertising",
    "handover.hand_on",
    "handover.recount",
    "knowledge.publish",
    "notify",
    "qualification.grant",
    "report.count_calls",
    "report.count_day",
    "report.count_shift",
    "report.month",
    "roster.mark_absent",
    "roster.restore",
    "routing.start_call_back",
    "routing.stop_call_back",
];

/// Those that undo another.
pub const UNDOING: &[&str] = &["roster.restore", "routing.stop_call_back"];
