//! Every list, queue, retry and timeout of the office, each with the sketch that justifies it.

use model::Millis;
use std::time::Duration;

/// Password hashes computed at once: each takes 19 MiB and one of two cores for some 40 ms.
pub const HASHES_AT_ONCE: usize = 2;
/// Log-ins waiting for a hash: 32 × 40 ms / 2 ≈ 0.7 s, the longest a person should wait. One more hears 429.
pub const HASHES_WAITING_MAX: usize = 32;
/// Longer passwords are refused before they are hashed: nobody types 256 characters, but a script sends a megabyte.
pub const PASSWORD_BYTES_MAX: usize = 256;
pub const PASSWORD_CHARS_MIN: usize = 8;
/// From here on length alone does much of the work.
pub const PASSWORD_CHARS_LONG: usize = 12;
pub const USERNAME_BYTES_MAX: usize = 64;

/// Failed log-ins are counted in windows of this length (ASVS: ≤ 10 tries in 15 min).
pub const ATTEMPT_WINDOW: Millis = Millis::from_secs(15 * 60);
pub const ATTEMPTS_PER_ACCOUNT: u32 = 10;
/// An office of 200 people behind one address, each mistyping once in the window on a Monday morning.
pub const ATTEMPTS_PER_SOURCE: u32 = 200;
/// Counters kept: 20,000 × ~100 B = 2 MB. When full, the oldest window goes.
pub const ATTEMPT_KEYS_MAX: usize = 20_000;
/// (account, address) pairs that have logged in before and are counted apart from strangers.
pub const KNOWN_SOURCES_MAX: usize = 10_000;

/// A session without a request or a live desk for so long is over (PLAT, session rules).
pub const SESSION_IDLE: Millis = Millis::from_secs(30 * 60);
/// A session is over after one shift, whatever happens.
pub const SESSION_ABSOLUTE: Millis = Millis::from_secs(12 * 3_600);
/// The idle time in the database lags at most so much behind: a touch costs a commit.
pub const SESSION_TOUCH_EVERY: Millis = Millis::from_secs(60);
/// Sessions of one person: browser at work, at home, wallboard, a script. The oldest goes.
pub const SESSIONS_PER_PERSON: usize = 10;
/// So long a fresh proof of who asks counts, for acts that need one. The policies say the same number.
pub const STEP_UP: Millis = Millis::from_secs(5 * 60);
/// Between the halves of a log-in, or of adding a factor: finding the phone and reading its code.
pub const WAITING_FOR: Millis = Millis::from_secs(5 * 60);
/// Halves that wait, each kind: 2,000 people logging in within five minutes, and room for guessers. ~1 KB each.
pub const WAITING_MAX: usize = 10_000;
/// Wrong codes for one ticket; then the password is asked for again.
pub const SECOND_FACTOR_TRIES: u32 = 5;
/// Factors of one person: an app, codes, and passkeys of some devices.
pub const FACTORS_PER_PERSON: usize = 10;
/// Identities at providers that open one account: one for each provider, and room for a change of provider.
pub const IDENTITIES_PER_PERSON: usize = 10;
/// OpenID Connect Core 1.0, section 2: a subject has at most 255 ASCII characters.
pub const SUBJECT_BYTES_MAX: usize = 255;
pub const FACTOR_NAME_CHARS_MAX: usize = 100;
/// Rights of one person that end with the post; nobody holds so many at once.
pub const GRANTS_ENDED_MAX: u32 = 500;
/// How long an API token may live: a year, as long as a certificate.
pub const TOKEN_DAYS: std::ops::RangeInclusive<i64> = 1..=366;
/// Programs of one person, each with a token of its own, and room to change them one by one.
pub const TOKENS_PER_PERSON: usize = 20;
pub const TOKEN_NAME_CHARS_MAX: usize = 100;
/// Unknown tokens of one address in [`ATTEMPT_WINDOW`]: a program with an old token that asks every 15 s. Tokens that
/// are in use already do not count and are not held up.
pub const BAD_TOKENS_PER_SOURCE: u32 = 60;
pub const USER_AGENT_CHARS_MAX: usize = 200;

/// A desk socket that closed may come back within this time before the agent is signed out (reload, Wi-Fi change).
pub const DESK_GRACE: Duration = Duration::from_secs(10);
/// The switch answers a command in microseconds; setting up a browser leg takes a few milliseconds.
pub const COMMAND_TIMEOUT: Duration = Duration::from_secs(5);
/// Commands waiting for the switch: 200 desks acting within the same 100 ms, and room.
pub const COMMANDS_WAITING_MAX: usize = 1_024;

