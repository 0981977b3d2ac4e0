//! Changes of the rules (AUTH-24, AUTH-25): proposed with their effect, approved by the heads concerned, put into force
//! at a set time by somebody who is neither author nor approver, and taken back by one more change.
//!
//! The way is the flow `config-change`; what it asks of the product is `processes/services/changes.rs`. Nothing comes
//! into force half: the texts of a version are kept when it is proposed, and one commit makes it the one in force.
//! Start reading at [`Office::propose_change`].

pub mod calls;
mod effect;
pub(crate) mod heads;
mod replay;
pub(crate) mod versions;
pub mod views;

pub use versions::adopt_offline;

use crate::error::bad_input;
use crate::limits::{CHANGE_FILES_MAX, CHANGE_TEXT_CHARS_MAX};
use crate::processes::views::FieldProblem;
use crate::processes::words;
use crate::{Caller, Office, OfficeError};
use access::actions::{ApplyChange, ProposeChange, ViewRulebook};
use access::{Action, Circumstances, Denied, Resource};
use calls::Rehearse;
use model::process::Fields;
use model::{ChangeId, InstanceId, Millis, PersonId};
use rulebook::texts::{Texts, differences, differing, is_closed};
use rulebook::{Problem, Rulebook};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock, RwLock};
use store::rulebook::ChangeRow;
use store::{Aside, RulebookAside};
use views::{
    ChangeRowView, ChangeView, EditedFile, Effect, FileProblem, FolderDiffers, Preview, Proposal, RuleFile, RuleFiles,
    VersionView, Versions,
};

/// The flow that a change goes through.
pub const FLOW: &str = "config-change";

/// What the office keeps in memory for changes of the rules.
#[derive(Default)]
pub(crate) struct Rules {
    /// The operator's folder differs from the approved version in force.
    folder: RwLock<Option<FolderDiffers>>,
    rehearse: OnceLock<Rehearse>,
    /// One version takes the place of another at a time.
    swapping: tokio::sync::Mutex<()>,
}

/// A proposal that the checker has nothing against.
struct Checked {
    new: Arc<Rulebook>,
    files: BTreeSet<String>,
}

impl Office {
    /// How the proposal looks: problems by file and line, what it changes, and for whom. Files nothing.
    pub async fn preview_change(
        &self,
        caller: &Caller,
        base: &str,
        files: &[EditedFile],
    ) -> Result<Preview, OfficeError> {
        self.permit::<ProposeChange>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        let old = self.rulebook();
        let empty = Preview {
            problems: Vec::new(),
            moved: Vec::new(),
            differences: Vec::new(),
            effect: None,
            heads: Vec::new(),
        };
        let moved = self.moved_since(base, files).await?;
        if !moved.is_empty() {
            return Ok(Preview { moved, ..empty });
        }
        let texts = edited(&old.texts, files)?;
        let differences = differences(&old.texts, &texts);
        match self.checked(&old, texts).await? {
            Err(problems) => Ok(Preview { problems: problems.into_iter().map(told).collect(), differences, ..empty }),
            Ok(Checked { new, files }) => {
                let effect = Some(self.kept_effect(&old, &new).await?);
                let heads = self.heads_of(&files, caller.person.id).names(&old);
                Ok(Preview { differences, effect, heads, ..empty })
            }
        }
    }

    /// Files a change: keeps its version and starts its flow.
    pub async fn propose_change(&self, caller: &Caller, proposal: Proposal) -> Result<ChangeView, OfficeError> {
        self.propose(caller, proposal, None).await
    }

    /// One more change that puts back what an applied one replaced. Refused when its files have changed again since.
    pub async fn roll_back_change(
        &self,
        caller: &Caller,
        change: ChangeId,
        reason: String,
    ) -> Result<ChangeView, OfficeError> {
        self.permit::<ProposeChange>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        let row = store::rulebook::change(&self.store, change).await?.ok_or(OfficeError::NotFound)?;
        if row.state != "applied" {
            return Err(bad_input("change", "only what came into force can be taken back"));
        }
        let (before, after) = (self.kept_texts(&row.base).await?, self.kept_texts(&row.hash).await?);
        let now = self.rulebook();
        let moved: Vec<String> =
            row.files.iter().filter(|path| now.texts.get(*path) != after.get(*path)).cloned().collect();
        if !moved.is_empty() {
            return Err(OfficeError::RulesMoved(moved));
        }
        let edit = |path: &String| EditedFile { path: path.clone(), text: before.get(path).map(ToString::to_string) };
        let proposal = Proposal {
            reason,
            scope: row.scope,
            expected: format!("恢复到变更前的规则 / as it was before change {change}"),
            base: now.hash.clone(),
            files: row.files.iter().map(edit).collect(),
            apply_at_ms: None,
        };
        self.propose(caller, proposal, Some(change)).await
    }

