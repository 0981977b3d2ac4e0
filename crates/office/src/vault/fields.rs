//! Fields of forms: sealed by their class, shown with masks, and taken back when a mask comes unchanged.

use super::Keeper;
use model::process::Fields;
use model::sealed::{ERASED, Piece};
use model::{Class, Sealed, Subject};
use serde_json::Value as Json;
use store::StoreError;

/// One text of a form: where it is, whose group it belongs to, and its class.
struct Place {
    pointer: String,
    group: usize,
    class: Option<Class>,
}

/// Texts that belong to one person: an object of the form. Its subject is that of its first number.
struct Group {
    parent: Option<usize>,
    subject: Option<Subject>,
}

/// What a field's schema says: `x-class`.
pub(crate) fn class_of(schema: Option<&Json>) -> Option<Class> {
    schema?.get("x-class")?.as_str()?.parse().ok()
}

impl Keeper {
    /// Values with a class are sealed whole, numbers in all other texts where they stand. What belongs to one person in
    /// the form, as name and number, is sealed with one key. `around`: whose case it is, for what stands without a number.
    pub(crate) async fn seal_fields(
        &self,
        schema: &Json,
        data: Fields,
        around: Option<Subject>,
    ) -> Result<Fields, StoreError> {
        let mut json = Json::Object(data);
        let (mut places, mut groups) = (Vec::new(), vec![Group { parent: None, subject: None }]);
        walk(schema, &json, String::new(), 0, &mut places, &mut groups);
        for place in &places {
            let Some(class @ (Class::Phone | Class::IdCard | Class::BankCard)) = place.class else { continue };
            let Some(clear) = json.pointer(&place.pointer).and_then(Json::as_str) else { continue };
            if groups[place.group].subject.is_none() && !Sealed::is_in(clear) && !clear.trim().is_empty() {
                groups[place.group].subject = Some(self.subject_of(class, clear).await?);
            }
        }
        groups[0].subject = groups[0].subject.or(around);
        for place in places {
            let Some(Json::String(text)) = json.pointer_mut(&place.pointer) else { continue };
            let sealed = match place.class {
                _ if text.trim().is_empty() => None,
                Some(_) if text.parse::<Sealed>().is_ok() => None,
                Some(class @ (Class::Phone | Class::IdCard | Class::BankCard)) => {
                    Some(self.seal_one(class, text).await?.to_string())
                }
                Some(class) => {
                    let subject = self.subject_in(&mut groups, place.group);
                    Some(self.seal_for(subject, class, text).await?.to_string())
                }
                None => self.seal_text(text).await?,
            };
            if let Some(sealed) = sealed {
                *text = sealed;
            }
        }
        let Json::Object(data) = json else { unreachable!("it was made an object above") };
        Ok(data)
    }

    /// The group's subject, or that of the form around it; a new one for somebody of whom no number is known.
    fn subject_in(&self, groups: &mut [Group], group: usize) -> Subject {
        let mut at = Some(group);
        while let Some(index) = at {
            if let Some(subject) = groups[index].subject {
                return subject;
            }
            at = groups[index].parent;
        }
        *groups[group].subject.insert(self.own_subject())
    }

    /// What somebody sends who saw masks: a mask that stands in `stored` means what it stood for there. And nothing that
    /// they send is taken for a sealed value.
    pub(crate) async fn take_back(&self, stored: &Fields, sent: Fields) -> Result<Fields, StoreError> {
        let mut sealed = Vec::new();
        for (key, value) in stored {
            sealed_in(value, &format!("/{}", escaped(key)), &mut sealed);
        }
        let mut json = Json::Object(sent);
        let mut pointers = Vec::new();
        strings(&json, String::new(), &mut pointers);
        for pointer in pointers {
            let Some(Json::String(text)) = json.pointer_mut(&pointer) else { continue };
            *text = Sealed::none_in(text);
            let (here, elsewhere): (Vec<_>, Vec<_>) = sealed.iter().partition(|(at, _)| *at == pointer);
            for (_, value) in here.into_iter().chain(elsewhere) {
                if value.mask.is_empty() && text == ERASED {
                    // Nobody can say it any more: it stays what it is.
                    *text = value.to_string();
                    break;
                }
                if value.mask.contains("**")
                    && text.contains(&value.mask)
                    && let Some(clear) = self.open_one(value).await?
                {
                    *text = text.replacen(&value.mask, &clear, 1);
                }
            }
        }
        let Json::Object(data) = json else { unreachable!("it was made an object above") };
        Ok(data)
    }

    /// Fields for somebody to see or go on with: masks, and in clear what `opens` names.
    pub(crate) async fn open_fields(&self, data: &Fields, opens: impl Fn(Class) -> bool) -> Result<Fields, StoreError> {
        let mut json = Json::Object(data.clone());
        let mut pointers = Vec::new();
        strings(&json, String::new(), &mut pointers);
        for pointer in pointers {
            let Some(Json::String(text)) = json.pointer_mut(&pointer) else { continue };
            if Sealed::is_in(text) {
                *text = self.open_text(text, &opens).await?;
            }
        }
        let Json::Object(data) = json else { unreachable!("it was made an object above") };
        Ok(data)
    }
}

fn walk(schema: &Json, json: &Json, pointer: String, group: usize, places: &mut Vec<Place>, groups: &mut Vec<Group>) {
    match json {
        Json::String(_) => places.push(Place { pointer, group, class: class_of(Some(schema)) }),
        Json::Array(items) => {
            let schema = schema.get("items").unwrap_or(&Json::Null);
            for (index, item) in items.iter().enumerate() {
                walk(schema, item, format!("{pointer}/{index}"), group, places, groups);
            }
        }
        Json::Object(fields) => {
            let group = if pointer.is_empty() {
                group
            } else {
                groups.push(Group { parent: Some(group), subject: None });
                groups.len() - 1
            };
            for (key, value) in fields {
                let schema = schema.get("properties").and_then(|all| all.get(key)).unwrap_or(&Json::Null);
                walk(schema, value, format!("{pointer}/{}", escaped(key)), group, places, groups);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

fn strings(json: &Json, pointer: String, found: &mut Vec<String>) {
    match json {
        Json::String(_) => found.push(pointer),
        Json::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| strings(item, format!("{pointer}/{index}"), found));
        }
        Json::Object(fields) => {
            fields.iter().for_each(|(key, value)| strings(value, format!("{pointer}/{}", escaped(key)), found));
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

fn sealed_in(json: &Json, pointer: &str, found: &mut Vec<(String, Sealed)>) {
    match json {
        Json::String(text) if Sealed::is_in(text) => {
            for piece in Sealed::pieces(text) {
                if let Piece::Sealed(sealed) = piece {
                    found.push((pointer.to_owned(), sealed));
                }
            }
        }
        Json::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| sealed_in(item, &format!("{pointer}/{index}"), found));
        }
        Json::Object(fields) => {
            fields.iter().for_each(|(key, item)| sealed_in(item, &format!("{pointer}/{}", escaped(key)), found));
        }
        _ => {}
    }
}

/// RFC 6901.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