/// Rows of one page of a list.
pub const PAGE_MAX: u32 = 200;
pub const PAGE_DEFAULT: u32 = 50;
/// Rows that a list may look at to fill one page when the reader may see only some of them.
pub const ROWS_LOOKED_AT_MAX: u32 = 2_000;
/// Span of one report: a leap year.
pub const REPORT_SPAN_MAX: Millis = Millis::from_secs(366 * 24 * 3_600);
/// Buckets of one report: a month by the hour is 744.
pub const REPORT_BUCKETS_MAX: i64 = 1_000;
/// Free text of a disposition.
pub const NOTE_CHARS_MAX: usize = 2_000;
/// Why somebody wants a number in clear; one short sentence at least.
pub const PURPOSE_CHARS: std::ops::RangeInclusive<usize> = 2..=500;

/// How often the floor's figures of the day are looked at: a day ends once.
pub const ROLL_EVERY: Duration = Duration::from_secs(60);
/// How often the office looks for sessions, API tokens and rights that ran out: whatever they keep open closes within
/// a second. It costs a look at what is in memory.
pub const SWEEP_EVERY: Duration = Duration::from_millis(500);
/// A commit within this time proves that the database can be written; else one is tried, at most so often. Balancers
/// ask every few seconds, and a trial costs one flush.
pub const WRITE_PROVEN_FOR: Duration = Duration::from_secs(5);
/// A trial that takes longer has failed: a healthy disk flushes within 50 ms.
pub const WRITE_TRIED_WITHIN: Duration = Duration::from_secs(2);

/// Requests for one recording within this time are one listening: a player fetches it in many ranges.
pub const LISTENING_IS_ONE_FOR: Millis = Millis::from_secs(10 * 60);
/// Listenings remembered: 200 quality checkers with 50 recordings in ten minutes.
pub const LISTENED_KEPT_MAX: usize = 10_000;
/// Facts of the journal in one page.
pub const FACTS_PAGE_MAX: u32 = 1_000;
/// Tasks of an inbox that a live socket keeps in mind, 24 B each; of a longer inbox every task that goes may be one.
pub const INBOX_WATCHED_MAX: usize = 1_000;
/// A report reads so far before and after its span: the longest shift, and the longest call.
pub const REPORT_LOOK_BACK: Millis = Millis::from_secs(12 * 3_600);

/// Readers of one notice: everybody of a centre of 2,000.
pub const NOTICE_READERS_MAX: usize = 2_000;
pub const NOTICE_TITLE_CHARS_MAX: usize = 200;
/// A page of text, as the forms' long fields.
pub const NOTICE_TEXT_CHARS_MAX: usize = 4_000;
/// Parties of one record: a shift's people.
pub const RECORD_PARTIES_MAX: usize = 500;
pub const QUALIFICATION_CHARS_MAX: usize = 200;
/// What one exam gives.
pub const QUALIFICATIONS_AT_ONCE_MAX: usize = 20;
/// The longest shift; without a log-in a leader's shift began so long before its end.
pub const SHIFT_MAX: Millis = Millis::from_secs(12 * 3_600);
/// Facts of a leader that are searched for the beginning of the shift: 12 hours with one act a minute.
pub const SHIFT_FACTS_MAX: u32 = 1_000;
/// Open items of one handover, as its form takes them.
pub const OPEN_ITEMS_MAX: usize = 500;
/// A holiday, a sick leave; who is away for longer has a successor.
pub const DELEGATION_SPAN_MAX: Millis = Millis::from_secs(60 * 24 * 3_600);
pub const DELEGATION_AHEAD_MAX: Millis = Millis::from_secs(366 * 24 * 3_600);
/// Deputies of one person at a time, one for each kind of work.
pub const DELEGATIONS_OF_ONE_MAX: usize = 5;
pub const DELEGATION_REASON_CHARS_MAX: usize = 200;
/// Found at once by a form's field; who is not among them types another letter.
pub const LOOKUP_MAX: usize = 20;
pub const LOOKUP_CHARS_MAX: usize = 64;
/// One file of a form: a scan of ten pages.
pub const ATTACHMENT_BYTES_MAX: usize = 10 * 1_024 * 1_024;
/// Of one person in 24 hours: twenty of the largest.
pub const ATTACHMENT_BYTES_A_DAY: u64 = 200 * 1_024 * 1_024;
/// Instances with one file that are asked whether the reader may follow them.
pub const ATTACHMENT_INSTANCES_MAX: u32 = 50;
/// Facts of a person that are searched for what they stored.
pub const PERSON_FACTS_MAX: u32 = 1_000;
/// Tasks and instances of one count of numbers: a year of 500 a day.
pub const NUMBERS_ROWS_MAX: u32 = 200_000;
/// Instances of one export, each read by itself.
pub const EXPORT_INSTANCES_MAX: u32 = 10_000;