    async fn propose(
        &self,
        caller: &Caller,
        proposal: Proposal,
        rolls_back: Option<ChangeId>,
    ) -> Result<ChangeView, OfficeError> {
        let permit = self.demand::<ProposeChange>(caller, &Resource::Centre).await?;
        for (field, text) in
            [("reason", &proposal.reason), ("scope", &proposal.scope), ("expected", &proposal.expected)]
        {
            if text.trim().is_empty() || text.chars().count() > CHANGE_TEXT_CHARS_MAX {
                return Err(bad_input(field, format!("write it, in at most {CHANGE_TEXT_CHARS_MAX} characters")));
            }
        }
        let old = self.rulebook();
        let moved = self.moved_since(&proposal.base, &proposal.files).await?;
        if !moved.is_empty() {
            return Err(OfficeError::RulesMoved(moved));
        }
        let texts = edited(&old.texts, &proposal.files)?;
        let Checked { new, .. } = self
            .checked(&old, texts)
            .await?
            .map_err(|problems| OfficeError::BadForm(problems.into_iter().map(as_field).collect()))?;
        if new.hash == old.hash {
            return Err(bad_input("files", "nothing is different from the version in force"));
        }
        if !self.somebody_could_apply(caller.person.id) {
            let why = "只有您自己能执行这项变更，请由别人提出 / nobody but you could put it into force: somebody else \
                       must propose it";
            return Err(bad_input("author", why));
        }
        self.journal.commit_with(Vec::new(), versions::kept(&new, self.now())).await?;
        self.kept_effect(&old, &new).await?;
        let mut data = Fields::new();
        data.insert("reason".into(), json!(proposal.reason.trim()));
        data.insert("scope".into(), json!(proposal.scope.trim()));
        data.insert("expected".into(), json!(proposal.expected.trim()));
        data.insert("base".into(), json!(old.hash));
        data.insert("hash".into(), json!(new.hash));
        if let Some(of) = rolls_back {
            data.insert("rolls_back".into(), json!(of));
        }
        if let Some(at) = proposal.apply_at_ms {
            data.insert(
                "apply_at".into(),
                json!(process::dates::datetime_text(Millis(at), old.centre.utc_offset_minutes)),
            );
        }
        let instance = self.begin_by(caller, permit.reasons(), FLOW, data).await?;
        let row = store::rulebook::change_of_instance(&self.store, instance).await?.ok_or(OfficeError::NotFound)?;
        self.change_view(caller, row).await
    }

    /// All changes, the latest first.
    pub async fn changes(&self, caller: &Caller) -> Result<Vec<ChangeRowView>, OfficeError> {
        self.may_see_rules(caller)?;
        Ok(store::rulebook::changes(&self.store).await?.into_iter().map(|row| self.change_row(row)).collect())
    }

