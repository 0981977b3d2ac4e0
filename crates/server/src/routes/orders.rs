//! Orders: found, opened with their story, taken, changed before shipping, moved on by logistics, brought in from other
//! systems. A stop after shipping is a flow's work.

use super::{Allowed, PageBody, whole};
use crate::http::App;
use crate::http::auth::Reader;
use crate::http::idempotency::{Once, once};
use crate::http::input::{Asked, Body, Named};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use model::{CustomerId, OrderId, OrderState};
use office::OfficeError;
use office::orders::{Goods, NewOrder, OrderBrought, OrderDetail, OrderPage, OrderView, SoughtOrders};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrdersAsked {
    /// A whole order number.
    number: Option<String>,
    /// Only orders of this customer.
    #[param(value_type = Option<String>)]
    customer: Option<CustomerId>,
    /// `placed`, `shipped`, `delivered`, `cancelled`, `stop_requested` or `returned`.
    #[param(value_type = Option<String>)]
    state: Option<OrderState>,
    cursor: Option<String>,
    /// From 1 to 200; 50 unless given.
    limit: Option<u32>,
}

/// One order and what the reader may do with it now.
#[derive(Serialize, ToSchema)]
pub struct OrderBody {
    #[serde(flatten)]
    detail: OrderDetail,
    can: OrderCan,
}

#[derive(Serialize, ToSchema)]
pub struct OrderCan {
    /// Another address or product, or no order at all.
    change: Allowed,
    /// Mark it shipped, delivered or returned.
    ship: Allowed,
    /// Without an approval it never is: `request` names the flow that leads there.
    stop: Allowed,
}

impl From<OrderPage> for OrderBody {
    fn from(page: OrderPage) -> Self {
        let can = OrderCan { change: page.change.into(), ship: page.ship.into(), stop: page.stop.into() };
        Self { detail: page.detail, can }
    }
}

/// By a number or a customer; otherwise all that the reader may see, or those they took. The latest first.
#[utoipa::path(get, path = "/orders", operation_id = "orders_list", tag = "orders", params(OrdersAsked),
    responses((status = 200, body = PageBody<OrderView>), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("order:view"))))]
pub async fn list(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<OrdersAsked>,
) -> Result<Json<PageBody<OrderView>>, Problem> {
    let sought = SoughtOrders { number: asked.number, customer: asked.customer, state: asked.state };
    let page = app.office.find_orders(&caller, sought, asked.cursor.as_deref(), asked.limit).await?;
    Ok(Json(page.into()))
}

/// One order with its story.
#[utoipa::path(get, path = "/orders/{id}", operation_id = "orders_one", tag = "orders", params(("id" = String, Path)),
    responses((status = 200, body = OrderBody), (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("order:view"))))]
pub async fn one(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<OrderId>,
) -> Result<Json<OrderBody>, Problem> {
    Ok(Json(app.office.open_order(&caller, id).await?.into()))
}

/// An order for a customer whom the agent serves.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderTaken {
    #[schema(value_type = String)]
    customer: CustomerId,
    #[schema(max_length = 200)]
    product: String,
    /// From 1 to 10,000.
    quantity: u32,
    /// The whole amount, in fen (0.01 CNY).
    amount_fen: i64,
    #[schema(max_length = 400)]
    address: String,
}

/// Takes an order; its number is made here. A repeat with the same `Idempotency-Key` gets the first order.
#[utoipa::path(post, path = "/orders", operation_id = "orders_take", tag = "orders",
    params(("Idempotency-Key" = Option<String>, Header)), request_body = OrderTaken,
    responses((status = 201, body = OrderBody), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("order:take"))))]
pub async fn take(
    State(app): State<App>,
    Reader(caller): Reader,
    headers: HeaderMap,
    Body(asked): Body<OrderTaken>,
) -> Result<(StatusCode, Json<OrderBody>), Problem> {
    let request = format!("take order {}", super::text_of(&asked));
    let work = {
        let (app, caller) = (app.clone(), caller.clone());
        let goods = Goods { product: asked.product, quantity: asked.quantity, amount_fen: asked.amount_fen };
        let new = NewOrder { customer: asked.customer, goods, address: asked.address };
        async move { Ok(app.office.take_order(&caller, new).await?) }
    };
    let id = match once(&app, caller.person.id, &headers, &request, OrderId::to_string, work).await? {
        Once::Now(id) => id,
        Once::Before(id) => super::made::<OrderId>(&id)?,
    };
    Ok((StatusCode::CREATED, Json(app.office.open_order(&caller, id).await?.into())))
}

/// An order of another system, known by its number.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderImported {
    #[schema(max_length = 60)]
    number: String,
    /// The customer's id; or `phone`.
    #[schema(value_type = Option<String>)]
    customer: Option<CustomerId>,
    /// The customer's whole telephone number.
    phone: Option<String>,
    #[schema(max_length = 200)]
    product: String,
    /// From 1 to 10,000.
    quantity: u32,
    /// The whole amount, in fen (0.01 CNY).
    amount_fen: i64,
    #[schema(max_length = 400)]
    address: String,
    /// `placed`, `shipped`, `delivered`, `cancelled` or `returned`.
    #[schema(value_type = String)]
    state: OrderState,
}