/// How often the queue of mail is looked at when nothing wakes it.
pub const MAIL_EVERY: Duration = Duration::from_secs(15);
/// Copies in one round, one after the other over one connection.
pub const MAIL_AT_ONCE: u32 = 50;
/// One copy, from connecting to the last answer: servers hold greetings back for some seconds (RFC 5321 §4.5.3.2 allows
/// minutes, but a queue should not stand still for one).
pub const MAIL_WITHIN: Duration = Duration::from_secs(60);
/// Tries of one copy, doubling from the first span to the last: some 18 hours.
pub const MAIL_TRIES_MAX: u32 = 24;
pub const MAIL_AGAIN_AFTER: Millis = Millis::from_secs(60);
pub const MAIL_AGAIN_AFTER_MAX: Millis = Millis::from_secs(3_600);
/// Stories read for one count of numbers, of instances in which something was dropped.
pub const NUMBERS_STORIES_MAX: usize = 2_000;

/// Subjects whose keys are kept in memory, then all are forgotten at once: 50,000 × 150 bytes, the callers of a busy day.
pub const SUBJECTS_KEPT_MAX: usize = 50_000;

/// A checkpoint of the journal is signed when something was added and the last one is so old…
pub const SIGN_AFTER_MS: Millis = Millis::from_secs(60);
/// …or when so much was added: at most so many facts, a few seconds of full load, are without a signature.
pub const SIGN_AFTER_FACTS: u64 = 1_000;
/// How often it is looked whether one is due: two reads of one row.
pub const SIGN_LOOK_EVERY: Duration = Duration::from_secs(1);

/// How far ahead a right may be asked for: a quarter, as plans are made.
pub const GRANT_AHEAD_MAX: Millis = Millis::from_secs(90 * 24 * 3_600);
/// Steps in which it is looked whether a request could be decided: eight stages, a few people tried at each.
pub const CHAIN_STEPS_MAX: u32 = 400;
/// People tried at one stage: a fourth one changes nothing for the stages behind it.
pub const CHAIN_TRIES_PER_STAGE: usize = 4;
/// Uses of a right that its page shows.
pub const GRANT_USES_SHOWN: usize = 100;
/// Why somebody gets, loses or is stopped at a right.
pub const RIGHT_REASON_CHARS_MAX: usize = 4_000;
/// A suspension for longer is without an end, until somebody lifts it: 90 days.
pub const SUSPENSION_MINUTES_MAX: u32 = 90 * 24 * 60;
pub const SUSPENSIONS_SHOWN_MAX: u32 = 500;
/// Ends and warnings noted in one commit; the rest follows a second later.
pub const RIGHTS_NOTED_AT_ONCE: usize = 500;
/// A right that nobody used for so long is looked at by the quarterly check.
pub const UNUSED_RIGHT_AFTER: Millis = Millis::from_secs(30 * 24 * 3_600);
/// Of those, how many it names.
pub const RIGHTS_LISTED_MAX: usize = 50;

/// Searches for customers by one person in [`SEARCH_WITHIN`]: an agent takes a call in a minute or two. Who tries numbers
/// one by one needs years for a prefix.
pub const SEARCHES_MAX: usize = 30;
pub const SEARCH_WITHIN: Millis = Millis::from_secs(60);
/// How long a revealed value stays on the page: enough to read it out and type it once.
pub const REVEAL_OPEN: Millis = Millis::from_secs(120);
/// A consent, where the rulebook says nothing else: the length of a call.
pub const CONSENT_DEFAULT: Millis = Millis::from_secs(15 * 60);
/// Characters of one field of a customer.
pub const FIELD_CHARS_MAX: usize = 400;

/// Files of one change of the rules. What touches more is a new rulebook: the operator's folder.
pub const CHANGE_FILES_MAX: usize = 100;
/// Characters of a change's reason, scope and expected effect.
pub const CHANGE_TEXT_CHARS_MAX: usize = 2_000;
/// Days whose decisions and calls a change is held against.
pub const REPLAY_DAYS: u32 = 30;
/// Facts read for that: a month of 2,000 calls a day with 15 facts each, some 10 s in the background.
pub const REPLAY_FACTS_MAX: usize = 1_000_000;
/// Calls that are played again.
pub const REPLAY_CALLS_MAX: usize = 20_000;

/// Articles of the knowledge base: a large product range with its questions. A search reads their texts, some 20 MB.
pub const ARTICLES_MAX: u64 = 10_000;
pub const ARTICLE_TITLE_CHARS_MAX: usize = 200;
/// A long page; what is longer is several articles.
pub const ARTICLE_TEXT_CHARS_MAX: usize = 20_000;
/// Words of a search that are looked at.
pub const ARTICLE_WORDS_MAX: usize = 3;
pub const ARTICLE_WORD_CHARS_MAX: usize = 50;
/// An order's number, as another system writes it.
pub const ORDER_NUMBER_CHARS: std::ops::RangeInclusive<usize> = 1..=60;
pub const ORDER_PRODUCT_CHARS_MAX: usize = 200;
pub const ORDER_QUANTITY_MAX: u32 = 10_000;
/// 100 million yuan, in fen: what is more is a mistake in the unit.
pub const ORDER_AMOUNT_FEN_MAX: i64 = 10_000_000_000;
/// Numbers tried for a new order: of a million a day, each is free until half of them are used.
pub const ORDER_NUMBER_TRIES: u32 = 20;
