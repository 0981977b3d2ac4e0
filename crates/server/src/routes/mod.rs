//! The API's rooms, one file each. Every operation names the action it needs in its OpenAPI extension `x-action`
//! (`public`, `signed_in` or an action of `access::actions`); a test refuses operations that do not.

pub mod access;
pub mod account;
pub mod attachments;
pub mod audit;
pub mod calls;
pub mod changes;
pub mod customers;
pub mod delegations;
pub mod drafts;
pub mod evidence;
pub mod floor;
pub mod flows;
pub mod health;
pub mod instances;
pub mod journal;
pub mod knowledge;
pub mod live;
pub mod notices;
pub mod openapi;
pub mod orders;
pub mod people;
pub mod recordings;
pub mod records;
pub mod reports;
pub mod rulebook;
pub mod session;
pub mod sign_on;
pub mod supervision;
pub mod tasks;
pub mod why;

use crate::http::App;
use crate::http::problem::{Code, Problem};
use crate::limits::{ATTACHMENT_BYTES_MAX, FORM_BODY_BYTES_MAX};
use ::access::{Denied, Reason};
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use office::processes::Page;
use serde::Serialize;
use std::collections::HashMap;
use std::future::Future;
use std::str::FromStr;
use std::sync::LazyLock;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Below this everything is versioned.
pub const BASE: &str = "/api/v1";

/// All routes of the API with their document.
pub fn all() -> OpenApiRouter<App> {
    let v1 = OpenApiRouter::new()
        .routes(routes!(session::log_in, session::me, session::log_out))
        .routes(routes!(session::config))
        .routes(routes!(session::second_factor))
        .routes(routes!(session::ways))
        .routes(routes!(session::begin_passkey))
        .routes(routes!(session::begin_step_up))
        .routes(routes!(session::step_up))
        .routes(routes!(calls::list))
        .routes(routes!(calls::one))
        .routes(routes!(calls::reveal))
        .routes(routes!(calls::set_disposition))
        .routes(routes!(recordings::audio))
        .routes(routes!(recordings::peaks))
        .routes(routes!(floor::floor))
        .routes(routes!(reports::queues))
        .routes(routes!(people::list))
        .routes(routes!(people::one))
        .routes(routes!(people::disable))
        .routes(routes!(people::enable))
        .routes(routes!(people::end_sessions))
        .routes(routes!(rulebook::in_force))
        .routes(routes!(journal::list))
        .routes(routes!(evidence::last))
        .routes(routes!(evidence::list))
        .routes(routes!(evidence::proof))
        .routes(routes!(evidence::cosign))
        .routes(routes!(live::live))
        .merge(of_accounts())
        .merge(of_customers())
        .merge(of_rights())
        .merge(of_supervision())
        .merge(of_flows())
        .merge(of_knowledge())
        .merge(of_orders())
        .merge(of_rules())
        .merge(with_forms().layer(DefaultBodyLimit::max(FORM_BODY_BYTES_MAX)))
        .merge(with_files().layer(DefaultBodyLimit::max(ATTACHMENT_BYTES_MAX)));
    OpenApiRouter::with_openapi(openapi::head()).nest(BASE, v1)
}

/// The action that an operation names in its `x-action`. `path`: as the router matched it.
pub fn action_of(method: &Method, path: &str) -> Option<&'static str> {
    static ACTIONS: LazyLock<HashMap<(Method, String), String>> = LazyLock::new(actions);
    Some(ACTIONS.get(&(method.clone(), path.to_owned()))?.as_str())
}

fn actions() -> HashMap<(Method, String), String> {
    let document = serde_json::to_value(all().into_openapi()).expect("the document is JSON");
    let paths = document["paths"].as_object().into_iter().flatten();
    let operations = paths.flat_map(|(path, item)| item.as_object().into_iter().flatten().map(move |of| (path, of)));
    let named = operations.filter_map(|(path, (method, operation))| {
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).ok()?;
        Some(((method, path.clone()), operation["x-action"].as_str()?.to_owned()))
    });
    named.collect()
}

/// The rulebook: versions, files, clauses, changes, who has read it.
fn of_rules() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(rulebook::versions))
        .routes(routes!(rulebook::files))
        .routes(routes!(rulebook::clauses))
        .routes(routes!(rulebook::reading))
        .routes(routes!(rulebook::acknowledge))
        .routes(routes!(rulebook::acknowledgements))
        .routes(routes!(changes::one))
        .routes(routes!(changes::roll_back))
}

/// Orders of customers.
fn of_orders() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(orders::list, orders::take))
        .routes(routes!(orders::import))
        .routes(routes!(orders::one))
        .routes(routes!(orders::address))
        .routes(routes!(orders::exchange))
        .routes(routes!(orders::cancel))
        .routes(routes!(orders::shipped))
        .routes(routes!(orders::delivered))
        .routes(routes!(orders::returned))
}

/// The knowledge base.
fn of_knowledge() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(knowledge::sections))
        .routes(routes!(knowledge::list, knowledge::publish))
        .routes(routes!(knowledge::one, knowledge::change))
        .routes(routes!(knowledge::confirm))
        .routes(routes!(knowledge::retire))
}

/// Why, reports, reviews, violations, audit.
fn of_supervision() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(why::why))
        .routes(routes!(why::mine))
        .routes(routes!(why::person))
        .routes(routes!(why::who))
        .routes(routes!(supervision::over))
        .routes(routes!(supervision::short))
        .routes(routes!(supervision::reviews))
        .routes(routes!(supervision::review))
        .routes(routes!(supervision::violations))
        .routes(routes!(supervision::violation))
        .routes(routes!(audit::samples, audit::draw))
        .routes(routes!(audit::sample))
        .routes(routes!(audit::findings, audit::open_finding))
        .routes(routes!(audit::report_pdf))
        .routes(routes!(audit::report_xlsx))
}

