//! One task per transaction: it owns the stack's `Transaction`, which must not be dropped in the middle of a step, and
//! turns what comes of it into inputs of the loop.

use super::Input;
use crate::api::SipEvent;
use crate::flow::Flow;
use crate::message::{self, fresh};
use crate::shared::{Counters, Shared};
use bytes::Bytes;
use model::{CallId, LegId};
use rsipstack::sip::{Method, Request, Response, SipMessage};
use rsipstack::transaction::Transaction;
use rsipstack::transaction::key::{TransactionKey, TransactionRole};
use rsipstack::transaction::transaction::{TransactionEvent, TransactionEventSender};
use std::sync::Arc;
use std::time::Instant;

/// Which of a leg's own requests a response belongs to; one of a kind at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Invite,
    Cancel,
    Bye,
    Refresh,
    Info,
    /// A dialog that is only taken to be ended: a fork's.
    Stray,
}

/// Answers a request of theirs from outside of its task.
pub struct Reply(TransactionEventSender);

impl Reply {
    pub fn new(transaction: TransactionEventSender) -> Self {
        Self(transaction)
    }

    pub fn send(&self, response: Response) {
        self.0.send(TransactionEvent::Respond(response)).ok();
    }
}

/// A request of ours on its way.
pub struct Client {
    pub leg: LegId,
    pub op: Op,
    pub request: Box<Request>,
    pub flow: Flow,
}

impl Client {
    pub async fn run(self, shared: Arc<Shared>) {
        let Self { leg, op, request, flow } = self;
        let endpoint = shared.endpoint.get().and_then(std::sync::Weak::upgrade);
        let key = TransactionKey::from_request(&request, TransactionRole::Client);
        let (Some(endpoint), Ok(key), true) = (endpoint, key, flow.is_open()) else {
            shared.inputs.send(Input::Unsent { leg, op }).await.ok();
            return;
        };
        let mut transaction = Transaction::new_client(key, *request, endpoint, Some(flow.connection));
        transaction.destination = Some(flow.to);
        if let Err(error) = transaction.send().await {
            tracing::debug!(%leg, ?op, %error, "cannot send request");
            shared.inputs.send(Input::Unsent { leg, op }).await.ok();
            return;
        }
        while let Some(message) = transaction.receive().await {
            if let SipMessage::Response(response) = message {
                shared.inputs.send(Input::Response { leg, op, response: Box::new(response) }).await.ok();
            }
        }
    }
}

/// Takes the transactions that peers open.
pub async fn accept(shared: Arc<Shared>, mut incoming: rsipstack::transaction::TransactionReceiver) {
    while let Some(transaction) = incoming.recv().await {
        tokio::spawn(serve(shared.clone(), transaction));
    }
}

async fn serve(shared: Arc<Shared>, mut transaction: Transaction) {
    let request = Box::new(transaction.original.clone());
    let Some(flow) = transaction.connection.as_ref().and_then(Flow::of) else { return };
    let reply = Reply::new(transaction.tu_sender.clone());
    let tag = message::tag_of(message::to_of(&*request)).map(str::to_owned);
    let input = match (request.method, tag) {
        (Method::Register, _) => return register(shared, transaction, &request, flow).await,
        (Method::Invite, None) => {
            let leg = LegId::customer(CallId(uuid::Uuid::now_v7()));
            Input::Invite { leg, tag: fresh(), request, reply, flow }
        }
        (_, tag) => match tag.and_then(|tag| shared.leg_of(message::call_id_of(&*request), &tag)) {
            Some(leg) => Input::Within { leg, request, reply },
            None => {
                let refusal = message::response(&request, 481, &fresh(), &shared.config.product, Vec::new(), "");
                transaction.respond(refusal).await.ok();
                while transaction.receive().await.is_some() {}
                return;
            }
        },
    };
    let (Input::Invite { leg, .. } | Input::Within { leg, .. }) = &input else { return };
    let leg = *leg;
    let is_invite = transaction.original.method == Method::Invite;
    if is_invite {
        transaction.send_trying().await.ok();
    }
    shared.inputs.send(input).await.ok();
    watch(&shared, transaction, leg, is_invite).await;
}

/// Tells what becomes of their request until its transaction is over.
async fn watch(shared: &Shared, mut transaction: Transaction, leg: LegId, is_invite: bool) {
    let cseq = message::cseq_of(&transaction.original);
    while let Some(message) = transaction.receive().await {
        let SipMessage::Request(request) = message else { continue };
        let input = match request.method {
            Method::Cancel => Input::Cancelled { leg },
            Method::Ack => Input::Acked { leg, cseq, body: Bytes::from(request.body) },
            _ => continue,
        };
        shared.inputs.send(input).await.ok();
    }
    if is_invite {
        shared.inputs.send(Input::Over { leg, cseq }).await.ok();
    }
}

async fn register(shared: Arc<Shared>, mut transaction: Transaction, request: &Request, flow: Flow) {
    let directory = shared.directory();
    let answer = shared.registrar().register(request, flow, &directory, Instant::now());
    if answer.is_failure {
        Counters::count(&shared.counters.bad_digest);
    }
    let response = message::response(request, answer.status, &fresh(), &shared.config.product, answer.headers, "");
    transaction.respond(response).await.ok();
    for event in answer.events {
        tell(&shared, event).await;
    }
    while transaction.receive().await.is_some() {}
}

async fn tell(shared: &Shared, event: SipEvent) {
    shared.inputs.send(Input::Tell(event)).await.ok();
}
