//! The policies of the rulebook under proof. A failing proof prints a request that should not be allowed; a damage that
//! breaks no proof means that an obligation is missing in `obligations/`.

use cedar_policy::{Effect, Policy, RequestEnv};
use proofs::book::{concerning, set_of, speaks_of};
use proofs::{
    Book, Claim, Mutant, Obligation, ProofError, Prover, claims, counterexample, in_parallel, obligations,
    weaker_forbids, weaker_permits, without_forbids, words,
};
use std::path::{Path, PathBuf};
use std::time::Instant;

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn book() -> Book {
    Book::read(&here().join("../../rulebook/policies")).unwrap_or_else(|error| panic!("{error}"))
}

fn all_obligations() -> Vec<Obligation> {
    obligations(&here().join("obligations")).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_obligation_holds() {
    let (book, obligations, began) = (book(), all_obligations(), Instant::now());
    let claims = claims(&book, &obligations);
    let policies = book.whole();
    let answers = in_parallel(&claims, |prover, claim| counterexample(prover, &book, &policies, claim));
    let answers = answers.unwrap_or_else(|error| panic!("{error}"));
    let broken: Vec<String> = claims
        .iter()
        .zip(&answers)
        .filter_map(|(claim, found)| Some(words::sentence(found.as_ref()?, claim.obligation)))
        .collect();
    assert!(broken.is_empty(), "the policies allow what they must not:\n{}", broken.join("\n"));
    println!("{} obligations hold in {} kinds of request ({:.1?})", obligations.len(), claims.len(), began.elapsed());
}

/// P8.
#[test]
fn no_policy_meets_an_error() {
    let (book, began) = (book(), Instant::now());
    let pairs = pairs(&book);
    let answers = in_parallel(&pairs, |prover, (policy, env)| prover.error_of(&book.schema, policy, env));
    let answers = answers.unwrap_or_else(|error| panic!("{error}"));
    for ((policy, _), found) in pairs.iter().zip(&answers) {
        assert!(found.is_none(), "{} cannot be evaluated: {}", policy.id(), words::situation(found.as_ref().unwrap()));
    }
    println!("{} evaluations never fail ({:.1?})", pairs.len(), began.elapsed());
}

/// P9.
#[test]
fn no_policy_is_dead_or_said_by_another() {
    let (book, began) = (book(), Instant::now());
    let answers = in_parallel(&book.policies, |prover, policy| idle(prover, &book, policy));
    let idle: Vec<String> = answers.unwrap_or_else(|error| panic!("{error}")).into_iter().flatten().collect();
    assert!(idle.is_empty(), "policies that change nothing:\n{}", idle.join("\n"));
    println!("{} policies, each changes something ({:.1?})", book.policies.len(), began.elapsed());
}

#[test]
fn every_forbid_is_needed_by_a_proof() {
    let book = book();
    each_is_noticed(&book, without_forbids(&book), true);
}

#[test]
fn no_condition_can_go_unnoticed() {
    let book = book();
    let mutants = weaker_forbids(&book).into_iter().chain(weaker_permits(&book)).collect();
    each_is_noticed(&book, mutants, false);
}

/// Each damage breaks a proof, or the compiler refuses it. `is_told`: print the first example of each.
fn each_is_noticed(book: &Book, mutants: Vec<Mutant>, is_told: bool) {
    let (obligations, began) = (all_obligations(), Instant::now());
    let claims = claims(book, &obligations);
    let answers = in_parallel(&mutants, |prover, mutant| noticed(prover, book, &claims, mutant));
    let answers = answers.unwrap_or_else(|error| panic!("{error}"));
    let mut unnoticed = Vec::new();
    for (mutant, answer) in mutants.iter().zip(&answers) {
        match answer {
            Some(tale) if is_told => println!("{}\n{tale}\n", mutant.what),
            Some(_) => {}
            None => unnoticed.push(mutant.what.as_str()),
        }
    }
    assert!(unnoticed.is_empty(), "no proof notices:\n{}", unnoticed.join("\n"));
    println!("{} damages, all noticed ({:.1?})", mutants.len(), began.elapsed());
}

/// What the first broken proof tells.
fn noticed(prover: &mut Prover, book: &Book, claims: &[Claim], mutant: &Mutant) -> Result<Option<String>, ProofError> {
    let mut concerned: Vec<&Claim> = claims.iter().filter(|claim| mutant.concerns(claim.env)).collect();
    concerned.sort_by_cached_key(|claim| distance(book, mutant, claim.obligation));
    for claim in concerned {
        match counterexample(prover, book, &mutant.policies, claim) {
            Ok(Some(example)) => return Ok(Some(words::sentence(&example, claim.obligation))),
            Ok(None) => {}
            Err(ProofError::Untyped(why)) => return Ok(Some(format!("refused: {why}"))),
            Err(other) => return Err(other),
        }
    }
    Ok(mutant.says_the_same(prover, book)?.then(|| "changes nothing".to_owned()))
}

/// How many kinds of request only one of the two speaks of: what is about this very thing is asked first.
fn distance(book: &Book, mutant: &Mutant, obligation: &Obligation) -> usize {
    book.envs.iter().filter(|env| mutant.concerns(env) != obligation.concerns(env)).count()
}

fn pairs(book: &Book) -> Vec<(&Policy, &RequestEnv)> {
    let of = |policy| book.envs.iter().filter(move |env| speaks_of(policy, env)).map(move |env| (policy, env));
    book.policies.iter().flat_map(of).collect()
}

/// Why a policy could be left out, if it could.
fn idle(prover: &mut Prover, book: &Book, policy: &Policy) -> Result<Option<String>, ProofError> {
    let envs: Vec<&RequestEnv> = book.envs.iter().filter(|env| speaks_of(policy, env)).collect();
    let is_permit = policy.effect() == Effect::Permit;
    let mut is_dead = true;
    for env in &envs {
        is_dead = match is_permit {
            true => {
                let alone = set_of(book.forbids().chain([policy]));
                prover.allows_nothing(&book.schema, &concerning(&alone, env), env)?
            }
            false => prover.never_matches(&book.schema, policy, env)?,
        };
        if !is_dead {
            break;
        }
    }
    if is_dead {
        return Ok(Some(format!("{} never has an effect", policy.id())));
    }
    let wider = book.policies.iter().filter(|other| other.effect() == policy.effect() && other.id() != policy.id());
    for other in wider.filter(|other| envs.iter().all(|env| speaks_of(other, env))) {
        let mut is_said = true;
        for env in &envs {
            is_said = is_said && prover.is_within(&book.schema, policy, other, env)?;
        }
        if is_said {
            return Ok(Some(format!("{} says nothing that {} does not say", policy.id(), other.id())));
        }
    }
    Ok(None)
}
