//! The inbox: what the reader has to do, and doing it.

use super::instances::of_instance;
use super::{PageBody, whole};
use crate::http::App;
use crate::http::auth::Reader;
use crate::http::idempotency::once;
use crate::http::input::{Asked, Body, Named};
use crate::http::problem::{Code, Problem, ProblemBody};
use crate::limits::TASKS_AT_ONCE_MAX;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use model::process::Fields;
use model::{InstanceId, PersonId};
use office::OfficeError;
use office::processes::acts::Completion;
use office::processes::inbox::TaskBox;
use office::processes::views::{BatchResult, InstanceView, TaskCounts, TaskRow, TaskView};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// What is to be done, the most urgent first.
    #[default]
    Open,
    /// What the reader has done, the latest first.
    Done,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TasksAsked {
    /// Default `open`.
    #[serde(default, rename = "box")]
    #[param(inline)]
    which: Which,
    /// Only tasks of this flow.
    flow: Option<String>,
    /// Rows of a page, 1 to 200; default 50.
    limit: Option<u32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Tasks of the reader and of whom they stand in for.
#[utoipa::path(get, path = "/tasks", operation_id = "tasks_list", tag = "tasks", params(TasksAsked),
    responses((status = 200, body = PageBody<TaskRow>), (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("signed_in"))))]
pub async fn list(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<TasksAsked>,
) -> Result<Json<PageBody<TaskRow>>, Problem> {
    let which = match asked.which {
        Which::Open => TaskBox::Open,
        Which::Done => TaskBox::Done,
    };
    let page = app.office.inbox(&caller, which, asked.flow.as_deref(), asked.cursor.as_deref(), asked.limit).await?;
    Ok(Json(page.into()))
}

/// How much there is to do.
#[utoipa::path(get, path = "/tasks/counts", operation_id = "tasks_counts", tag = "tasks",
    responses((status = 200, body = TaskCounts)),
    extensions(("x-action" = json!("signed_in"))))]
pub async fn counts(State(app): State<App>, Reader(caller): Reader) -> Result<Json<TaskCounts>, Problem> {
    Ok(Json(app.office.task_counts(&caller).await?))
}

/// One task with its form, what is known so far, and what the reader may do with it.
#[utoipa::path(get, path = "/tasks/{instance}/{task}", operation_id = "tasks_one", tag = "tasks",
    params(("instance" = String, Path), ("task" = u64, Path)),
    responses((status = 200, body = TaskView), (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("instance:view"))))]
pub async fn one(
    State(app): State<App>,
    Reader(caller): Reader,
    Named((instance, task)): Named<(InstanceId, u64)>,
) -> Result<Json<TaskView>, Problem> {
    Ok(Json(app.office.task(&caller, instance, task).await?))
}

/// Takes a task out of a pool: the others leave it alone.
#[utoipa::path(post, path = "/tasks/{instance}/{task}/claim", operation_id = "tasks_claim", tag = "tasks",
    params(("instance" = String, Path), ("task" = u64, Path)),
    responses((status = 200, body = TaskView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("task:do"))))]
pub async fn claim(
    State(app): State<App>,
    Reader(caller): Reader,
    Named((instance, task)): Named<(InstanceId, u64)>,
) -> Result<Json<TaskView>, Problem> {
    whole(async move {
        app.office.claim(&caller, instance, task).await?;
        Ok(Json(app.office.task(&caller, instance, task).await?))
    })
    .await
}

/// Puts a claimed task back into its pool.
#[utoipa::path(post, path = "/tasks/{instance}/{task}/give_back", operation_id = "tasks_give_back", tag = "tasks",
    params(("instance" = String, Path), ("task" = u64, Path)),
    responses((status = 200, body = TaskView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("task:do"))))]
