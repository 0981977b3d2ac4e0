//! Orders: taken, changed while they may be, cancelled, shipped.

use crate::OfficeError;
use crate::orders::{Goods, NewOrder, OrderBrought, SoughtOrders};
use crate::scenarios::Told;
use crate::scenarios::script::Said;
use crate::scenarios::stage::Stage;
use model::{OrderId, OrderState};
use serde_json::Value as Json;

fn text(said: &Said, key: &str) -> String {
    said.fields.get(key).map_or_else(String::new, |of| of.as_str().map_or_else(|| of.to_string(), str::to_owned))
}

/// `product=… quantity=2 amount=12900`: the amount in fen.
fn goods(said: &Said) -> Goods {
    let number = |key: &str| said.fields.get(key).and_then(Json::as_i64);
    Goods {
        product: text(said, "product"),
        quantity: number("quantity").and_then(|of| u32::try_from(of).ok()).unwrap_or(1),
        amount_fen: number("amount").unwrap_or_default(),
    }
}

/// `given order N of K product=… amount=… address=… [state=shipped]`: another system took it.
pub(in crate::scenarios) async fn given(stage: &mut Stage, said: &Said) -> Result<(), String> {
    let number = said.word(1).to_owned();
    let state = match said.fields.get("state") {
        None => OrderState::default(),
        Some(state) => serde_json::from_value(state.clone()).map_err(|error| error.to_string())?,
    };
    let brought = OrderBrought {
        number: number.clone(),
        customer: Some(stage.customer(said.need("of")?)?),
        phone: None,
        goods: goods(said),
        address: text(said, "address"),
        state,
    };
    let office = &stage.house.office;
    office.import_orders(vec![brought]).await.map_err(|error| error.to_string())?;
    let row = store::orders::by_number(&stage.house.store, &number).await.map_err(|error| error.to_string())?;
    let id = row.ok_or("the order was not taken")?.id;
    stage.labels.insert(id.to_string(), number.clone());
    stage.orders.insert(number, id);
    Ok(())
}

pub(in crate::scenarios) fn order(stage: &Stage, label: &str) -> Result<OrderId, String> {
    stage.orders.get(label).copied().ok_or_else(|| format!("there is no order {label}"))
}

pub(super) async fn act(stage: &mut Stage, who: &str, said: &Said) -> Option<Told> {
    if said.word(1) != "order" && said.word(1) != "orders" {
        return None;
    }
    Some(match said.word(0) {
        "takes" => takes(stage, who, said).await,
        "finds" => finds(stage, who, said).await,
        "changes" | "exchanges" | "cancels" | "ships" | "delivers" => changes(stage, who, said).await,
        _ => return None,
    })
}

/// `takes order N for customer K product=… amount=… address=…`: the text calls it N, the product numbers it.
async fn takes(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let customer = stage.customer(said.need("customer")?)?;
    let new = NewOrder { customer, goods: goods(said), address: text(said, "address") };
    let id = stage.house.office.take_order(&caller, new).await?;
    stage.labels.insert(id.to_string(), said.word(2).to_owned());
    let row = store::orders::by_id(&stage.house.store, id).await.map_err(OfficeError::from)?;
    stage.labels.extend(row.map(|row| (row.order_no, said.word(2).to_owned())));
    stage.orders.insert(said.word(2).to_owned(), id);
    Ok(Vec::new())
}

/// `finds orders of K`
async fn finds(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let customer = Some(stage.customer(said.need("of")?)?);
    let sought = SoughtOrders { customer, ..SoughtOrders::default() };
    let found = stage.house.office.find_orders(&caller, sought, None, None).await?.items;
    let line = |of: &crate::orders::OrderView| {
        format!("yes: {} {} ×{} {} {}", of.number, of.product, of.quantity, state(of.state), of.customer_name)
    };
    Ok(if found.is_empty() { vec!["yes: none".into()] } else { found.iter().map(line).collect() })
}

pub(in crate::scenarios) fn state(state: OrderState) -> String {
    serde_json::to_value(state).ok().and_then(|of| of.as_str().map(str::to_owned)).unwrap_or_default()
}

/// `changes order N address=…`, `exchanges order N product=…`, `cancels order N because "…"`, `ships`, `delivers order N`.
async fn changes(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let id = order(stage, said.word(2))?;
    let office = &stage.house.office;
    match said.word(0) {
        "changes" => office.change_order_address(&caller, id, &text(said, "address")).await?,
        "exchanges" => office.exchange_order(&caller, id, goods(said)).await?,
        "cancels" => office.cancel_order(&caller, id, said.after("because").unwrap_or_default()).await?,
        "ships" => office.ship_order(&caller, id).await?,
        _ => office.deliver_order(&caller, id).await?,
    }
    Ok(Vec::new())
}
