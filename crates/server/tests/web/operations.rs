//! Every operation of the API as its document tells it: where ids go, and a body that fits. What the document has and
//! this table does not know fails the tests that use it, so that a new operation is swept or its test is told how.

use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// Ids by kind: what is asked about.
pub type Ids = HashMap<&'static str, String>;

/// A value of a request: an id of some kind, or what any asker may say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Slot {
    Id(&'static str),
    /// A word of the rulebook, a number, a text: no secret, and the same for everybody.
    Plain(&'static str),
}

use Slot::{Id, Plain};

/// One operation of the document.
pub struct Operation {
    pub method: String,
    /// As in the document, with the base.
    pub path: String,
    pub action: String,
    /// Parameters of the path, then those of the query that are given.
    in_path: Vec<(String, Slot)>,
    in_query: Vec<(String, Slot)>,
    /// The schema of a JSON body, with its references resolved.
    pub body: Option<Value>,
    /// Names of all parameters of the query.
    pub query_names: Vec<String>,
}

/// A request as it is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub path: String,
    pub body: Option<Value>,
}

impl Operation {
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path.trim_start_matches("/api/v1"))
    }

    pub fn is_read(&self) -> bool {
        self.method == "get"
    }

    /// The kinds of ids in it.
    pub fn kinds(&self) -> Vec<&'static str> {
        let mut kinds: Vec<&'static str> = Vec::new();
        let slots = self.in_path.iter().chain(&self.in_query).map(|(_, slot)| *slot);
        let in_body = self.body.iter().flat_map(|schema| slots_of(schema, self));
        for slot in slots.chain(in_body) {
            if let Id(kind) = slot
                && !kinds.contains(&kind)
            {
                kinds.push(kind);
            }
        }
        kinds
    }

    /// The request about these things.
    pub fn request(&self, ids: &Ids) -> Request {
        let text = |slot: Slot| match slot {
            Id(kind) => ids.get(kind).unwrap_or_else(|| panic!("no `{kind}` for {}", self.name())).clone(),
            Plain(word) => word.to_owned(),
        };
        let mut path = self.path.clone();
        for (name, slot) in &self.in_path {
            path = path.replace(&format!("{{{name}}}"), &text(*slot));
        }
        let query: Vec<String> = self.in_query.iter().map(|(name, slot)| format!("{name}={}", text(*slot))).collect();
        if !query.is_empty() {
            path = format!("{path}?{}", query.join("&"));
        }
        Request { path, body: self.body.as_ref().map(|schema| filled(schema, self, ids)) }
    }
}

/// All of them, in the document's order.
pub fn all() -> Vec<Operation> {
    let document: Value = serde_json::from_str(&server::routes::openapi::document()).expect("JSON");
    let mut all = Vec::new();
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            all.push(read(&document, path, method, operation));
        }
    }
    all
}

fn read(document: &Value, path: &str, method: &str, operation: &Value) -> Operation {
    let short = path.trim_start_matches("/api/v1");
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let named = |place: &str| -> Vec<String> {
        let of = parameters.iter().filter(|of| of["in"] == place);
        of.map(|of| of["name"].as_str().expect("a name").to_owned()).collect()
    };
    let in_path = named("path").into_iter().map(|name| (name.clone(), path_slot(short, &name))).collect();
    let query_names = named("query");
    let given = query_names.iter().filter_map(|name| Some((name.clone(), query_slot(short, name)?)));
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    Operation {
        method: method.to_owned(),
        path: path.to_owned(),
        action: operation["x-action"].as_str().unwrap_or_else(|| panic!("{short} names no x-action")).to_owned(),
        in_path,
        in_query: given.collect(),
        body: schema.is_object().then(|| resolved(document, schema)),
        query_names,
    }
}

/// A schema with what it refers to in its place; `null` beside something else is left out.
fn resolved(document: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().expect("a name");
        let mut found = resolved(document, &document["components"]["schemas"][name]);
        found["title"] = json!(name);
        return found;
    }
    if let Some(either) = schema["oneOf"].as_array() {
        let real = either.iter().find(|one| one["type"] != "null").expect("something but null");
        return resolved(document, real);
    }
    let mut schema = schema.clone();
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.values_mut().for_each(|of| *of = resolved(document, of));
    }
    if let Some(items) = schema.get_mut("items") {
        *items = resolved(document, items);
    }
    schema
}