/// Customers and their data.
fn of_customers() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(customers::find, customers::add))
        .routes(routes!(customers::one, customers::change))
        .routes(routes!(customers::of_call))
        .routes(routes!(customers::consent))
        .routes(routes!(customers::withdraw))
        .routes(routes!(customers::reveal))
        .routes(routes!(customers::hold, customers::lift_hold))
        .routes(routes!(customers::erase))
}

/// The own account; API tokens.
fn of_accounts() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(account::factors))
        .routes(routes!(account::begin_totp))
        .routes(routes!(account::confirm_totp))
        .routes(routes!(account::begin_passkey))
        .routes(routes!(account::finish_passkey))
        .routes(routes!(account::recovery_codes))
        .routes(routes!(account::remove_factor))
        .routes(routes!(account::change_password))
        .routes(routes!(account::devices, account::end_devices))
        .routes(routes!(account::end_device))
        .routes(routes!(account::tokens, account::issue_token))
        .routes(routes!(account::revoke_token))
        .routes(routes!(account::all_tokens))
        .routes(routes!(sign_on::begin))
        .routes(routes!(sign_on::finish))
        .routes(routes!(sign_on::identities, sign_on::begin_link))
        .routes(routes!(sign_on::finish_link))
        .routes(routes!(sign_on::unlink))
        .routes(routes!(sign_on::identities_of, sign_on::link_of))
        .routes(routes!(sign_on::unlink_of))
        .routes(routes!(account::revoke_any_token))
}

/// Rights for a time and suspensions.
fn of_rights() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(access::requestable))
        .routes(routes!(access::grants))
        .routes(routes!(access::grant))
        .routes(routes!(access::revoke))
        .routes(routes!(access::suspensions, access::suspend))
        .routes(routes!(access::lift))
        .routes(routes!(access::break_glass))
}

/// Flows, tasks and instances; notices and deputies.
fn of_flows() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(flows::list))
        .routes(routes!(flows::one))
        .routes(routes!(flows::bpmn))
        .routes(routes!(flows::numbers))
        .routes(routes!(flows::export))
        .routes(routes!(flows::migration, flows::migrate))
        .routes(routes!(tasks::list))
        .routes(routes!(tasks::counts))
        .routes(routes!(tasks::one))
        .routes(routes!(tasks::claim))
        .routes(routes!(tasks::give_back))
        .routes(routes!(tasks::complete_many))
        .routes(routes!(tasks::reassign))
        .routes(routes!(tasks::one_time_password))
        .routes(routes!(tasks::add_signer))
        .routes(routes!(tasks::return_to))
        .routes(routes!(instances::list))
        .routes(routes!(instances::one))
        .routes(routes!(instances::take_back))
        .routes(routes!(delegations::list, delegations::give))
        .routes(routes!(delegations::end))
        .routes(routes!(notices::one))
        .routes(routes!(notices::read))
        .routes(routes!(notices::acknowledge))
        .routes(routes!(attachments::one))
        .routes(routes!(records::list))
        .routes(routes!(records::look_up))
}

/// Those that take a filled-in form, or a notice to two thousand people.
fn with_forms() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(flows::start))
        .routes(routes!(tasks::complete))
        .routes(routes!(instances::send))
        .routes(routes!(drafts::one, drafts::save, drafts::drop))
        .routes(routes!(notices::list, notices::send))
        .routes(routes!(changes::preview))
        .routes(routes!(changes::list, changes::propose))
}

fn with_files() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(attachments::add))
}

pub async fn method_not_allowed() -> Problem {
    Problem::new(Code::MethodNotAllowed)
}

/// A page of a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PageBody<T> {
    pub items: Vec<T>,
    /// `cursor` of the page after it; null at the end.
    pub next: Option<String>,
}

impl<T> PageBody<T> {
    /// A list that is never longer than one page.
    fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }
}

impl<T> From<Page<T>> for PageBody<T> {
    fn from(page: Page<T>) -> Self {
        Self { items: page.items, next: page.next }
    }
}

/// A request's body as text, to tell one request from another.
fn text_of(body: &impl Serialize) -> String {
    serde_json::to_string(body).expect("it came as JSON")
}

/// The id of what a repeated request made the first time.
fn made<T: FromStr>(id: &str) -> Result<T, Problem> {
    id.parse().map_err(|_| Problem::new(Code::NotFound))
}

/// Whether something may be done, and why not.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Allowed {
    pub allowed: bool,
    /// Empty when allowed.
    #[schema(value_type = Vec<Object>)]
    pub reasons: Vec<Reason>,
}

impl<T> From<Result<T, Denied>> for Allowed {
    fn from(answer: Result<T, Denied>) -> Self {
        match answer {
            Ok(_) => Self { allowed: true, reasons: Vec::new() },
            Err(denied) => Self { allowed: false, reasons: denied.why().reasons.clone() },
        }
    }
}

/// Runs a use case to its end even when the client hangs up halfway: what is committed must also take effect.
pub async fn whole<T: Send + 'static>(
    work: impl Future<Output = Result<T, Problem>> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::spawn(work).await {
        Ok(done) => done,
        Err(_) => Err(Problem::new(Code::Internal)), // The panic hook has logged it.
    }
}
