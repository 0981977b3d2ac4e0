//! A right to take calls that ends while calls run and wait: real phones, the real switch.

use crate::home::Setting;
use crate::service::shell;
use crate::world::{AGENT_HZ, CUSTOMER_HZ, World};
use callers::ua::Event;
use serde_json::json;
use std::time::{Duration, Instant};

/// What the product promises.
const IN_FORCE_WITHIN: Duration = Duration::from_secs(1);

fn rang(world: &World) -> usize {
    world.agents.saw(|event| matches!(event, Event::Incoming { .. }))
}

fn is_over(event: &Event) -> bool {
    matches!(event, Event::Ended { .. } | Event::Released { .. })
}

/// The id of the agent `a1`, from the list of people.
fn id_of_agent(admin: &crate::web::Client) -> String {
    let people = admin.get("/api/v1/people").json();
    let rows = people["items"].as_array().expect("people").clone();
    let row = rows.iter().find(|row| row["username"] == "a1").expect("the agent");
    row["id"].as_str().expect("an id").to_owned()
}

#[test]
fn taking_calls_is_stopped_at_once_and_the_call_that_runs_goes_on() {
    let mut world = World::new(Setting::default());
    let supervisor = world.log_in("supervisor");
    let agent = id_of_agent(&supervisor);
    let (customer, leg) = world.talk("95000");
    let waiting = world.customers.call(world.service.sip, "13900005678", "95000");
    let stop = json!({"person": agent, "capability": "desk:take_calls", "reason": "a suspicion", "minutes": 30});
    let stopped = supervisor.post("/api/v1/access/suspensions", &stop);
    assert_eq!(stopped.status, 201, "{}", stopped.text());
    assert!(world.customers.hears(customer, AGENT_HZ) && world.agents.hears(leg, CUSTOMER_HZ), "the talk goes on");
    let before = rang(&world);
    world.part((customer, leg));
    // Free, and a customer waits: still nothing rings. The service itself says when it has looked.
    world.until_asked("the agent has nothing to do", |world| world.service.figure("qiao_switch_calls") == 1.0);
    let until = Instant::now() + IN_FORCE_WITHIN;
    world.until("a second has passed", |_| Instant::now() >= until);
    assert_eq!(rang(&world), before, "no further call is offered");
    let id = stopped.json()["suspension"]["id"].as_str().expect("an id").to_owned();
    let lifted = supervisor.post(&format!("/api/v1/access/suspensions/{id}/lift"), &json!({"reason": "cleared up"}));
    assert_eq!(lifted.status, 200, "{}", lifted.text());
    world.until("who waited is served", |world| world.customers.hears(waiting, AGENT_HZ));
}

#[test]
fn a_disabled_account_loses_its_call_and_is_offered_none() {
    let mut world = World::new(Setting::default());
    let supervisor = world.log_in("supervisor");
    assert_eq!(supervisor.get("/api/v1/floor").status, 200);
    world.talk("95000");
    let waiting = world.customers.call(world.service.sip, "13900005678", "95000");
    let begun = Instant::now();
    let done = shell(&world.home, &["user", "disable", "a1"], "");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    world.until("the call that ran is over on both sides", |world| {
        world.agents.talks.is_empty() && world.customers.saw(is_over) > 0
    });
    assert!(begun.elapsed() < 3 * IN_FORCE_WITHIN, "with the start of the shell's own process: {:?}", begun.elapsed());
    let before = rang(&world);
    let until = Instant::now() + IN_FORCE_WITHIN;
    world.until("a second has passed", |_| Instant::now() >= until);
    assert_eq!(rang(&world), before, "the customer who waits is not put through");
    assert_eq!(world.service.figure("qiao_switch_calls"), 1.0, "and waits on");
    world.customers.hang_up(waiting);
    world.until_idle();
}
