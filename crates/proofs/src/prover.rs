//! The solver, and questions to it. Each [`Prover`] owns one solver process; several work side by side.

use crate::book::ProofError;
use cedar_policy::{Policy, PolicySet, RequestEnv, Schema};
use cedar_policy_symcc::err::Error;
use cedar_policy_symcc::solver::LocalSolver;
use cedar_policy_symcc::{CedarSymCompiler, CompiledPolicy, CompiledPolicySet, Env};
use std::collections::VecDeque;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

/// One question: 20 s are a hundred times what the slowest takes; then it is not proved.
const WITHIN_MS: &str = "20000";
/// Provers side by side; the machine has few cores and each question is small.
const PROVERS: usize = 2;

pub struct Prover {
    runtime: tokio::runtime::Runtime,
    compiler: CedarSymCompiler<LocalSolver>,
}

impl Prover {
    /// Starts the solver: the program named by `CVC5`, else the Python environment of `scripts/cvc5.sh`.
    pub fn start() -> Result<Self, ProofError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| ProofError::Solver(error.to_string()))?;
        let solver = {
            let _inside = runtime.enter();
            solver()?
        };
        let compiler = CedarSymCompiler::new(solver).map_err(in_words)?;
        Ok(Self { runtime, compiler })
    }

    /// A request that the first set allows and the second does not.
    pub fn beyond(
        &mut self,
        schema: &Schema,
        first: &PolicySet,
        second: &PolicySet,
        env: &RequestEnv,
    ) -> Result<Option<Env>, ProofError> {
        let first = CompiledPolicySet::compile(first, env, schema).map_err(in_words)?;
        let second = CompiledPolicySet::compile(second, env, schema).map_err(in_words)?;
        let asked = self.compiler.check_implies_with_counterexample_opt(&first, &second);
        self.runtime.block_on(asked).map_err(in_words)
    }

    /// A request at which the policy cannot be evaluated.
    pub fn error_of(&mut self, schema: &Schema, policy: &Policy, env: &RequestEnv) -> Result<Option<Env>, ProofError> {
        let policy = CompiledPolicy::compile(policy, env, schema).map_err(in_words)?;
        let asked = self.compiler.check_never_errors_with_counterexample_opt(&policy);
        self.runtime.block_on(asked).map_err(in_words)
    }

    /// Whether the set allows nothing at all of this kind.
    pub fn allows_nothing(&mut self, schema: &Schema, set: &PolicySet, env: &RequestEnv) -> Result<bool, ProofError> {
        let set = CompiledPolicySet::compile(set, env, schema).map_err(in_words)?;
        self.runtime.block_on(self.compiler.check_always_denies_opt(&set)).map_err(in_words)
    }

    /// Whether the policy matches no request of this kind.
    pub fn never_matches(&mut self, schema: &Schema, policy: &Policy, env: &RequestEnv) -> Result<bool, ProofError> {
        let policy = CompiledPolicy::compile(policy, env, schema).map_err(in_words)?;
        self.runtime.block_on(self.compiler.check_never_matches_opt(&policy)).map_err(in_words)
    }

    /// Whether whatever the first policy matches, the second matches too.
    pub fn is_within(
        &mut self,
        schema: &Schema,
        first: &Policy,
        second: &Policy,
        env: &RequestEnv,
    ) -> Result<bool, ProofError> {
        let first = CompiledPolicy::compile(first, env, schema).map_err(in_words)?;
        let second = CompiledPolicy::compile(second, env, schema).map_err(in_words)?;
        self.runtime.block_on(self.compiler.check_matches_implies_opt(&first, &second)).map_err(in_words)
    }
}

fn solver() -> Result<LocalSolver, ProofError> {
    let failed = |error: cedar_policy_symcc::solver::SolverError| ProofError::Solver(error.to_string());
    if std::env::var_os("CVC5").is_some() {
        return LocalSolver::cvc5_with_args([format!("--tlimit-per={WITHIN_MS}")]).map_err(failed);
    }
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let made = Command::new(here.join("../../scripts/cvc5.sh")).output();
    let made = made.map_err(|error| ProofError::Solver(format!("scripts/cvc5.sh: {error}")))?;
    if !made.status.success() {
        let why = String::from_utf8_lossy(&made.stderr);
        return Err(ProofError::Solver(format!("no Python environment; set CVC5 to a cvc5 program, or: {why}")));
    }
    let python = String::from_utf8_lossy(&made.stdout).trim().to_owned();
    let mut command = tokio::process::Command::new(python);
    command.arg(here.join("solve.py")).arg(format!("--tlimit-per={WITHIN_MS}")).kill_on_drop(true);
    LocalSolver::from_command(&mut command).map_err(failed)
}

fn in_words(error: Error) -> ProofError {
    match error {
        Error::PolicyNotWellTyped { .. } => ProofError::Untyped(error.to_string()),
        other => ProofError::Solver(format!("{other}")),
    }
}

/// Asks about every job on a few provers; answers come in the order of the jobs.
pub fn in_parallel<J: Sync, A: Send>(
    jobs: &[J],
    ask: impl Fn(&mut Prover, &J) -> Result<A, ProofError> + Sync,
) -> Result<Vec<A>, ProofError> {
    let open: Mutex<VecDeque<usize>> = Mutex::new((0..jobs.len()).collect());
    let work = || -> Result<Vec<(usize, A)>, ProofError> {
        let mut prover = Prover::start()?;
        let mut done = Vec::new();
        loop {
            let next = open.lock().expect("no prover panics while it holds this lock").pop_front();
            let Some(next) = next else { return Ok(done) };
            done.push((next, ask(&mut prover, &jobs[next])?));
        }
    };
    let answers = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..PROVERS).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().expect("a prover does not panic")).collect::<Vec<_>>()
    });
    let mut all = Vec::with_capacity(jobs.len());
    for part in answers {
        all.extend(part?);
    }
    all.sort_by_key(|(place, _)| *place);
    Ok(all.into_iter().map(|(_, answer)| answer).collect())
}
