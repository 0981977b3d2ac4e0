//! Every action of the product as a type. The schema, the capabilities and the golden matrix name the same ones.

use crate::Action;

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub struct $name;
            impl Action for $name {
                const NAME: &'static str = $text;
            }
        )*
        /// All names, in the order of this file.
        pub const ALL: &[&str] = &[$($text),*];
    };
}

actions! {
    /// Use the own desk: sign in to the exchange, browser phone.
    UseDesk = "desk:use";
    /// Go ready: calls will be offered.
    TakeCalls = "desk:take_calls";
    /// Answer, hold, hang up, send digits, end wrap-up of the own call.
    ControlCall = "call:control";
    /// Set the disposition of the own call.
    SetDisposition = "call:set_disposition";
    /// See a call in lists and open its steps. Lists are filtered by this, call by call.
    ViewCall = "call:view";
    /// Hear a recording.
    PlayRecording = "recording:play";
    /// See a customer's number in clear.
    RevealNumber = "number:reveal";
    /// Floor and wallboard: all queues and agents, live.
    ViewFloor = "floor:view";
    /// Reports and their figures.
    ViewReports = "report:view";
    /// See who works here.
    ViewPeople = "people:view";
    /// Disable and enable an account, end its sessions.
    ManagePeople = "people:manage";
    /// Read the rulebook in force.
    ViewRulebook = "rulebook:view";
    /// Read and export the journal.
    ViewJournal = "journal:view";
    /// Open the catalogue of flows and read their texts.
    ViewFlows = "flow:view";
    /// Start a flow by hand. Whether this start is theirs, the flow says itself.
    StartFlow = "flow:start";
    /// Move running instances to the text in force.
    MigrateFlow = "flow:migrate";
    /// Export what happened in flows, as OCEL or XES.
    ExportFlows = "flow:export";
    /// Follow an instance: its fields, its story, where it stands.
    ViewInstance = "instance:view";
    /// Send an instance one of its messages, as `cancel`.
    SendMessage = "instance:message";
    /// Claim, complete, return a task, or ask for an opinion on it.
    DoTask = "task:do";
    /// Give a task to somebody else.
    ReassignTask = "task:reassign";
    /// Name a deputy for a span.
    GiveDelegation = "delegation:give";
    /// Send a notice to people, posts or teams.
    SendNotice = "notice:send";
    /// See who has read a notice and who has not. Asked of its sender.
    ViewNoticeReaders = "notice:view_readers";
    /// See the records that flows keep. Own ones are asked of the own account.
    ViewRecords = "record:view";
    /// Store a file for a form.
    Attach = "attachment:add";
    /// Find people, queues and teams by name, to put them into a form.
    LookUp = "people:look_up";
    /// See who holds which right, why and until when; reports about rights. Own ones are asked of the own account.
    ViewAccess = "access:view";
    /// Ask for a right, for the own account.
    RequestAccess = "access:request";
    /// Put an approved request into force: exactly what was approved.
    ApplyGrant = "access:apply";
    /// End somebody's right before its time.
    RevokeGrant = "access:revoke";
    /// Stop one or all rights of a person at once.
    SuspendRights = "access:suspend";
    /// Give suspended rights back.
    LiftSuspension = "access:lift";
    /// Take a right in an emergency, for a short time, reviewed afterwards.
    BreakGlass = "access:break_glass";
    /// See violations, their cases and what they led to. Own ones are asked of the own account.
    ViewViolations = "violation:view";
    /// Draw samples, see the evidence behind them, open and close findings.
    Audit = "audit:work";
    /// Find a customer by number or name.
    FindCustomer = "customer:find";
    /// Open a customer's page, masked.
    ViewCustomer = "customer:view";
    /// Add a customer or change what is known of one.
    EditCustomer = "customer:edit";
    /// Destroy the keys of a customer's data.
    EraseCustomer = "customer:erase";
    /// Set and lift a legal hold.
    HoldCustomer = "customer:hold";
    /// Note that the customer agrees to a reveal.
    RecordConsent = "consent:record";
    /// See a customer's identity card number in clear.
    RevealIdCard = "id_card:reveal";
    /// See a customer's bank card number in clear.
    RevealBankCard = "bank_card:reveal";
    /// Own password, second factors and sessions.
    SecureAccount = "account:secure";
    /// Open an account after an approved request.
    OpenAccount = "account:open";
    /// Give a person another post or team, after an approved request.
    MoveAccount = "account:move";
    /// Issue and revoke own API tokens.
    IssueToken = "token:issue";
    /// Propose a change of the rulebook and see its effect.
    ProposeChange = "rulebook:propose";
    /// Put an approved change of the rulebook into force.
    ApplyChange = "rulebook:apply";
    /// Confirm to have read the rules of a version.
    AcknowledgeRules = "rules:acknowledge";
    /// Carry out an approved change of money in a customer's account.
    ExecuteMoney = "money:execute";
    /// Read the knowledge base.
    ViewKnowledge = "knowledge:view";
    /// Publish, confirm and take out articles of a section.
    EditKnowledge = "knowledge:edit";
    /// See an order, its address masked for who does not serve the customer.
    ViewOrder = "order:view";
    /// Take an order for a customer.
    TakeOrder = "order:take";
    /// Give an order another address or product, or cancel it: before it is shipped (AUTH-17).
    ChangeOrder = "order:change";
    /// Mark orders shipped, delivered and returned, and bring in those of other systems.
    ShipOrder = "order:ship";
    /// Submit that a shipped order is stopped or fetched back, after its approval (AUTH-18).
    StopOrder = "order:stop";
}
