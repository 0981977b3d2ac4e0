//! [`Definition`] → tree, the source of the canonical text and of the BPMN attributes.

use super::{
    Check, Definition, Each, FormUse, Jump, Leads, Members, Name, Needs, OnMessage, Overdue, OverdueAction, Stage,
    Start, StartKind, Step, StepKind, Wait, WaitFor, Work,
};
use crate::expr::Expr;
use crate::who::Who;
use crate::worktime::OnRestDay;
use crate::yaml::{Kind, Y};

/// Entries of a mapping under way.
#[derive(Default)]
pub(crate) struct Map(Vec<(String, usize, Y)>);

impl Map {
    pub fn put(&mut self, key: &str, value: Y) {
        self.0.push((key.to_owned(), 0, value));
    }

    fn text(&mut self, key: &str, value: impl ToString) {
        self.put(key, Y::text(value.to_string()));
    }

    fn opt(&mut self, key: &str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.text(key, value);
        }
    }

    fn expr(&mut self, key: &str, value: Option<&Expr>) {
        self.opt(key, value.map(|expr| &expr.text));
    }

    fn words(&mut self, key: &str, words: &[String]) {
        if !words.is_empty() {
            self.put(key, Y::list(words.iter().map(Y::text).collect()));
        }
    }

    fn name(&mut self, value: Option<&Name>) {
        if let Some(value) = value {
            self.put("name", name(value));
        }
    }

    fn exprs(&mut self, key: &str, values: &[(String, Expr)]) {
        if !values.is_empty() {
            let values = values.iter().map(|(key, expr)| (key.as_str(), Y::text(&expr.text))).collect();
            self.put(key, Y::map(values));
        }
    }

    pub fn done(self) -> Y {
        Y { line: 0, kind: Kind::Map(self.0) }
    }
}

pub(crate) fn tree(definition: &Definition) -> Y {
    let mut map = head(definition);
    map.put("steps", Y::list(definition.steps.iter().map(step).collect()));
    if !definition.messages.is_empty() {
        let all = definition.messages.iter().map(|message| (message.name.as_str(), on_message(message)));
        map.put("on_message", Y::map(all.collect()));
    }
    tail(definition, &mut map);
    map.done()
}

/// What stands before the steps.
pub(crate) fn head(definition: &Definition) -> Map {
    let mut map = Map::default();
    map.text("flow", &definition.key);
    map.put("name", name(&definition.name));
    map.text("version", definition.version);
    map.text("source", &definition.source);
    map.opt("group", definition.group.as_ref());
    map.opt("about", definition.about.as_ref());
    map.put("owner", who(&definition.owner));
    if !definition.lanes.is_empty() {
        map.put("lanes", Y::map(definition.lanes.iter().map(|(lane, of)| (lane.as_str(), who(of))).collect()));
    }
    if !definition.data.is_empty() {
        let fields = definition.data.iter().map(|(field, _, text)| (field.as_str(), Y::text(text))).collect();
        map.put("data", Y::map(fields));
    }
    match definition.starts.as_slice() {
        [one] => map.put("start", start(one)),
        all => map.put("start", Y::map(vec![("any", Y::list(all.iter().map(start).collect()))])),
    }
    map
}

/// What stands behind the steps.
pub(crate) fn tail(definition: &Definition, map: &mut Map) {
    let ends = definition.ends.iter().map(|(end, condition)| {
        let condition = condition.as_ref().map_or("false", |expr| expr.text.as_str());
        (end.as_str(), Y::text(condition))
    });
    map.put("end", Y::map(ends.collect()));
    map.exprs("measure", &definition.measures);
}

fn name(name: &Name) -> Y {
    Y::map(vec![("zh", Y::text(&name.zh)), ("en", Y::text(&name.en))])
}

fn who(who: &Who) -> Y {
    match who {
        Who::All(all) => Y::list(all.iter().map(self::who).collect()),
        one => Y::text(one.to_string()),
    }
}

fn form(form: &FormUse) -> Y {
    if form.required.is_empty() && form.required_on.is_empty() {
        return Y::text(&form.form);
    }
    let fields = |fields: &[String]| Y::list(fields.iter().map(Y::text).collect());
    let mut entries = vec![("use", Y::text(&form.form))];
    if !form.required.is_empty() {
        entries.push(("required", fields(&form.required)));
    }
    if !form.required_on.is_empty() {
        let on = form.required_on.iter().map(|(outcome, of)| (outcome.as_str(), fields(of)));
        entries.push(("required_on", Y::map(on.collect())));
    }
    Y::map(entries)
}

