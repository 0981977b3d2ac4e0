//! Limits of running flows, each with the sketch that justifies it.

use model::Millis;
use std::time::Duration;

/// Steps of the engine within one commit: an act, the services behind it (an `each` over 50 people notifies each), and
/// the flows that it calls.
pub const STEPS_AT_ONCE_MAX: usize = 2_000;
/// Instances moved within one commit: a root with the flows it calls, three deep, some in branches.
pub const FAMILY_AT_ONCE_MAX: usize = 100;
/// Tries when another process of the same database was quicker.
pub const STALE_TRIES_MAX: usize = 5;
/// Texts of earlier flows kept parsed: 40 flows in ten versions.
pub const DEFINITIONS_KEPT_MAX: usize = 400;
/// Drawings kept by hash: those of today and as many earlier ones; 20 KiB each.
pub const DRAWINGS_KEPT_MAX: usize = 200;
/// Locks before those that nobody holds are swept: 10,000 × ~100 B.
pub const FAMILIES_KEPT_MAX: usize = 10_000;

/// Bytes of a form's data: 20 texts of 4,000 characters in Chinese, three bytes each.
pub const FORM_BYTES_MAX: usize = 256 * 1_024;
/// Mistakes told of one form.
pub const FORM_PROBLEMS_MAX: usize = 100;
/// Ids in one form that may name its customer or call: two or three, and the files.
pub const IDS_LOOKED_UP_MAX: usize = 8;
/// Drafts are larger than forms by nothing.
pub const DRAFT_BYTES_MAX: usize = FORM_BYTES_MAX;
pub const DRAFT_KEY_CHARS_MAX: usize = 120;
/// State of an ended instance; what is longer is told by its facts.
pub const ENDED_STATE_BYTES_MAX: usize = 2 * 1_024;
/// Instances that one message wakes: a parcel's number stands in one, an announcement in a hundred.
pub const MESSAGE_TAKERS_MAX: u32 = 100;
/// Tasks done with one click.
pub const BATCH_MAX: usize = 100;

/// Facts of one story: a flow of 60 steps, each done five times, with three facts for each.
pub const STORY_FACTS_MAX: u32 = 1_000;
/// Instances that one page may look at.
pub const INSTANCES_SHOWN_MAX: u32 = 200;
/// Instances that a change of a flow looks at, in pages.
pub const MIGRATION_PAGE: u32 = 200;
pub const MIGRATION_MAX: usize = 20_000;
/// Tasks of one person that go to others at once when they leave.
pub const LEAVING_TASKS_MAX: usize = 5_000;

/// How often the clock looks for what is due: a deadline is noticed within a second.
pub const TICK_EVERY: Duration = Duration::from_secs(1);
/// Instances moved by the clock in one tick: 200 × 2 ms.
pub const DUE_AT_ONCE: u32 = 200;
/// Timers of one instance in one commit.
pub const TIMERS_AT_ONCE: usize = 500;
/// A start that was missed for no longer is made up for, late; an older one is only noted.
pub const LATE_START_MAX: Millis = Millis::from_secs(24 * 3_600);
/// Starts of one schedule in one tick: a day of an hourly one, and room.
pub const STARTS_AT_ONCE: usize = 50;
/// An instance that could not be moved is tried again after this time, doubled each time up to the second.
pub const FAILED_AGAIN_AFTER: Millis = Millis::from_secs(30);
pub const FAILED_AGAIN_AFTER_MAX: Millis = Millis::from_secs(3_600);
/// Failures remembered.
pub const FAILURES_KEPT_MAX: usize = 10_000;
/// How often people and rights are read again for what runs out by itself, as a qualification.
pub const RIGHTS_READ_EVERY: Millis = Millis::from_secs(15 * 60);
/// One task that a handover gives to its new owner: a commit takes milliseconds, and two handovers may wait for each
/// other's turn.
pub const HAND_ON_WITHIN: std::time::Duration = std::time::Duration::from_secs(5);
