//! What the policies must never allow, proved for every person, thing and circumstance at once.
//!
//! An obligation (`obligations/*.cedar`) is a permit that says the most that may be allowed. The proof: whatever the
//! policies of the rulebook allow, the obligation allows too. The policies are translated to logic by Cedar's own
//! compiler and decided by cvc5; a proof that fails comes with an example, told as a sentence. Only tests run this.
//! Start reading at [`Obligation`], then [`claims`], then [`mutants`].

pub mod book;
pub mod mutants;
pub mod prover;
pub mod words;

pub use book::{Book, Obligation, ProofError, obligations};
pub use mutants::{Mutant, weaker_forbids, weaker_permits, without_forbids};
pub use prover::{Prover, in_parallel};

use cedar_policy::{PolicySet, RequestEnv};
use cedar_policy_symcc::Env;

/// One obligation about one kind of request.
pub struct Claim<'a> {
    pub obligation: &'a Obligation,
    pub env: &'a RequestEnv,
}

/// All that is to be proved.
pub fn claims<'a>(book: &'a Book, obligations: &'a [Obligation]) -> Vec<Claim<'a>> {
    let of = |obligation: &'a Obligation| {
        book.envs.iter().filter(|env| obligation.concerns(env)).map(move |env| Claim { obligation, env })
    };
    obligations.iter().flat_map(of).collect()
}

/// A request that the policies allow although the obligation does not.
pub fn counterexample(
    prover: &mut Prover,
    book: &Book,
    policies: &PolicySet,
    claim: &Claim,
) -> Result<Option<Env>, ProofError> {
    prover.beyond(&book.schema, &book::concerning(policies, claim.env), &claim.obligation.as_set(), claim.env)
}
