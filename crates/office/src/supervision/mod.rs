//! Looking after rights (监督): what is held and not used, what is asked for in vain, reviews of who holds what,
//! violations, and the work of internal audit.
//!
//! Cases run as flows; what they decide about rights is carried out by `processes::services`. Start reading at
//! [`reports`]; then [`violations`], [`reviews`], [`audit`].

pub mod audit;
pub mod reports;
pub mod reviews;
pub mod violations;

use access::{Access, Circumstances, Held, Principal};
use model::Millis;

const DAY: Millis = Millis::from_secs(24 * 3_600);

/// What comes with the posts: without any right for a time, and because of a post that a policy names. What everybody
/// has, as the own account, is nobody's right to be looked after.
pub(crate) fn standing(access: &Access, action: &str, principal: &Principal, now: Millis) -> Option<Held> {
    let bare = Principal { grants: Vec::new(), ..principal.clone() };
    let held = access.holds(action, &bare, Circumstances::at(now)).ok()?;
    let names_post = |id: &String| {
        let info = access.policies().iter().find(|info| info.words.policy == *id);
        info.is_some_and(|info| info.roles.iter().any(|role| principal.roles.contains(role)))
    };
    held.reasons.iter().any(names_post).then_some(held)
}
