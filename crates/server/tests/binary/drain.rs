//! SIGTERM: no new calls, running calls go on; a second one stops at once.

use crate::home::Setting;
use crate::service::{PATIENCE, Service, until};
use crate::wire::Raw;
use crate::world::{AGENT_HZ, CUSTOMER_HZ, Manner, PASSWORD, World};
use callers::message::sdp;
use callers::ua::Event;

#[test]
fn a_draining_service_refuses_new_calls_and_lets_the_running_one_end() {
    let mut world = World::new(Setting::default());
    let (customer, agent) = world.talk("95000");
    assert_eq!(world.service.client().get("/readyz").status, 200);
    world.service.terminate();
    world.until_asked("not ready any more", |world| world.service.client().get("/readyz").status == 503);
    let checks = world.service.client().get("/readyz").json();
    assert_eq!((&checks["checks"]["not_draining"], &checks["checks"]["database"]), (&false.into(), &true.into()));
    assert_eq!(world.service.client().get("/healthz").status, 200, "alive all the same");
    let mut raw = Raw::new(world.home.stranger_ip(), world.service.sip);
    let invite = raw.build("INVITE", "95000", "UDP", &sdp(raw.address(), "sendrecv"));
    let refused = raw.ask(&invite, PATIENCE).expect("an answer");
    assert_eq!(refused.status(), 503, "{refused:?}");
    let seconds: u32 = refused.header("Retry-After").parse().expect("seconds");
    assert!((1..=30).contains(&seconds), "{refused:?}");
    world.customers.listen_anew();
    world.agents.listen_anew();
    world.until("both still hear each other", |world| {
        world.customers.hears(customer, AGENT_HZ) && world.agents.hears(agent, CUSTOMER_HZ)
    });
    assert!(world.service.exit().is_none(), "it waits for the call");
    world.customers.hang_up(customer);
    world.until("both are released", |world| world.customers.talks.is_empty() && world.agents.talks.is_empty());
    until("the process ends", || world.service.exit().is_some());
    assert_eq!(world.service.exit().and_then(|status| status.code()), Some(0));
    assert!(world.service.log().contains("drained"), "{}", world.service.log());
}

/// What is left of calls when the process ends: both sides heard BYE, and the next start writes their ends.
fn stops_with_a_call(setting: Setting, tell: impl Fn(&mut World)) {
    let mut world = World::new(Setting { is_recorded: true, ..setting });
    world.log_in("auditor");
    world.talk("95000");
    world.service.terminate();
    tell(&mut world);
    world.until("both sides are hung up on", |world| world.customers.talks.is_empty() && world.agents.talks.is_empty());
    until("the process ends", || world.service.exit().is_some());
    assert_eq!(world.service.exit().and_then(|status| status.code()), Some(0));
    let World { home, service, .. } = world;
    drop(service);
    let again = Service::start(&home);
    let journal = again.client().log_in("auditor", PASSWORD).get("/api/v1/journal?limit=1000").json();
    let facts = journal["items"].as_array().expect("facts");
    let of = |kind: &str| facts.iter().filter(|fact| fact["kind"] == kind).collect::<Vec<_>>();
    assert_eq!(of("call_ended").len(), 1);
    assert_eq!(of("call_ended")[0]["cause"], "service_stopped");
    assert_eq!((of("recording_started").len(), of("recording_ended").len()), (1, 1));
}

#[test]
fn a_second_word_stops_at_once() {
    stops_with_a_call(Setting::default(), |world| {
        world.until_asked("not ready any more", |world| world.service.client().get("/readyz").status == 503);
        world.service.terminate();
    });
}

/// Who is not answered yet is refused so that the trunk may try elsewhere, and the phone stops ringing.
#[test]
fn a_stop_while_a_phone_rings() {
    let mut world = World::new(Setting::default());
    world.agents.manner = Manner::Rings;
    world.customers.call(world.service.sip, "13900001234", "95000");
    world.until("the phone rings", |world| world.customers.saw(|event| matches!(event, Event::Ringing { .. })) == 1);
    world.service.terminate();
    world.until_asked("not ready any more", |world| world.service.client().get("/readyz").status == 503);
    world.service.terminate();
    world.until("the caller is refused, the phone released", |world| {
        world.customers.saw(|event| matches!(event, Event::Refused { status: 503, .. })) == 1
            && world.agents.saw(|event| matches!(event, Event::Ended { .. })) == 1
    });
    until("the process ends", || world.service.exit().is_some());
    assert_eq!(world.service.exit().and_then(|status| status.code()), Some(0));
}

#[test]
fn the_drain_has_a_limit() {
    stops_with_a_call(Setting { drain_seconds: 1, ..Setting::default() }, |_| {});
}
