//! Open work for everybody: plays [`super::acts`] on the days before the first start, through the office's own use
//! cases, at the times of the past. Deadlines, reminders and escalations of those days happen as they would have.
//!
//! Start reading at [`play`].

use anyhow::{Context, anyhow};
use model::calendar::date_text;
use model::process::Fields;
use model::{InstanceId, Millis, SampleOf};
use office::knowledge::NewText;
use office::processes::acts::Completion;
use office::processes::notices::NewNotice;
use office::sessions::Session;
use office::supervision::audit::Draw;
use office::{Caller, Office};
use process::dates::{DAY, HOUR, MINUTE, minute_text};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Deadlines of the past are looked at so often.
const LOOK_EVERY: i64 = HOUR / 2;
/// `ends_at` of a handover and the like: at full minutes.
const LOCAL_TIME: &str = "+08:00";

/// One thing that somebody did.
pub struct Act {
    pub at: i64,
    /// Username.
    pub who: &'static str,
    pub what: What,
}

pub enum What {
    /// `case`: a name for the acts that follow.
    Start {
        case: &'static str,
        flow: &'static str,
        data: Value,
    },
    Do {
        case: &'static str,
        step: &'static str,
        outcome: &'static str,
        data: Value,
    },
    Notice {
        title: &'static str,
        text: &'static str,
        teams: &'static [&'static str],
    },
    /// Refused, as often as it is tried: only an administrator may.
    TriesToDisable {
        person: &'static str,
    },
    /// A sample of the last thirty days.
    Sample {
        of: SampleOf,
        size: u32,
        seed: u32,
    },
    Finding {
        form: Value,
    },
    /// An article of the knowledge base.
    Article {
        section: &'static str,
        title: &'static str,
        text: &'static str,
    },
    /// Days from today.
    Deputy {
        deputy: &'static str,
        from_days: i64,
        until_days: i64,
        reason: &'static str,
    },
}

/// Times and dates around the first start, in the centre's local time.
pub struct Days {
    until: i64,
    offset: i64,
    today: i64,
}

impl Days {
    pub fn before(until: Millis, utc_offset_minutes: i32) -> Self {
        let offset = i64::from(utc_offset_minutes) * MINUTE;
        Self { until: until.0, offset, today: (until.0 + offset).div_euclid(DAY) }
    }

    /// So many work days before today, Monday to Friday.
    pub fn work_day(&self, back: i64, hour: i64, minute: i64) -> i64 {
        let is_work_day = |day: &i64| (day + 3).rem_euclid(7) < 5;
        let mut days = (1..).map(|ago| self.today - ago).filter(is_work_day);
        let day = days.nth((back.max(1) - 1) as usize).expect("every week has work days");
        day * DAY - self.offset + hour * HOUR + minute * MINUTE
    }

    /// Minutes before the first start.
    pub fn ago(&self, minutes: i64) -> i64 {
        self.until - minutes * MINUTE
    }

    /// Date of a day after today.
    pub fn date(&self, ahead: i64) -> String {
        date_text(self.today + ahead)
    }

    /// Local time so many minutes after the first start.
    pub fn in_minutes(&self, minutes: i64) -> String {
        let local = self.until + self.offset + minutes * MINUTE;
        let minute = minute_text(local.rem_euclid(DAY) / MINUTE);
        format!("{}T{minute}:00{LOCAL_TIME}", date_text(local.div_euclid(DAY)))
    }

    /// Midnight of a day after today.
    fn midnight(&self, ahead: i64) -> Millis {
        Millis((self.today + ahead) * DAY - self.offset)
    }
}

struct Player<'a> {
    office: &'a Arc<Office>,
    days: &'a Days,
    password: &'a str,
    cases: HashMap<&'static str, InstanceId>,
}

/// Plays the acts. `clock` is the office's; `until_then` brings everything else up to a time before it is looked at.
/// Returns what did not work: a demo with a hole is better than none.
pub async fn play(
    office: &Arc<Office>,
    clock: &AtomicI64,
    days: &Days,
    password: &str,
    mut until_then: impl AsyncFnMut(i64) -> anyhow::Result<()>,
) -> anyhow::Result<Vec<String>> {
    let mut acts = super::acts::acts(days);
    // A short past begins later than some of the acts.
    let begin = clock.load(Ordering::Relaxed);
    acts.iter_mut().for_each(|act| act.at = act.at.max(begin + MINUTE));
    acts.sort_by_key(|act| act.at);
    let mut player = Player { office, days, password, cases: HashMap::new() };
    let mut failed = Vec::new();
    let mut looked = acts.first().map_or(days.until, |act| act.at);
    for act in acts {
        while looked + LOOK_EVERY < act.at {
            looked += LOOK_EVERY;
            until_then(looked).await?;
            clock.store(looked, Ordering::Relaxed);
            office.move_what_is_due().await?;
        }
        until_then(act.at).await?;
        clock.store(act.at, Ordering::Relaxed);
        if let Err(error) = player.play(&act).await {
            failed.push(format!("{} at {}: {error:#}", act.who, act.at));
        }
    }
    until_then(days.until).await?;
    clock.store(days.until, Ordering::Relaxed);
    office.move_what_is_due().await?;
    Ok(failed)
}

