//! Announcements made of single prompts, by key: `place_you_are`, `number_1` … `number_20`, `place_in_line`, and
//! `place_many`, a sentence of its own for everybody further back.

use model::Prompt;

/// Last place that has a prompt of its own.
const NUMBER_MAX: u32 = 20;

/// "You are number three in line."
pub fn place_prompts(place: u32) -> Vec<Prompt> {
    if place > NUMBER_MAX {
        return vec!["place_many".into()];
    }
    vec!["place_you_are".into(), format!("number_{}", place.max(1)).into(), "place_in_line".into()]
}
