//! What is published: the OpenAPI document and the pages.

use super::access::compare;
use super::world::World;

#[test]
fn the_openapi_document_is_as_reviewed() {
    compare("openapi.json", &server::routes::openapi::document());
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let document: serde_json::Value = serde_json::from_str(&server::routes::openapi::document()).expect("JSON");
    let mut seen = std::collections::BTreeSet::new();
    for operations in document["paths"].as_object().expect("paths").values() {
        for operation in operations.as_object().expect("operations").values() {
            let name = operation["operationId"].as_str().expect("a name");
            assert!(seen.insert(name.to_owned()), "`{name}` is there twice");
        }
    }
    assert!(seen.len() > 15, "{seen:?}");
}

#[tokio::test]
async fn the_document_is_served() {
    let world = World::start().await;
    let answer = world.client().get("/api/openapi.json").await;
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.json()["openapi"], "3.1.0");
}

#[tokio::test]
async fn pages_fall_back_to_the_one_page_and_files_do_not() {
    let world = World::start().await;
    let client = world.client();
    for path in ["/", "/floor", "/calls/01890a5d-ac96-774b-bcce-b302099a8057"] {
        let answer = client.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")), "{path}");
    }
    assert_eq!(client.get("/assets/none.js").await.problem(), (404, "not_found".into()));
    assert_eq!(client.get("/../Cargo.toml").await.status, 404);
    assert_eq!(client.post("/floor", serde_json::json!({})).await.problem(), (405, "method_not_allowed".into()));
    let squeezed = client.with("accept-encoding", "gzip").get("/api/openapi.json").await;
    assert_eq!(squeezed.header("content-encoding"), Some("gzip"));
}
