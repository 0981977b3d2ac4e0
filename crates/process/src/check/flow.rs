//! The search over what a flow may do. Jumps never leave or enter a branch of `together` or a body of `each`, so each
//! such region is searched by itself, its states being the places of its one token: no product of states is needed,
//! and the search is exact. It shows that every step is reached, that from every state an end is reached, and that
//! every join gets all its tokens.

use crate::definition::{BlockId, Definition, Jump, Leads, Place, Program, Step, StepKind};
use crate::limits::SEARCH_STATES_MAX;
use crate::problem::Problems;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(flow: &Definition, problems: &mut Problems) {
    let before = problems.count();
    for step in flow.all_steps() {
        jumps(flow, step, problems);
    }
    // A jump to nowhere would only be told a second time.
    if problems.count() > before {
        return;
    }
    let mut search = Search { program: &flow.program, graph: BTreeMap::new(), named_ends: BTreeSet::new() };
    let extra: Vec<Place> = flow
        .messages
        .iter()
        .filter_map(|message| match &message.leads {
            Leads::Goto(jump) => flow.program.place_of(&jump.step),
            Leads::End(_) => None,
        })
        .collect();
    search.region(0, &extra, problems);
    for step in flow.all_steps() {
        let place = flow.program.place_of(&step.id);
        if place.is_some_and(|place| !search.graph.contains_key(&place)) {
            problems.add(step.line, format!("the step `{}` is never reached", step.id));
        }
    }
    for message in &flow.messages {
        search.named(&message.leads);
    }
    let is_open = search.graph.contains_key(&Place { block: 0, index: flow.steps.len() });
    for (end, condition) in &flow.ends {
        match condition {
            None if !search.named_ends.contains(end) => {
                problems.add(
                    flow.line_of(&format!("end {end}")),
                    format!("the end `{end}` is `false` and no step names it; it is never reached"),
                );
            }
            Some(_) if !is_open && !search.named_ends.contains(end) => {
                problems.add(
                    flow.line_of(&format!("end {end}")),
                    format!("the steps never run out, so the end `{end}` is never reached"),
                );
            }
            None | Some(_) => {}
        }
    }
}

/// Jumps exist, and stay in their region.
fn jumps(flow: &Definition, step: &Step, problems: &mut Problems) {
    let from = flow.program.place_of(&step.id).expect("every step has a place").block;
    let mut targets: Vec<&str> = Vec::new();
    let own = match &step.kind {
        StepKind::Goto(jump) => Some(jump),
        _ => None,
    };
    targets.extend(own.map(|jump| jump.step.as_str()));
    targets.extend(step.kind.leads().iter().filter_map(|(_, leads)| match leads {
        Leads::Goto(Jump { step, .. }) => Some(step.as_str()),
        Leads::End(_) => None,
    }));
    if let StepKind::Do(work) = &step.kind {
        targets.extend(work.return_to.iter().map(String::as_str));
        for target in &work.return_to {
            let is_human =
                flow.step(target).is_none_or(|step| matches!(step.kind, StepKind::Do(_) | StepKind::Approve(_)));
            if !is_human {
                problems.add(step.line, format!("`return_to` names a person's step; `{target}` is none"));
            }
        }
    }
    for target in targets {
        match flow.program.place_of(target) {
            Some(place) if flow.program.can_jump(from, place) => {}
            Some(_) => problems.add(
                step.line,
                format!("`{target}` cannot be reached from here: a jump goes to a step of the same list or of one around it, and never leaves or enters `together` or `each`"),
            ),
            None if flow.starts.iter().any(|start| start.id == target) => problems.add(
                step.line,
                format!("`{target}` is the start, which happens once; add a step with the same form and lead there"),
            ),
            None => problems.add(step.line, format!("there is no step `{target}`")),
        }
    }
}

struct Search<'a> {
    program: &'a Program,
    /// What was reached, and whereto each leads. A list's end is the place behind its last step.
    graph: BTreeMap<Place, Vec<Place>>,
    named_ends: BTreeSet<String>,
}

/// A place that stands for the end of the instance.
const ENDED: Place = Place { block: usize::MAX, index: 0 };