impl Player<'_> {
    async fn play(&mut self, act: &Act) -> anyhow::Result<()> {
        let caller = self.caller(act.who)?;
        match &act.what {
            What::Start { case, flow, data } => {
                let data = self.fields(data)?;
                let view =
                    self.office.start_flow(&caller, flow, None, data).await.with_context(|| (*flow).to_owned())?;
                self.cases.insert(case, view.row.id);
            }
            What::Do { case, step, outcome, data } => self.does(&caller, case, step, outcome, data).await?,
            What::Notice { title, text, teams } => {
                let notice = NewNotice {
                    people: Vec::new(),
                    roles: Vec::new(),
                    teams: teams.iter().map(|team| (*team).to_owned()).collect(),
                    title: (*title).to_owned(),
                    text: (*text).to_owned(),
                    must_acknowledge: true,
                };
                self.office.send_notice(&caller, notice).await.context("notice")?;
            }
            What::TriesToDisable { person } => {
                let person = self.caller(person)?.person.id;
                if self.office.disable(&caller, person).await.is_ok() {
                    return Err(anyhow!("it was not refused"));
                }
            }
            What::Sample { of, size, seed } => {
                let until = self.office.now();
                let draw = Draw { of: *of, from: until - Millis(30 * DAY), until, size: *size, seed: Some(*seed) };
                self.office.draw_sample(&caller, draw).await.context("sample")?;
            }
            What::Finding { form } => {
                self.office.open_finding(&caller, self.fields(form)?).await.context("finding")?;
            }
            What::Article { section, title, text } => {
                let [section, title, text] = [section, title, text].map(|text| (*text).to_owned());
                let new = NewText { changes: None, section, title, text };
                self.office.publish_article(&caller, new).await.context("article")?;
            }
            What::Deputy { deputy, from_days, until_days, reason } => {
                let deputy = self.caller(deputy)?.person.id;
                let (from, until) = (self.days.midnight(*from_days), self.days.midnight(*until_days));
                let given = self.office.give_delegation(&caller, caller.person.id, deputy, from, until, reason);
                given.await.context("deputy")?;
            }
        }
        Ok(())
    }

    async fn does(&self, caller: &Caller, case: &str, step: &str, outcome: &str, data: &Value) -> anyhow::Result<()> {
        let instance = *self.cases.get(case).ok_or_else(|| anyhow!("`{case}` was not started"))?;
        let view = self.office.instance(caller, instance).await?;
        let is_own =
            |people: &[office::processes::views::PersonView]| people.iter().any(|one| one.id == caller.person.id);
        let open = view.row.open.iter().find(|open| open.step.key == step && is_own(&open.people));
        let task = open.ok_or_else(|| anyhow!("`{case}` has no open `{step}` of theirs"))?.task;
        let completion = Completion {
            outcome: outcome.to_owned(),
            data: self.fields(data)?,
            password: Some(self.password.to_owned()),
        };
        let done = self.office.complete(caller, instance, task, completion).await;
        done.map(|_| ()).with_context(|| format!("`{step}` of `{case}`"))
    }

    /// As if they had logged in: their rights are looked up at each act.
    fn caller(&self, username: &str) -> anyhow::Result<Caller> {
        let person = self.office.directory().by_username(username);
        let person = person.ok_or_else(|| anyhow!("there is no `{username}`"))?;
        let session = Session::of_demo(person.id, self.office.now());
        Ok(Caller { session: Arc::new(session), person })
    }

    fn fields(&self, data: &Value) -> anyhow::Result<Fields> {
        match self.with_ids(data)? {
            Value::Object(fields) => Ok(fields),
            other => Err(anyhow!("`{other}` is no object")),
        }
    }

    /// `@leader1` becomes that person's id.
    fn with_ids(&self, data: &Value) -> anyhow::Result<Value> {
        Ok(match data {
            Value::String(text) => match text.strip_prefix('@') {
                Some(username) => Value::String(self.caller(username)?.person.id.to_string()),
                None => data.clone(),
            },
            Value::Array(items) => items.iter().map(|item| self.with_ids(item)).collect::<anyhow::Result<_>>()?,
            Value::Object(fields) => Value::Object(
                fields
                    .iter()
                    .map(|(key, value)| Ok((key.clone(), self.with_ids(value)?)))
                    .collect::<anyhow::Result<_>>()?,
            ),
            other => other.clone(),
        })
    }
}