/// Brings in an order of another system. A known number is the same order: it only moves on to the state that is told.
#[utoipa::path(post, path = "/orders/import", operation_id = "orders_import", tag = "orders", request_body = OrderImported,
    responses((status = 200, body = OrderBody, description = "The number was known"), (status = 201, body = OrderBody),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("order:ship"))))]
pub async fn import(
    State(app): State<App>,
    Reader(caller): Reader,
    Body(asked): Body<OrderImported>,
) -> Result<(StatusCode, Json<OrderBody>), Problem> {
    let OrderImported { number, customer, phone, product, quantity, amount_fen, address, state } = asked;
    let goods = Goods { product, quantity, amount_fen };
    let told = OrderBrought { number, customer, phone, goods, address, state };
    whole(async move {
        let (id, is_new) = app.office.bring_order(&caller, told).await?;
        let page = app.office.open_order(&caller, id).await?;
        Ok((if is_new { StatusCode::CREATED } else { StatusCode::OK }, Json(page.into())))
    })
    .await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderAddress {
    #[schema(max_length = 400)]
    address: String,
}

/// Another address, before shipping only.
#[utoipa::path(post, path = "/orders/{id}/address", operation_id = "orders_address", tag = "orders", params(("id" = String, Path)), request_body = OrderAddress,
    responses((status = 200, body = OrderBody), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"), (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("order:change"))))]
pub async fn address(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<OrderId>,
    Body(asked): Body<OrderAddress>,
) -> Result<Json<OrderBody>, Problem> {
    let office = app.office.clone();
    acted(app, caller.clone(), id, async move { office.change_order_address(&caller, id, &asked.address).await }).await
}

/// Another product in place of the one ordered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderGoods {
    #[schema(max_length = 200)]
    product: String,
    /// From 1 to 10,000.
    quantity: u32,
    /// The whole amount, in fen (0.01 CNY).
    amount_fen: i64,
}

/// Another product, before shipping only.
#[utoipa::path(post, path = "/orders/{id}/exchange", operation_id = "orders_exchange", tag = "orders", params(("id" = String, Path)), request_body = OrderGoods,
    responses((status = 200, body = OrderBody), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"), (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("order:change"))))]
pub async fn exchange(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<OrderId>,
    Body(asked): Body<OrderGoods>,
) -> Result<Json<OrderBody>, Problem> {
    let goods = Goods { product: asked.product, quantity: asked.quantity, amount_fen: asked.amount_fen };
    let office = app.office.clone();
    acted(app, caller.clone(), id, async move { office.exchange_order(&caller, id, goods).await }).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderGivenUp {
    #[schema(max_length = 500)]
    reason: String,
}

/// Cancels it, before shipping only.
#[utoipa::path(post, path = "/orders/{id}/cancel", operation_id = "orders_cancel", tag = "orders", params(("id" = String, Path)), request_body = OrderGivenUp,
    responses((status = 200, body = OrderBody), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"), (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("order:change"))))]
pub async fn cancel(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<OrderId>,
    Body(asked): Body<OrderGivenUp>,
) -> Result<Json<OrderBody>, Problem> {
    let office = app.office.clone();
    acted(app, caller.clone(), id, async move { office.cancel_order(&caller, id, &asked.reason).await }).await
}

/// The goods are on their way.
#[utoipa::path(post, path = "/orders/{id}/shipped", operation_id = "orders_shipped", tag = "orders", params(("id" = String, Path)),
    responses((status = 200, body = OrderBody), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"), (status = 409, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("order:ship"))))]
pub async fn shipped(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<OrderId>,
) -> Result<Json<OrderBody>, Problem> {
    let office = app.office.clone();
    acted(app, caller.clone(), id, async move { office.ship_order(&caller, id).await }).await
}

/// The customer has the goods.
#[utoipa::path(post, path = "/orders/{id}/delivered", operation_id = "orders_delivered", tag = "orders", params(("id" = String, Path)),
    responses((status = 200, body = OrderBody), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"), (status = 409, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("order:ship"))))]
pub async fn delivered(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<OrderId>,
) -> Result<Json<OrderBody>, Problem> {
    let office = app.office.clone();
    acted(app, caller.clone(), id, async move { office.deliver_order(&caller, id).await }).await
}

/// The goods are back.
#[utoipa::path(post, path = "/orders/{id}/returned", operation_id = "orders_returned", tag = "orders", params(("id" = String, Path)),
    responses((status = 200, body = OrderBody), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"), (status = 409, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("order:ship"))))]
pub async fn returned(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<OrderId>,
) -> Result<Json<OrderBody>, Problem> {
    let office = app.office.clone();
    acted(app, caller.clone(), id, async move { office.return_order(&caller, id).await }).await
}

/// Acts to the end, then shows the order as it stands. A repeat meets the order where the first one put it.
async fn acted(
    app: App,
    caller: office::Caller,
    id: OrderId,
    act: impl Future<Output = Result<(), OfficeError>> + Send + 'static,
) -> Result<Json<OrderBody>, Problem> {
    whole(async move {
        act.await?;
        Ok(Json(app.office.open_order(&caller, id).await?.into()))
    })
    .await
}
