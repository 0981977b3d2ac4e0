//! What is asked of the rooms of authority: of each operation a request that would do something, so that what answers is
//! the right to it and not the form of the request.

use super::access::{ABSENT, Things};
use serde_json::{Value, json};

pub fn request_of_authority(operation: &str, things: &Things) -> Option<(String, Option<Value>)> {
    let Things { person, colleague, report, article, .. } = things;
    let because = || Some(json!({"reason": "a reason of some length"}));
    let (path, body) = match operation {
        "post /access/break-glass" => {
            let asked =
                json!({"capability": "recording:play", "scope_kind": "centre", "reason": "an accident", "minutes": 30});
            ("/access/break-glass".into(), Some(asked))
        }
        "post /access/grants/{id}/revoke" => (format!("/access/grants/{ABSENT}/revoke"), because()),
        "get /access/people/{id}" => (format!("/access/people/{person}"), None),
        "post /access/suspensions" => {
            let asked =
                json!({"person": colleague, "capability": "report:view", "reason": "a suspicion", "minutes": 30});
            ("/access/suspensions".into(), Some(asked))
        }
        "post /access/suspensions/{id}/lift" => (format!("/access/suspensions/{ABSENT}/lift"), because()),
        "post /people/{id}/identities" => {
            (format!("/people/{person}/identities"), Some(json!({"provider": "company", "subject": "u-1"})))
        }
        "get /access/who" => ("/access/who?action=report:view".into(), None),
        "get /access/why" => (format!("/access/why?action=call:view&kind=call&id={}", things.call), None),
        "post /audit/findings" => ("/audit/findings".into(), Some(json!({"form": {}}))),
        "get /audit/report.pdf" | "get /audit/report.xlsx" => (format!("{}?{report}", &operation[4..]), None),
        "post /audit/samples" => {
            let (from, until) = (things.now - 3_600_000, things.now);
            let asked = json!({"of": "grants", "from_ms": from, "until_ms": until, "size": 5});
            ("/audit/samples".into(), Some(asked))
        }
        "post /knowledge" => {
            ("/knowledge".into(), Some(json!({"section": "faq", "title": "Returns", "text": "Fifteen days"})))
        }
        "get /knowledge/{id}" => (format!("/knowledge/{article}"), None),
        "put /knowledge/{id}" => {
            let text = json!({"revision": 7, "section": "faq", "title": "Returns", "text": "Fifteen days"});
            (format!("/knowledge/{article}"), Some(text))
        }
        "post /knowledge/{id}/confirm" => (format!("/knowledge/{article}/confirm"), Some(json!({"revision": 7}))),
        "post /knowledge/{id}/retire" => (format!("/knowledge/{ABSENT}/retire"), because()),
        "get /journal/proof" => ("/journal/proof?from=1&to=2".into(), None),
        "post /journal/cosignature" => {
            ("/journal/cosignature".into(), Some(json!({"size": 1, "line": "a line of nobody"})))
        }
        "post /rulebook/acknowledge" => ("/rulebook/acknowledge".into(), Some(json!({"version": "of last year"}))),
        "get /rulebook/files" => ("/rulebook/files?path=centre.yaml".into(), None),
        "post /rulebook/changes/preview" => {
            ("/rulebook/changes/preview".into(), Some(json!({"base": "of last year", "files": []})))
        }
        "post /rulebook/changes" => {
            let asked = json!({"reason": "a reason", "scope": "all", "expected": "less work", "base": "of last year", "files": []});
            ("/rulebook/changes".into(), Some(asked))
        }
        "post /rulebook/changes/{id}/roll-back" => (format!("/rulebook/changes/{ABSENT}/roll-back"), because()),
        _ => return request_of_customers(operation, things),
    };
    Some((path, body))
}

fn request_of_customers(operation: &str, things: &Things) -> Option<(String, Option<Value>)> {
    let Things { customer, call, .. } = things;
    let field = |field: &str| Some(json!({"field": field, "purpose": "call back", "call": call}));
    let (path, body) = match operation {
        "get /calls/{id}/customer" => (format!("/calls/{call}/customer"), None),
        "get /customers" => ("/customers?phone=13800001234".into(), None),
        "post /customers" => ("/customers".into(), Some(json!({"phone": "13900000001", "name": "赵某"}))),
        "get /customers/{id}" => (format!("/customers/{customer}"), None),
        "patch /customers/{id}" => (format!("/customers/{customer}"), Some(json!({"note": "prefers mornings"}))),
        "post /customers/{id}/consents" => (format!("/customers/{customer}/consents"), field("id_card")),
        "delete /customers/{id}/consents/{field}" => {
            let asked = format!("/customers/{customer}/consents/id_card");
            (asked, None)
        }
        "post /customers/{id}/reveal" => (format!("/customers/{customer}/reveal"), field("phone")),
        "post /customers/{id}/hold" | "post /customers/{id}/erase" | "delete /customers/{id}/hold" => {
            let act = operation.rsplit('/').next().unwrap_or_default();
            (format!("/customers/{customer}/{act}"), Some(json!({"reason": "a reason of some length"})))
        }
        _ => return request_of_orders(operation, things),
    };
    Some((path, body))
}

fn request_of_orders(operation: &str, things: &Things) -> Option<(String, Option<Value>)> {
    let Things { customer, order, .. } = things;
    let goods = json!({"product": "kettle", "quantity": 2, "amount_fen": 25_800});
    let (path, body) = match operation {
        "get /orders" => ("/orders".into(), None),
        "get /orders/{id}" => (format!("/orders/{order}"), None),
        "post /orders" => {
            let taken = json!({
                "customer": customer, "product": "cup", "quantity": 1, "amount_fen": 12_900, "address": "somewhere",
            });
            ("/orders".into(), Some(taken))
        }
        "post /orders/import" => {
            let told = json!({
                "number": "SO-2", "customer": customer, "product": "cup", "quantity": 1, "amount_fen": 12_900,
                "address": "somewhere", "state": "placed",
            });
            ("/orders/import".into(), Some(told))
        }
        "post /orders/{id}/address" => (format!("/orders/{order}/address"), Some(json!({"address": "elsewhere"}))),
        "post /orders/{id}/exchange" => (format!("/orders/{order}/exchange"), Some(goods)),
        "post /orders/{id}/cancel" => {
            (format!("/orders/{order}/cancel"), Some(json!({"reason": "a reason of some length"})))
        }
        "post /orders/{id}/shipped" | "post /orders/{id}/delivered" | "post /orders/{id}/returned" => {
            (format!("/orders/{order}/{}", operation.rsplit('/').next().unwrap_or_default()), None)
        }
        _ => return None,
    };
    Some((path, body))
}