/// What a parameter of a path names. By the room before it.
fn path_slot(path: &str, name: &str) -> Slot {
    let room = path.split(&format!("/{{{name}}}")).next().expect("what stands before it");
    match (room, name) {
        ("/calls", "id") => Id("call"),
        ("/recordings", "id") => Id("recording"),
        ("/customers", "id") => Id("customer"),
        ("/people" | "/access/people", "id") => Id("person"),
        ("/account/identities", "id") | ("/people/{id}/identities", "identity") => Id("identity"),
        ("/knowledge", "id") => Id("article"),
        ("/orders", "id") => Id("order"),
        ("/access/grants", "id") => Id("grant"),
        ("/access/suspensions", "id") => Id("suspension"),
        ("/access/reviews", "id") => Id("review"),
        ("/instances", "id") | ("/tasks" | "/violations", "instance") => Id("instance"),
        ("/tasks/{instance}", "task") => Id("task"),
        ("/delegations", "id") => Id("delegation"),
        ("/notices", "id") => Id("notice"),
        ("/attachments", "id") => Id("paper"),
        ("/audit/samples", "id") => Id("sample"),
        ("/rulebook/changes", "id") => Id("change"),
        ("/tokens" | "/account/tokens", "id") => Id("token"),
        ("/account/sessions", "id") => Id("session"),
        ("/account/factors", "id") => Id("factor"),
        ("/customers/{id}/consents", "field") => Plain("id_card"),
        ("/instances/{id}/messages", "name") => Plain("cancel"),
        ("/flows", "key") => Plain("leave"),
        // A draft is kept by whom it is of and the form's key: there is no id of another's.
        ("/drafts", "key") => Plain("start:leave"),
        _ => panic!("tests/web/operations.rs does not know what `{name}` of {path} names"),
    }
}

/// What a parameter of a query names. `None`: left out, because it selects or pages and names nothing.
fn query_slot(path: &str, name: &str) -> Option<Slot> {
    Some(match (path, name) {
        ("/access/why", "id") => Id("call"),
        ("/access/why", "kind") => Plain("call"),
        ("/access/why", "action") => Plain("call:view"),
        (_, "person") => Id("person"),
        ("/calls", "agent") => Id("person"),
        ("/access/who", "action") => Plain("report:view"),
        (_, "team") => Plain("team1"),
        (_, "capability") => Plain("recording:play"),
        ("/lookup", "kind") => Plain("person"),
        ("/flows/export", "format") => Plain("ocel"),
        ("/instances", "box") => Plain("all"),
        ("/customers", "phone") => Plain("13800009999"),
        ("/attachments", "name") => Plain("a.txt"),
        ("/orders", "customer") => Id("customer"),
        ("/journal/proof", "from") => Plain("1"),
        ("/journal/proof", "to") => Plain("2"),
        ("/rulebook/files", "path") => Plain("centre.yaml"),
        (_, "from_ms" | "to_ms" | "until_ms") if path.starts_with("/calls") => return None,
        (_, "from_ms") => Plain("1795390000000"),
        (_, "to_ms" | "until_ms") => Plain("1795400400000"),
        (_, "buckets") => Plain("10"),
        (
            _,
            "limit" | "cursor" | "state" | "days" | "queue" | "outcome" | "q" | "name" | "flow" | "after" | "index"
            | "size" | "desk" | "box" | "kind" | "bucket" | "version" | "action" | "section" | "due" | "retired"
            | "number",
        ) => return None,
        _ => panic!("tests/web/operations.rs does not know what `{name}` of {path}?… names"),
    })
}

