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
}