pub async fn give_back(
    State(app): State<App>,
    Reader(caller): Reader,
    Named((instance, task)): Named<(InstanceId, u64)>,
) -> Result<Json<TaskView>, Problem> {
    whole(async move {
        app.office.give_back(&caller, instance, task).await?;
        Ok(Json(app.office.task(&caller, instance, task).await?))
    })
    .await
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Completing {
    outcome: String,
    /// The form.
    #[serde(default)]
    #[schema(value_type = Object)]
    data: Fields,
    /// Only where the step is signed: the reader's own, again.
    password: Option<String>,
}

/// Does a task. A repeat with the same `Idempotency-Key` does nothing more.
#[utoipa::path(post, path = "/tasks/{instance}/{task}/complete", operation_id = "tasks_complete", tag = "tasks",
    params(("instance" = String, Path), ("task" = u64, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = Completing,
    responses((status = 200, body = InstanceView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("task:do"))))]
pub async fn complete(
    State(app): State<App>,
    Reader(caller): Reader,
    Named((instance, task)): Named<(InstanceId, u64)>,
    headers: HeaderMap,
    Body(asked): Body<Completing>,
) -> Result<Json<InstanceView>, Problem> {
    let request = format!("complete {instance} {task} {}", super::text_of(&asked));
    let work = {
        let (app, caller) = (app.clone(), caller.clone());
        let completion = Completion { outcome: asked.outcome, data: asked.data, password: asked.password };
        async move { app.office.complete(&caller, instance, task, completion).await.map_err(of_signature) }
    };
    of_instance(
        &app,
        &caller,
        instance,
        once(&app, caller.person.id, &headers, &request, |_| String::new(), work).await?,
    )
    .await
}

/// The session stays good when only the signature is wrong: 401 would say that it does not.
fn of_signature(error: OfficeError) -> Problem {
    match error {
        OfficeError::WrongPassword => Problem::new(Code::WrongSignature),
        other => other.into(),
    }
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskAt {
    #[schema(value_type = String)]
    instance: InstanceId,
    task: u64,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompletingMany {
    /// 1 to 100.
    tasks: Vec<TaskAt>,
    outcome: String,
}

#[derive(Serialize, ToSchema)]
pub struct BatchResults {
    /// In the order in which they were named.
    items: Vec<BatchResult>,
}

/// Does several tasks with one outcome, each for itself: what cannot be done is told, the rest is done.
#[utoipa::path(post, path = "/tasks/complete", operation_id = "tasks_complete_many", tag = "tasks", request_body = CompletingMany,
    responses((status = 200, body = BatchResults), (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("task:do"))))]
pub async fn complete_many(
    State(app): State<App>,
    Reader(caller): Reader,
    Body(asked): Body<CompletingMany>,
) -> Result<Json<BatchResults>, Problem> {
    if !(1..=TASKS_AT_ONCE_MAX).contains(&asked.tasks.len()) {
        return Err(Problem::with_detail(Code::BadInput, format!("`tasks`: 1 to {TASKS_AT_ONCE_MAX}")));
    }
    let tasks = asked.tasks.iter().map(|at| (at.instance, at.task)).collect();
    whole(async move {
        let items = app.office.complete_many(&caller, tasks, &asked.outcome).await?;
        Ok(Json(BatchResults { items }))
    })
    .await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reassigning {
    /// Person who shall do it.
    #[schema(value_type = String)]
    to: PersonId,
}

/// Gives a task to somebody else. The answer is null when the reader does not see it any more.
#[utoipa::path(post, path = "/tasks/{instance}/{task}/reassign", operation_id = "tasks_reassign", tag = "tasks",
    params(("instance" = String, Path), ("task" = u64, Path)), request_body = Reassigning,
    responses((status = 200, body = Option<TaskView>), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("task:reassign"))))]
pub async fn reassign(
    State(app): State<App>,
    Reader(caller): Reader,
    Named((instance, task)): Named<(InstanceId, u64)>,
    Body(asked): Body<Reassigning>,
) -> Result<Json<Option<TaskView>>, Problem> {
    whole(async move {
        app.office.task(&caller, instance, task).await?;
        // It was there a moment ago: not found now means that it is done, and out of the reader's sight.
        match app.office.reassign(&caller, instance, task, asked.to).await {
            Ok(_) => Ok(Json(app.office.task(&caller, instance, task).await.ok())),
            Err(OfficeError::NotFound) => Ok(Json(None)),
            Err(other) => Err(other.into()),
        }
    })
    .await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Asking {
    /// Person whose opinion is asked for.
    #[schema(value_type = String)]
    signer: PersonId,
}

/// 加签: asks somebody's opinion before the task can be done.
#[utoipa::path(post, path = "/tasks/{instance}/{task}/add_signer", operation_id = "tasks_add_signer", tag = "tasks",
    params(("instance" = String, Path), ("task" = u64, Path)), request_body = Asking,
    responses((status = 200, body = TaskView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("task:do"))))]
pub async fn add_signer(
    State(app): State<App>,
    Reader(caller): Reader,
    Named((instance, task)): Named<(InstanceId, u64)>,
    Body(asked): Body<Asking>,
) -> Result<Json<TaskView>, Problem> {
    whole(async move {
        app.office.add_signer(&caller, instance, task, asked.signer).await?;
        Ok(Json(app.office.task(&caller, instance, task).await?))
    })
    .await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Returning {
    /// One of `return_to` of the task.
    to: String,
}

/// 退回: sends a task back to an earlier step.
#[utoipa::path(post, path = "/tasks/{instance}/{task}/return", operation_id = "tasks_return", tag = "tasks",
    params(("instance" = String, Path), ("task" = u64, Path)), request_body = Returning,
    responses((status = 200, body = InstanceView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("task:do"))))]
pub async fn return_to(
    State(app): State<App>,
    Reader(caller): Reader,
    Named((instance, task)): Named<(InstanceId, u64)>,
    Body(asked): Body<Returning>,
) -> Result<Json<InstanceView>, Problem> {
    whole(async move {
        app.office.return_task(&caller, instance, task, &asked.to).await?;
        Ok(Json(app.office.instance(&caller, instance).await?))
    })
    .await
}

/// What a new or reset account is entered with, once.
#[derive(Serialize, ToSchema)]
pub struct OneTimePassword {
    /// Shown once; good for one log-in, which asks for another.
    password: String,
}

/// Makes the one-time password of the account that this task hands over. Another call makes another: the one before is
/// worth nothing then. Needs a fresh proof.
#[utoipa::path(post, path = "/tasks/{instance}/{task}/one-time-password", operation_id = "tasks_one_time_password", tag = "tasks",
    params(("instance" = String, Path), ("task" = u64, Path)),
    responses((status = 200, body = OneTimePassword), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("task:do"))))]
pub async fn one_time_password(
    State(app): State<App>,
    Reader(caller): Reader,
    Named((instance, task)): Named<(InstanceId, u64)>,
) -> Result<Json<OneTimePassword>, Problem> {
    whole(async move {
        Ok(Json(OneTimePassword { password: app.office.one_time_password(&caller, instance, task).await? }))
    })
    .await
}