/// What a text of a body names. `None`: its type says enough.
fn body_slot(schema: &str, property: &str) -> Option<Slot> {
    Some(match (schema, property) {
        ("Returning", "to") => Plain("route"),
        ("SignOnAsked", "to") => Plain("/"),
        ("NewDelegation", "absent" | "deputy")
        | ("Reassigning", "to")
        | ("Asking", "signer")
        | ("NewSuspension", "person")
        | ("Notice", "people") => Id("colleague"),
        ("OrderTaken" | "OrderImported", "customer") => Id("customer"),
        ("OrderImported", "state") => Plain("placed"),
        (_, "call") => Id("call"),
        (_, "instance") => Id("instance"),
        (_, "task") => Id("task"),
        (_, "capability") => Plain("report:view"),
        ("Notice", "teams") => Plain("team1"),
        ("Notice", "roles") => Plain("agent"),
        ("TokenAsked", "scope") => Plain("call:view"),
        (_, "scope_kind") => Plain("centre"),
        (_, "field") => Plain("phone"),
        (_, "phone") => Plain("13800009999"),
        (_, "id_card") => Plain("11010519491231002X"),
        (_, "bank_card") => Plain("6222020200112233445"),
        ("NewSample", "of") => Plain("grants"),
        (_, "outcome") => Plain("agree"),
        (_, "start") => Plain("apply"),
        (_, "step") => Plain("review"),
        (_, "path") => Plain("centre.yaml"),
        (
            _,
            "reason" | "scope" | "scope_id" | "expected" | "base" | "text" | "title" | "note" | "name" | "address"
            | "purpose" | "code" | "password" | "current" | "new" | "username" | "ticket" | "recovery_code" | "line"
            | "version" | "provider" | "subject" | "state" | "iss" | "error" | "section" | "number" | "product",
        ) => Plain("a text of some length"),
        _ => return None,
    })
}

fn slots_of(schema: &Value, of: &Operation) -> Vec<Slot> {
    let mut slots = Vec::new();
    for (property, inner) in schema["properties"].as_object().into_iter().flatten() {
        match property_slot(schema, property, inner, of) {
            Some(slot) => slots.push(slot),
            None if inner["items"]["properties"].is_object() => slots.extend(slots_of(&inner["items"], of)),
            None => slots.extend(slots_of(inner, of)),
        }
    }
    slots
}

/// A text, or a list of texts, that must be known; everything else is filled by its type.
fn property_slot(schema: &Value, property: &str, inner: &Value, of: &Operation) -> Option<Slot> {
    let name = schema["title"].as_str().unwrap_or_default();
    let slot = body_slot(name, property);
    let is_text = has_type(inner, "string") || (has_type(inner, "array") && has_type(&inner["items"], "string"));
    let is_choice = inner["enum"].is_array();
    assert!(
        slot.is_some() || is_choice || !is_text,
        "tests/web/operations.rs does not know what `{property}` of {name} in {} names",
        of.name()
    );
    slot
}

fn has_type(schema: &Value, wanted: &str) -> bool {
    match &schema["type"] {
        Value::String(one) => one == wanted,
        Value::Array(some) => some.iter().any(|one| one == wanted),
        _ => false,
    }
}

/// A body that fits the schema.
fn filled(schema: &Value, of: &Operation, ids: &Ids) -> Value {
    let mut body = Map::new();
    for (property, inner) in schema["properties"].as_object().into_iter().flatten() {
        let value = match property_slot(schema, property, inner, of) {
            Some(Id(kind)) => {
                let id = ids.get(kind).unwrap_or_else(|| panic!("no `{kind}` for {}", of.name()));
                if has_type(inner, "integer") { id.parse().map_or(json!(id), |id: u64| json!(id)) } else { json!(id) }
            }
            Some(Plain(word)) => json!(word),
            None => by_type(inner, of, ids),
        };
        let is_listed = has_type(inner, "array") && !value.is_array();
        body.insert(property.clone(), if is_listed { json!([value]) } else { value });
    }
    Value::Object(body)
}

fn by_type(schema: &Value, of: &Operation, ids: &Ids) -> Value {
    if let Some(first) = schema["enum"].as_array().and_then(|all| all.first()) {
        return first.clone();
    }
    match () {
        () if schema["properties"].is_object() => filled(schema, of, ids),
        () if has_type(schema, "array") => json!([by_type(&schema["items"], of, ids)]),
        () if has_type(schema, "object") => json!({}),
        () if has_type(schema, "integer") || has_type(schema, "number") => json!(1),
        () if has_type(schema, "boolean") => json!(false),
        () => panic!("{}: no value for {schema}", of.name()),
    }
}