impl Search<'_> {
    /// Searches one region; true when its end can be reached.
    fn region(&mut self, block: BlockId, extra: &[Place], problems: &mut Problems) -> bool {
        let exit = Place { block, index: self.program.length(block) };
        let mut open = vec![Place { block, index: 0 }];
        open.extend(extra);
        let mut seen = BTreeSet::new();
        while let Some(place) = open.pop() {
            if place == ENDED || !seen.insert(place) {
                continue;
            }
            if self.graph.len() > SEARCH_STATES_MAX {
                problems.add(1, format!("the flow has more than {SEARCH_STATES_MAX} states; make it smaller"));
                return true;
            }
            let next = if place == exit { Vec::new() } else { self.next(place, problems) };
            open.extend(&next);
            self.graph.insert(place, next);
        }
        let finishing = self.finishing(&seen, exit);
        for place in seen.iter().filter(|place| !finishing.contains(*place)) {
            if let Some(step) = self.program.step_at(*place) {
                problems.add(step.line, format!("an instance that gets to `{}` can never end", step.id));
            }
        }
        seen.contains(&exit)
    }

    /// The places from which the exit or an end is reached.
    fn finishing(&self, seen: &BTreeSet<Place>, exit: Place) -> BTreeSet<Place> {
        let mut good = BTreeSet::from([exit, ENDED]);
        loop {
            let more: Vec<Place> = seen
                .iter()
                .filter(|place| !good.contains(*place))
                .filter(|place| self.graph[*place].iter().any(|next| good.contains(next)))
                .copied()
                .collect();
            if more.is_empty() {
                return good;
            }
            good.extend(more);
        }
    }

    fn behind(&self, place: Place) -> Place {
        Place { block: place.block, index: place.index + 1 }
    }

    fn next(&mut self, place: Place, problems: &mut Problems) -> Vec<Place> {
        let program = self.program;
        let Some(step) = program.step_at(place) else {
            // The end of a branch of `choose` leads behind the `choose`.
            let parent = program.parent(place.block).expect("only a region's exit has no parent");
            return vec![self.behind(parent)];
        };
        let constant = step.when.as_ref().map(|when| when.text.as_str());
        let mut next = Vec::new();
        if constant != Some("false") {
            self.inside(step, place, &mut next, problems);
        } else {
            problems.add(step.line, format!("the step `{}` is never done: its `when` is `false`", step.id));
        }
        if constant.is_some_and(|text| text != "true") {
            next.push(self.behind(place));
        }
        next
    }

    fn inside(&mut self, step: &Step, place: Place, next: &mut Vec<Place>, problems: &mut Problems) {
        let program = self.program;
        match &step.kind {
            StepKind::End(end) => {
                self.named_ends.insert(end.clone());
                next.push(ENDED);
            }
            StepKind::Goto(jump) => self.lead(&Leads::Goto(jump.clone()), place, next),
            StepKind::Choose(branches) => {
                next.extend(program.children(place).iter().map(|&block| Place { block, index: 0 }));
                if branches.last().is_none_or(|branch| branch.when.is_some()) {
                    next.push(self.behind(place));
                }
            }
            StepKind::Together(_) | StepKind::Each(_) => {
                let blocks = program.children(place).to_vec();
                let mut all = true;
                for block in blocks {
                    all &= self.region(block, &[], problems);
                }
                // A list may be empty, then `each` goes on at once.
                if all || matches!(step.kind, StepKind::Each(_)) {
                    next.push(self.behind(place));
                } else {
                    next.push(ENDED);
                }
            }
            StepKind::Do(work) => {
                let all_led = self.outcomes(&work.on, &work.outcomes, place, next);
                next.extend(work.return_to.iter().filter_map(|target| program.place_of(target)));
                next.extend((!all_led).then(|| self.behind(place)));
            }
            StepKind::Approve(approve) => {
                let all = ["agree", "refuse", "return"].map(str::to_owned);
                let all_led = self.outcomes(&approve.on, &all, place, next);
                next.extend((!all_led).then(|| self.behind(place)));
            }
            StepKind::Wait(wait) => {
                self.outcomes(&wait.on, &[], place, next);
                next.push(self.behind(place));
            }
            StepKind::Call(call) => {
                self.outcomes(&call.on, &[], place, next);
                next.push(self.behind(place));
            }
            StepKind::Run(_) | StepKind::Decide { .. } => next.push(self.behind(place)),
        }
    }

    /// True when every outcome leads somewhere else.
    fn outcomes(&mut self, on: &[(String, Leads)], all: &[String], from: Place, next: &mut Vec<Place>) -> bool {
        for (_, leads) in on {
            self.lead(leads, from, next);
        }
        !all.is_empty() && all.iter().all(|outcome| on.iter().any(|(led, _)| led == outcome))
    }

    fn lead(&mut self, leads: &Leads, from: Place, next: &mut Vec<Place>) {
        self.named(leads);
        match leads {
            Leads::End(_) => next.push(ENDED),
            Leads::Goto(jump) => {
                next.extend(self.program.place_of(&jump.step));
                // `max` is used up.
                next.push(if jump.otherwise.is_some() { ENDED } else { self.behind(from) });
            }
        }
    }

    fn named(&mut self, leads: &Leads) {
        match leads {
            Leads::End(end) => self.named_ends.insert(end.clone()),
            Leads::Goto(Jump { otherwise: Some(end), .. }) => self.named_ends.insert(end.clone()),
            Leads::Goto(_) => false,
        };
    }
}