fn start(start: &Start) -> Y {
    let mut map = Map::default();
    match &start.kind {
        StartKind::Person => map.text("do", &start.id),
        StartKind::Schedule { schedule, on_rest_day } => {
            map.text("schedule", schedule);
            let rest = match on_rest_day {
                OnRestDay::Run => "run",
                OnRestDay::Next => "next",
                OnRestDay::Previous => "previous",
                OnRestDay::Skip => "skip",
            };
            map.text("on_rest_day", rest);
            map.text("id", &start.id);
        }
        StartKind::Message(name) => {
            map.text("message", name);
            map.text("id", &start.id);
        }
    }
    if let Some(by) = &start.by {
        map.put("by", who(by));
    }
    map.name(start.name.as_ref());
    if let Some(used) = &start.form {
        map.put("form", form(used));
    }
    map.words("outcomes", &start.outcomes);
    checks(&mut map, &start.check);
    map.done()
}

fn checks(map: &mut Map, checks: &[Check]) {
    if checks.is_empty() {
        return;
    }
    let one = |check: &Check| {
        let mut map = Map::default();
        map.text("that", &check.that.text);
        map.text("else", &check.otherwise);
        if check.is_allowed {
            map.text("allow", true);
        }
        map.done()
    };
    map.put("check", Y::list(checks.iter().map(one).collect()));
}

pub(crate) fn on_message(message: &OnMessage) -> Y {
    let mut map = Map::default();
    if let Some(by) = &message.by {
        map.put("by", who(by));
    }
    if let Some(used) = &message.form {
        map.put("form", form(used));
    }
    map.expr("when", message.when.as_ref());
    map.expr("until", message.until.as_ref());
    if message.undo {
        map.text("undo", true);
    }
    leads(&mut map, &message.leads);
    map.done()
}

fn leads(map: &mut Map, leads: &Leads) {
    match leads {
        Leads::Goto(to) => jump(map, to),
        Leads::End(end) => map.text("end", end),
    }
}

fn jump(map: &mut Map, jump: &Jump) {
    map.text("goto", &jump.step);
    map.text("max", jump.max);
    map.opt("else", jump.otherwise.as_deref().or(jump.goes_on.then_some(super::GO_ON)));
}

fn on(map: &mut Map, on: &[(String, Leads)]) {
    if on.is_empty() {
        return;
    }
    let one = |to: &Leads| {
        let mut map = Map::default();
        leads(&mut map, to);
        map.done()
    };
    map.put("on", Y::map(on.iter().map(|(outcome, to)| (outcome.as_str(), one(to))).collect()));
}

pub(crate) fn step(step: &Step) -> Y {
    let mut map = attributes(step);
    match &step.kind {
        StepKind::Choose(branches) => {
            let branch = |branch: &super::Branch| match &branch.when {
                Some(when) => Y::map(vec![("when", Y::text(&when.text)), ("then", steps(&branch.steps))]),
                None => Y::map(vec![("else", steps(&branch.steps))]),
            };
            map.0.insert(0, ("choose".into(), 0, Y::list(branches.iter().map(branch).collect())));
        }
        StepKind::Together(branches) => {
            map.0.insert(0, ("together".into(), 0, Y::list(branches.iter().map(|branch| steps(branch)).collect())));
        }
        StepKind::Each(each) => map.put("steps", steps(&each.steps)),
        StepKind::Do(_)
        | StepKind::Approve(_)
        | StepKind::Run(_)
        | StepKind::Call(_)
        | StepKind::Wait(_)
        | StepKind::Decide { .. }
        | StepKind::Goto(_)
        | StepKind::End(_) => {}
    }
    map.done()
}

pub(crate) fn steps(all: &[Step]) -> Y {
    Y::list(all.iter().map(step).collect())
}

