//! Bounds of a rulebook. A centre of 1,000 people with 100 queues stays far below each; beyond them something is wrong
//! with the folder, and saying so is better than reading on.

/// Files of all kinds in the folder, prompts included.
pub const FILES_MAX: usize = 5_000;
/// A text file. 20,000 people as YAML are some 4 MiB.
pub const TEXT_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// A prompt: ten minutes of 8 kHz PCM16.
pub const PROMPT_BYTES_MAX: u64 = 10 * 1024 * 1024;
/// Problems told at once. More are not read.
pub const PROBLEMS_MAX: usize = 100;
pub const PEOPLE_MAX: usize = 20_000;
pub const PHONES_MAX: usize = 20_000;
/// RFC 5321 §4.5.3.1.3: a path has at most 256 octets with its brackets.
pub const EMAIL_BYTES_MAX: usize = 254;
pub const TRUNKS_MAX: usize = 500;
pub const NUMBERS_MAX: usize = 10_000;
pub const QUEUES_MAX: usize = 1_000;
pub const FLOWS_MAX: usize = 500;
pub const NODES_MAX: usize = 500;
/// Prompts that one node plays in a row.
pub const PROMPTS_IN_A_ROW_MAX: usize = 20;
/// Dispositions of one queue, both levels. An agent chooses one in a few seconds of wrap-up.
pub const DISPOSITIONS_MAX: usize = 200;
/// Characters of a key, as `aftersale`.
pub const KEY_CHARS_MAX: usize = 64;
/// Characters of a name that people read.
pub const NAME_CHARS_MAX: usize = 80;
/// Days of holidays or make-up days in one calendar: twenty years of them.
pub const CALENDAR_DAYS_MAX: usize = 1_000;
/// Days that a right beside the post may last: a year. What is needed for longer belongs to a post.
pub const GRANT_DAYS_MAX: u32 = 366;
