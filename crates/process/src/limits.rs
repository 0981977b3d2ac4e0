//! Named limits of the flows.

/// Longest flow file: the longest flow of the rules has about 60 steps of 10 lines of 60 bytes.
pub const FILE_BYTES_MAX: usize = 256 * 1024;
/// Deepest nesting of a file: steps within branches within steps, each three levels of YAML.
pub const YAML_DEPTH_MAX: usize = 40;
/// Steps of one flow, all branches together.
pub const STEPS_MAX: usize = 200;
/// Stages of one approval: more signatures than levels of any organisation chart.
pub const STAGES_MAX: usize = 10;
/// How often a `goto` may be taken at most.
pub const GOTO_MAX: u32 = 100;
/// How often one task may be sent back (退回).
pub const RETURNS_MAX: u32 = 5;
/// Characters of an expression: a line that can still be read aloud.
pub const EXPRESSION_CHARS_MAX: usize = 400;
/// Nesting of an expression.
pub const EXPRESSION_DEPTH_MAX: usize = 32;
/// Longest text or list that an expression makes; longer gives `null`.
pub const VALUE_ITEMS_MAX: usize = 10_000;
/// Rules of a decision table.
pub const RULES_MAX: usize = 500;
/// Members of one `each`, tasks of one 会签.
pub const MEMBERS_MAX: usize = 500;
/// Moves of tokens within one step of the engine: 500 members of 60 quick steps.
pub const MOVES_MAX: usize = 30_000;
/// States that the check of a flow looks at before it calls the flow too large.
pub const SEARCH_STATES_MAX: usize = 50_000;
/// Days searched for work time: three years of a calendar.
pub const WORK_DAYS_SEARCHED_MAX: i64 = 1_100;
/// Longest span, in days of clock time or work days.
pub const SPAN_DAYS_MAX: i64 = 3_660;
/// Problems told of one reading.
pub const PROBLEMS_MAX: usize = 200;
/// Signers added to one task (加签).
pub const SIGNERS_MAX: usize = 20;
/// Bytes of an imported BPMN file.
pub const BPMN_BYTES_MAX: usize = 1024 * 1024;
