//! The policies and the obligations, as they stand in their files.

use cedar_policy::{ActionConstraint, Effect, Policy, PolicyId, PolicySet, RequestEnv, ResourceConstraint, Schema};
use std::path::Path;

#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    #[error("cannot read `{path}`")]
    Unreadable { path: String, source: std::io::Error },
    #[error("`{path}`: {why}")]
    Wrong { path: String, why: String },
    #[error("the solver: {0}")]
    Solver(String),
    /// Cedar's compiler refuses the policies: they are not well typed for this kind of request.
    #[error("not well typed: {0}")]
    Untyped(String),
}

/// The rules under proof.
pub struct Book {
    pub schema: Schema,
    pub policies: Vec<Policy>,
    /// Every kind of request: who, what, of which kind of thing.
    pub envs: Vec<RequestEnv>,
}

impl Book {
    /// Reads the schema and every policy of a folder.
    pub fn read(folder: &Path) -> Result<Self, ProofError> {
        let path = folder.join("schema.cedarschema");
        let wrong = |why: String| ProofError::Wrong { path: path.display().to_string(), why };
        let (schema, _warnings) =
            Schema::from_cedarschema_str(&text_of(&path)?).map_err(|error| wrong(error.to_string()))?;
        let mut envs: Vec<RequestEnv> = schema.request_envs().collect();
        envs.sort_by_key(|env| (env.action().to_string(), env.resource().to_string()));
        Ok(Self { policies: policies_of(folder)?, schema, envs })
    }

    pub fn whole(&self) -> PolicySet {
        set_of(self.policies.iter())
    }

    pub fn forbids(&self) -> impl Iterator<Item = &Policy> {
        self.policies.iter().filter(|policy| policy.effect() == Effect::Forbid)
    }
}

/// The most that may be allowed, and the sentence that says so.
pub struct Obligation {
    pub id: String,
    pub zh: String,
    pub en: String,
    policy: Policy,
}

impl Obligation {
    /// Whether it says anything about this kind of request.
    pub fn concerns(&self, env: &RequestEnv) -> bool {
        let is_kind = match self.policy.resource_constraint() {
            ResourceConstraint::Is(kind) => kind == *env.resource(),
            _ => true,
        };
        is_kind && speaks_of(&self.policy, env)
    }

    pub fn as_set(&self) -> PolicySet {
        set_of([&self.policy])
    }
}

/// All obligations of a folder, in the order of their ids.
pub fn obligations(folder: &Path) -> Result<Vec<Obligation>, ProofError> {
    let mut all = Vec::new();
    for policy in policies_of(folder)? {
        let note = |key: &str| match policy.annotation(key) {
            Some(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
            _ => Err(ProofError::Wrong {
                path: folder.display().to_string(),
                why: format!("`{}` lacks `@{key}(\"…\")`", policy.id()),
            }),
        };
        all.push(Obligation { id: note("id")?, zh: note("zh")?, en: note("en")?, policy: policy.clone() });
    }
    all.sort_by_key(|obligation| {
        let digits: String = obligation.id.chars().filter(char::is_ascii_digit).collect();
        (digits.parse::<u32>().unwrap_or(0), obligation.id.clone())
    });
    Ok(all)
}

/// Those of a set that can match this kind of request; the others cannot change its answer.
pub fn concerning(policies: &PolicySet, env: &RequestEnv) -> PolicySet {
    let ours: Vec<Policy> = policies.policies().filter(|policy| speaks_of(policy, env)).cloned().collect();
    set_of(ours.iter())
}

/// Whether the policy's head names the action; a head names actions one by one here, never groups of them.
pub fn speaks_of(policy: &Policy, env: &RequestEnv) -> bool {
    match policy.action_constraint() {
        ActionConstraint::Any => true,
        ActionConstraint::Eq(action) => action == *env.action(),
        ActionConstraint::In(actions) => actions.contains(env.action()),
    }
}

pub fn set_of<'a>(policies: impl IntoIterator<Item = &'a Policy>) -> PolicySet {
    PolicySet::from_policies(policies.into_iter().cloned()).expect("ids were checked to differ")
}

/// Every policy of the folder's files, named by its `@id`.
fn policies_of(folder: &Path) -> Result<Vec<Policy>, ProofError> {
    let unreadable = |source| ProofError::Unreadable { path: folder.display().to_string(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        files.push(entry.map_err(unreadable)?.path());
    }
    files.retain(|path| path.extension().is_some_and(|end| end == "cedar"));
    files.sort();
    let mut all: Vec<Policy> = Vec::new();
    for path in files {
        let wrong = |why: String| ProofError::Wrong { path: path.display().to_string(), why };
        let set: PolicySet = text_of(&path)?.parse().map_err(|error| wrong(format!("{error}")))?;
        for policy in set.policies() {
            let id = policy.annotation("id").ok_or_else(|| wrong("a policy lacks `@id(\"…\")`".to_owned()))?;
            if all.iter().any(|known| known.id().to_string() == id) {
                return Err(wrong(format!("a second `{id}`")));
            }
            all.push(policy.new_id(PolicyId::new(id)));
        }
    }
    all.sort_by_key(|policy| policy.id().to_string());
    Ok(all)
}

fn text_of(path: &Path) -> Result<String, ProofError> {
    std::fs::read_to_string(path).map_err(|source| ProofError::Unreadable { path: path.display().to_string(), source })
}