    pub async fn change(&self, caller: &Caller, id: ChangeId) -> Result<ChangeView, OfficeError> {
        self.may_see_rules(caller)?;
        let row = store::rulebook::change(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        self.change_view(caller, row).await
    }

    /// Versions that were in force, the latest first, and whether the operator's folder waits.
    pub async fn rule_versions(&self, caller: &Caller) -> Result<Versions, OfficeError> {
        self.may_see_rules(caller)?;
        let in_force = self.rulebook();
        let mut is_first = true;
        let one = |row: store::rulebook::InForceRow| VersionView {
            is_in_force: std::mem::take(&mut is_first) && row.hash == in_force.hash,
            hash: row.hash,
            at_ms: row.at_ms.0,
            change: row.change,
            is_kept: row.is_kept,
        };
        let items = store::rulebook::in_force(&self.store).await?.into_iter().map(one).collect();
        Ok(Versions { items, folder: self.folder_differs() })
    }

    /// The files of a version, by name; with `path` one of them with its text.
    pub async fn rule_files(
        &self,
        caller: &Caller,
        version: Option<&str>,
        path: Option<&str>,
    ) -> Result<RuleFiles, OfficeError> {
        self.may_see_rules(caller)?;
        let in_force = self.rulebook();
        let version = version.unwrap_or(&in_force.hash).to_owned();
        let texts =
            if version == in_force.hash { (*in_force.texts).clone() } else { self.kept_texts(&version).await? };
        let one = |(name, text): (&String, &Arc<str>)| {
            let is_closed = is_closed(name);
            let is_asked = path.is_some() && !is_closed;
            RuleFile { path: name.clone(), text: is_asked.then(|| text.to_string()), is_closed }
        };
        let items: Vec<RuleFile> =
            texts.iter().filter(|(name, _)| path.is_none_or(|path| path == *name)).map(one).collect();
        if items.is_empty() {
            return Err(OfficeError::NotFound);
        }
        Ok(RuleFiles { version, items })
    }

    /// What another folder would change, and for whom: for the shell.
    pub async fn difference_to(
        &self,
        new: &Arc<Rulebook>,
    ) -> Result<(Vec<rulebook::texts::FileDifference>, Effect), OfficeError> {
        let old = self.rulebook();
        Ok((differences(&old.texts, &new.texts), self.effect_of(&old, new).await?))
    }

    fn may_see_rules(&self, caller: &Caller) -> Result<(), OfficeError> {
        if self.permit::<ProposeChange>(caller, &Resource::Centre).is_ok() {
            return Ok(());
        }
        self.permit::<ViewRulebook>(caller, &Resource::Centre).map(drop).map_err(OfficeError::Denied)
    }

    /// Files of a stale base that have changed since. Where none of the edited ones did, those that did are told all
    /// the same: the effect and the approval are of a version, not of a file.
    async fn moved_since(&self, base: &str, files: &[EditedFile]) -> Result<Vec<String>, OfficeError> {
        let now = self.rulebook();
        if base == now.hash {
            return Ok(Vec::new());
        }
        let known = versions::texts_of(&self.store, base).await?;
        let moved: Vec<String> = match known {
            Some(texts) => differing(&texts, &now.texts).into_iter().collect(),
            None => files.iter().map(|file| file.path.clone()).collect(),
        };
        // Only a sound differs: the texts are those of the base.
        Ok(moved)
    }

    async fn checked(&self, old: &Rulebook, texts: Texts) -> Result<Result<Checked, Vec<Problem>>, OfficeError> {
        let files = differing(&old.texts, &texts);
        let (folder, has_demo) = (old.folder.clone(), old.has_demo());
        let checking = tokio::task::spawn_blocking(move || Rulebook::of_texts(&folder, &texts, has_demo));
        let checked = checking.await.map_err(|_| OfficeError::Busy)?;
        Ok(checked.map(|new| Checked { new, files }))
    }

    /// As it was computed, or now.
    async fn kept_effect(&self, old: &Arc<Rulebook>, new: &Arc<Rulebook>) -> Result<Effect, OfficeError> {
        if let Some(text) = store::rulebook::effect(&self.store, &old.hash, &new.hash).await?
            && let Ok(effect) = serde_json::from_str(&text)
        {
            return Ok(effect);
        }
        let effect = self.effect_of(old, new).await?;
        let text = serde_json::to_string(&effect).expect("an effect is plain data");
        let aside = RulebookAside::Effect { base: old.hash.clone(), hash: new.hash.clone(), effect: text };
        self.journal.commit_with(Vec::new(), vec![Aside::Rulebook(aside)]).await?;
        Ok(effect)
    }

    async fn kept_texts(&self, hash: &str) -> Result<Texts, OfficeError> {
        versions::texts_of(&self.store, hash).await?.ok_or(OfficeError::NotFound)
    }

    /// Whether policy would let anybody but the author put it into force.
    fn somebody_could_apply(&self, author: PersonId) -> bool {
        let directory = self.directory();
        directory
            .everybody()
            .iter()
            .filter(|one| one.is_active && one.id != author)
            .any(|one| self.may_apply(one.id, ChangeId(uuid::Uuid::nil()), author, true).is_ok())
    }

    /// P6. The signature under the step is the fresh proof.
    pub(crate) fn may_apply(
        &self,
        person: PersonId,
        change: ChangeId,
        author: PersonId,
        is_approved: bool,
    ) -> Result<Vec<String>, Denied> {
        let denied = || Denied::unexplained(ApplyChange::NAME);
        let principal = self.directory().principal(person).ok_or_else(denied)?;
        let resource = Resource::Change { id: change.to_string(), author, is_approved };
        let now = self.now();
        let signed = Circumstances { stepped_up: Some(now), ..Circumstances::at(now) };
        self.rulebook()
            .access
            .check::<ApplyChange>(&principal, &resource, signed)
            .map(|permit| permit.reasons().to_vec())
    }

    fn change_row(&self, row: ChangeRow) -> ChangeRowView {
        ChangeRowView {
            is_in_force: row.state == "applied" && row.hash == self.rulebook().hash,
            id: row.id,
            instance: row.instance,
            author: words::people(&self.directory(), [&row.author]).remove(0),
            proposed_ms: row.proposed_ms.0,
            base: row.base,
            hash: row.hash,
            files: row.files,
            reason: row.reason,
            scope: row.scope,
            expected: row.expected,
            rolls_back: row.rolls_back,
            state: row.state,
            due_ms: views::ms(row.due_ms),
            settled_ms: views::ms(row.settled_ms),
            why: row.why,
        }
    }

    async fn change_view(&self, caller: &Caller, row: ChangeRow) -> Result<ChangeView, OfficeError> {
        let (old, new) = (self.kept_texts(&row.base).await?, self.kept_texts(&row.hash).await?);
        let differences = differences(&old, &new);
        let kept = store::rulebook::effect(&self.store, &row.base, &row.hash).await?;
        let effect = match kept.and_then(|text| serde_json::from_str(&text).ok()) {
            Some(effect) => effect,
            None => self.effect_of_texts(old, new).await?,
        };
        let is_open = matches!(row.state.as_str(), "proposed" | "scheduled");
        let moved = if is_open { self.moved_since(&row.base, &[]).await? } else { Vec::new() };
        let can_roll_back = row.state == "applied" && self.permit::<ProposeChange>(caller, &Resource::Centre).is_ok();
        Ok(ChangeView { row: self.change_row(row), differences, effect, moved, can_roll_back })
    }

    /// After a restore: what was computed then is not in a backup.
    async fn effect_of_texts(&self, old: Texts, new: Texts) -> Result<Effect, OfficeError> {
        let book = self.rulebook();
        let read = |texts: &Texts| Rulebook::of_texts(&book.folder, texts, book.has_demo()).ok();
        match (read(&old), read(&new)) {
            (Some(old), Some(new)) => self.kept_effect(&old, &new).await,
            _ => Ok(Effect::default()),
        }
    }

    async fn begin_by(
        &self,
        caller: &Caller,
        reasons: &[String],
        flow: &str,
        data: Fields,
    ) -> Result<InstanceId, OfficeError> {
        self.begin_for(caller.person.id, caller.actor(), reasons, flow, data).await
    }
}

/// The texts with the edits in them.
fn edited(texts: &Texts, files: &[EditedFile]) -> Result<Texts, OfficeError> {
    if files.is_empty() || files.len() > CHANGE_FILES_MAX {
        return Err(bad_input("files", format!("1 to {CHANGE_FILES_MAX} files")));
    }
    let mut edited = texts.clone();
    for file in files {
        if is_closed(&file.path) {
            let why = format!("`{}` is changed by the operator, in the folder", file.path);
            return Err(bad_input("files", why));
        }
        match &file.text {
            Some(text) => drop(edited.insert(file.path.clone(), Arc::from(text.as_str()))),
            None => drop(edited.remove(&file.path)),
        }
    }
    Ok(edited)
}

fn told(problem: Problem) -> FileProblem {
    FileProblem { file: problem.file, line: problem.line, message: problem.message }
}

fn as_field(problem: Problem) -> FieldProblem {
    let text = format!("{}:{}: {}", problem.file, problem.line, problem.message);
    FieldProblem { path: "/files".into(), code: "rulebook".into(), zh: text.clone(), en: text }
}
