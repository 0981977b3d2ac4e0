//! The rulebook from the shell: the version in force as a folder, what a folder would change, a folder into force.

use anyhow::{Context, bail};
use office::Office;
use office::changes::views::Effect;
use rulebook::Rulebook;
use rulebook::texts::{Difference, is_closed};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

/// Writes every text of the version in force, byte for byte, and copies the sounds that it was read with. Files of a
/// shared `base` stay where they are.
pub fn export(office: &Office, folder: &Path) -> anyhow::Result<String> {
    if folder.exists() && folder.read_dir()?.next().is_some() {
        bail!("`{}` is not empty", folder.display());
    }
    let book = office.rulebook();
    for (name, text) in book.texts.iter().filter(|(name, _)| !name.starts_with("base/")) {
        let path = folder.join(name);
        let room = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(room).with_context(|| format!("cannot make `{}`", room.display()))?;
        crate::files::write_secret(&path, text.as_bytes())
            .with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    for sounds in ["ivr/prompts", "demo/voices"] {
        copy(&book.folder.join(sounds), &folder.join(sounds))?;
    }
    Ok(format!("exported version {} to {}", &book.hash[..12], folder.display()))
}

/// Copied as they are; a folder that is not there is none. The check has bounded how many there are.
fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(to).with_context(|| format!("cannot make `{}`", to.display()))?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target).with_context(|| format!("cannot write `{}`", target.display()))?;
        }
    }
    Ok(())
}

/// File by file, then for whom.
pub async fn diff(office: &Office, folder: &Path, with_demo: bool) -> anyhow::Result<String> {
    let new = read(folder, with_demo)?;
    let (differences, effect) = office.difference_to(&new).await?;
    let mut text = String::new();
    for file in &differences {
        let kind = match file.kind {
            Difference::Added => "added",
            Difference::Removed => "removed",
            Difference::Changed => "changed",
        };
        writeln!(text, "{kind} {} (+{} -{})", file.path, file.added, file.removed)?;
        if is_closed(&file.path) {
            writeln!(text, "  not shown: it may hold people, devices or secrets")?;
        }
        text.push_str(&file.unified);
    }
    if differences.is_empty() {
        writeln!(text, "nothing differs from version {} in force", &office.rulebook().hash[..12])?;
    }
    tell(&effect, &mut text)?;
    Ok(text.trim_end().to_owned())
}

fn tell(effect: &Effect, text: &mut String) -> std::fmt::Result {
    for right in &effect.rights.items {
        let verb = if right.gains { "gain" } else { "lose" };
        let with = if right.needs_evidence { " (with proof, purpose, case or consent)" } else { "" };
        let names = right.usernames.join(", ");
        writeln!(text, "{} people {verb} `{}` on {}{with}: {names}", right.people, right.action_en, right.on_en)?;
    }
    let past = &effect.decisions;
    for line in &past.items {
        let what = if line.would_be_refused { "would be refused" } else { "would be allowed" };
        writeln!(
            text,
            "{} of the last {} days' `{}` {what}: {}",
            line.times,
            past.days,
            line.action_en,
            line.usernames.join(", ")
        )?;
    }
    let calls = &effect.calls;
    if calls.is_played {
        writeln!(
            text,
            "{} calls of {} days: {} to another queue, {} wait longer, {} shorter, {} more answered, {} fewer; found \
             nobody {} before, {} after",
            calls.calls,
            calls.days,
            calls.other_queue,
            calls.longer,
            calls.shorter,
            calls.won,
            calls.lost,
            calls.nobody_before,
            calls.nobody_after
        )?;
    }
    for flow in &effect.flows {
        writeln!(
            text,
            "flow {} {}: {} open instances, {} could be moved",
            flow.flow, flow.kind, flow.open, flow.can_move
        )?;
    }
    for parameter in &effect.parameters {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
        writeln!(text, "parameter {}: {} → {}", parameter.key, value(&parameter.before), value(&parameter.after))?;
    }
    if effect.readers > 0 {
        writeln!(text, "{} people would have to read the rules again", effect.readers)?;
    }
    Ok(())
}

/// Puts the folder into force: the operator's act, noted as such.
pub async fn adopt(office: &Office, folder: &Path, with_demo: bool) -> anyhow::Result<String> {
    let new = read(folder, with_demo)?;
    if new.hash == office.rulebook().hash {
        office.note_start_of_rules().await?;
        return Ok(format!("version {} is in force", &new.hash[..12]));
    }
    let hash = new.hash.clone();
    office.adopt(new).await?;
    Ok(format!("version {} is in force", &hash[..12]))
}

fn read(folder: &Path, with_demo: bool) -> anyhow::Result<Arc<Rulebook>> {
    rulebook::load(folder, with_demo).map_err(|problems| {
        let list: Vec<String> = problems.iter().map(|problem| format!("  {problem}")).collect();
        anyhow::anyhow!("the rulebook in `{}` has {} problem(s):\n{}", folder.display(), list.len(), list.join("\n"))
    })
}