/// A step without the steps within it: all that its BPMN element carries beside the graph.
pub(crate) fn attributes(step: &Step) -> Map {
    let mut map = Map::default();
    match &step.kind {
        StepKind::Do(_) => map.text("do", &step.id),
        StepKind::Approve(_) => map.text("approve", &step.id),
        StepKind::Run(run) => map.text("run", &run.service),
        StepKind::Call(_) => map.text("call", &step.id),
        StepKind::Wait(_) => map.text("wait", &step.id),
        StepKind::Decide { .. } => map.text("decide", &step.id),
        StepKind::Each(each) => map.text("each", &each.member),
        StepKind::Goto(to) => jump(&mut map, to),
        StepKind::End(end) => map.text("end", end),
        StepKind::Choose(_) | StepKind::Together(_) => {}
    }
    let has_own_id = matches!(
        step.kind,
        StepKind::Run(_)
            | StepKind::Each(_)
            | StepKind::Goto(_)
            | StepKind::End(_)
            | StepKind::Choose(_)
            | StepKind::Together(_)
    );
    if has_own_id && step.is_named {
        map.text("id", &step.id);
    }
    map.expr("when", step.when.as_ref());
    map.name(step.name.as_ref());
    map.opt("source", step.source.as_ref());
    match &step.kind {
        StepKind::Do(of) => work(&mut map, of, false),
        StepKind::Approve(approve) => {
            map.put("stages", Y::list(approve.stages.iter().map(stage).collect()));
            on(&mut map, &approve.on);
        }
        StepKind::Run(run) => {
            if let Some(to) = &run.to {
                map.put("to", who(to));
            }
            map.exprs("with", &run.with);
            map.words("sets", &run.sets);
            map.opt("undo", run.undo.as_ref());
        }
        StepKind::Call(call) => {
            map.text("flow", &call.flow);
            map.exprs("with", &call.with);
            map.words("sets", &call.sets);
            on(&mut map, &call.on);
        }
        StepKind::Wait(of) => wait(&mut map, of),
        StepKind::Decide { table } => map.text("table", table),
        StepKind::Each(each) => {
            match &each.from {
                Members::In(expr) => map.text("in", &expr.text),
                Members::Of(people) => map.put("of", who(people)),
            }
            map.text("mode", if each.is_one_by_one { "one_by_one" } else { "together" });
            map.expr("until", each.until.as_ref());
            if each.gather != Each::gather_of(&each.member) {
                map.text("gather", &each.gather);
            }
        }
        StepKind::Goto(_) | StepKind::End(_) | StepKind::Choose(_) | StepKind::Together(_) => {}
    }
    map
}

fn wait(map: &mut Map, wait: &Wait) {
    match &wait.what {
        WaitFor::Span(span) => map.text("for", span),
        WaitFor::Until(expr) => map.text("until", &expr.text),
        WaitFor::Every(span) => map.text("every", span),
        WaitFor::Message { name, matches } => {
            map.text("message", name);
            map.expr("match", matches.as_ref());
        }
    }
    map.expr("group", wait.group.as_ref());
    map.words("sets", &wait.sets);
    map.opt("within", wait.within.as_ref());
    on(map, &wait.on);
}

fn stage(stage: &Stage) -> Y {
    let mut map = Map::default();
    map.expr("when", stage.when.as_ref());
    map.name(stage.name.as_ref());
    work(&mut map, &stage.work, true);
    map.done()
}

fn work(map: &mut Map, work: &Work, is_stage: bool) {
    map.put("by", who(&work.by));
    if let Some(used) = &work.form {
        map.put("form", form(used));
    }
    if !is_stage {
        map.words("outcomes", &work.outcomes);
    }
    map.opt("within", work.within.as_ref());
    if !work.overdue.is_empty() {
        map.put("overdue", Y::list(work.overdue.iter().map(overdue).collect()));
    }
    if !work.not.is_empty() {
        map.put("not", Y::list(work.not.iter().map(who).collect()));
    }
    match work.needs {
        Needs::One => {}
        Needs::Any => map.text("needs", "any"),
        Needs::All => map.text("needs", "all"),
    }
    checks(map, &work.check);
    on(map, &work.on);
    map.words("return_to", &work.return_to);
    for (key, is) in [("sign", work.is_signed), ("batch", work.is_batch)] {
        if is {
            map.text(key, true);
        }
    }
    map.opt("undo", work.undo.as_ref());
}

fn overdue(overdue: &Overdue) -> Y {
    let mut map = Map::default();
    map.text(if overdue.is_before { "before" } else { "after" }, &overdue.span);
    match &overdue.action {
        OverdueAction::Remind(people) => map.put("remind", who(people)),
        OverdueAction::Escalate(people) => map.put("escalate", who(people)),
        OverdueAction::Outcome(outcome) => map.text("outcome", outcome),
    }
    map.done()
}
