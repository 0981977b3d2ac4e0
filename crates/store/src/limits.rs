//! Limits of the store, each with the sketch that justifies it.

/// Rows of one page of any list. A page of 200 calls is about 100 KB of JSON.
pub const PAGE_MAX: u32 = 200;
/// Facts of one read of the journal: 1,000 × 300 bytes.
pub const FACTS_PAGE_MAX: u32 = 1_000;
/// Facts of one call that a page shows. A call of an hour with a place announced each 30 s has about 200.
pub const FACTS_OF_CALL_MAX: i64 = 2_000;
/// People of one centre that are loaded at once, for names and routing.
pub const PEOPLE_MAX: i64 = 10_000;
/// API tokens of one centre: a few programs each for a few people.
pub const TOKENS_MAX: i64 = 10_000;
/// Calls without an end that a start closes. A node carries at most a few thousand.
pub const OPEN_CALLS_MAX: i64 = 20_000;
/// Recordings of one call: one for each agent leg.
pub const RECORDINGS_OF_CALL_MAX: i64 = 100;

/// Readers beside the one writer. SQLite reads are short and the machine has few cores.
pub const READERS_SQLITE: u32 = 4;
pub const READERS_POSTGRES: u32 = 8;
/// How long a reader waits for a connection, and a statement for a lock, before it is an error.
pub const ACQUIRE_MS: u64 = 5_000;

/// How long the writer looks for a PostgreSQL that went away before it gives up: a restart takes 1 to 5 s, and the
/// switch's channel holds five seconds of facts at full load, minutes at a usual one.
pub const RECONNECT_MS_MAX: u64 = 15_000;
pub const RECONNECT_EVERY_MS: u64 = 100;

/// Facts between two stored checkpoints: an opening reads at most so many leaves (32 KB) to know the root.
pub const CHECKPOINT_EVERY: u64 = 1_000;
/// Prepared statements kept for each connection; the crate has about 200 texts.
pub const STATEMENTS_MAX: usize = 400;

/// People whose open tasks one inbox shows: the reader, and those for whom they stand in. Who stands in for more than
/// 31 absent people at once is not helped by a list.
pub const INBOX_PEOPLE_MAX: usize = 32;
/// Open tasks of one person that are handed over at once: 5,000 × 300 bytes.
pub const OPEN_TASKS_OF_PERSON_MAX: i64 = 5_000;
/// Tasks of one instance. The engine stops long before: an `each` over 200 members with a few returns has about 1,000.
pub const TASKS_OF_INSTANCE_MAX: i64 = 5_000;
/// Facts of one instance that a page shows: ten for each of a few hundred tasks.
pub const FACTS_OF_INSTANCE_MAX: u32 = 5_000;
/// Instances that one instance called: one `each` of 200 members, several times.
pub const CHILDREN_MAX: i64 = 1_000;
/// Texts of flows that were ever in force: 100 flows × 100 changes.
pub const DEFINITIONS_MAX: i64 = 10_000;
/// Starts by the clock: a few for each of 100 flows.
pub const STARTS_MAX: i64 = 1_000;
/// Drafts of one person; the oldest go first. One for each open task of a busy day.
pub const DRAFTS_OF_PERSON_MAX: i64 = 50;
/// Delegations that a list shows, past ones with the rest: 10,000 people are absent once a year each.
pub const DELEGATIONS_MAX: i64 = 10_000;
/// Qualifications that flows granted: a few for each of 10,000 people.
pub const QUALIFICATIONS_MAX: i64 = 100_000;
/// Rights for a time that are not over: ten for each of 10,000 people.
pub const GRANTS_OPEN_MAX: i64 = 100_000;
/// Suspensions that nobody has lifted: a few for each of 10,000 people over the years.
pub const SUSPENSIONS_OPEN_MAX: i64 = 100_000;
/// Readers of one notice: everybody.
pub const READERS_MAX: i64 = PEOPLE_MAX;
/// Rows of one millisecond in lists whose cursor is a millisecond: the most that one commit closes or sends.
pub const SAME_MS_MAX: i64 = 10_000;

/// Versions of the rules that a page shows: ten years of one a day.
pub const VERSIONS_MAX: i64 = 4_000;
/// Proposed changes that a list shows.
pub const CHANGES_MAX: i64 = 1_000;
/// Who has read one version: everybody.
pub const READERS_OF_RULES_MAX: i64 = PEOPLE_MAX;
/// Policies, and steps of flows, of the clause board.
pub const POLICY_ROWS_MAX: i64 = 5_000;

/// Keys read at once when the master key is replaced.
pub const KEYS_PAGE_MAX: i64 = 1_000;
/// Customers of one name that a search shows.
pub const NAMESAKES_MAX: i64 = 50;
/// Numbers and cards of one customer.
pub const SUBJECTS_OF_CUSTOMER_MAX: i64 = 100;
/// Cases of one customer that their page counts; the newest.
pub const CASES_OF_CUSTOMER_MAX: i64 = 200;
pub const CONSENTS_MAX: i64 = 200;
/// Reads of one customer's fields that their page shows; the journal has them all.
pub const LOOKS_MAX: i64 = 200;

/// Leaves under one stored root. A proof reads at most twice so many leaves (64 KB), and a thousand roots for each
/// million facts.
pub const SUBTREE_LEAVES: u64 = 1_024;
/// Roots of full subtrees made at once, when a journal from before they were stored is opened: 200,000 leaves.
pub const SUBTREES_AT_ONCE: u64 = 200;
/// Witnesses of one note: a department and an auditor, and room for more. A note takes 64 signatures in all.
pub const COSIGNATURES_MAX: i64 = 32;
/// Uses of rights, by person and action: a few dozen for each of a few thousand people who use any.
pub const RIGHT_USES_MAX: i64 = 100_000;
/// Violations that a page or a history reads: years of a large centre.
pub const VIOLATIONS_MAX: i64 = 2_000;
/// Items of one review: some ten rights for each of a thousand people.
pub const REVIEW_ITEMS_MAX: i64 = 20_000;
/// Facts that one sample is drawn from: reveals of a quarter in a large centre.
pub const SUBJECTS_MAX: i64 = 200_000;
/// Samples that a page shows: one a week for four years.
pub const SAMPLES_MAX: i64 = 200;
/// Teams whose calls are merged into one list. Who may see more of them, by several rights for a time, reads whole pages
/// that are filtered row by row.
pub const SCOPE_TEAMS_MAX: usize = 32;
/// Texts of one article that its page shows; the journal has them all.
pub const REVISIONS_MAX: i64 = 100;
/// Things that happened to one order that its page shows; the journal has them all.
pub const ORDER_STEPS_MAX: i64 = 200;
/// Masks that a reader keeps at hand, about 200 bytes each: the callers of a large centre's day.
pub const MASKS_KEPT_MAX: usize = 50_000;
