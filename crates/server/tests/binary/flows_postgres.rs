//! Flows on PostgreSQL: the same cases end with the same facts as on SQLite, over a kill in the middle.

use crate::flows::{Acknowledged, CLASSES, Case, Staff, home_with_flows, read_on, traces};
use crate::flows_crash::{check_acknowledged, compare_each, finish, undisturbed};
use crate::home::Setting;
use crate::postgres::Server;
use crate::service::Service;

#[test]
fn flows_on_postgresql_leave_the_same_facts() {
    let Some(server) = Server::start() else {
        println!("skipped: PostgreSQL is not installed");
        return;
    };
    let home = home_with_flows(Setting { database: Some(server.url.clone()), ..Setting::default() });
    let service = Service::start(&home);
    let staff = Staff::log_in(&home, &service);
    let mut acked = Acknowledged::default();
    let mut cases: Vec<Case> = (0..CLASSES).map(Case::new).collect();
    for case in &mut cases {
        for _ in 0..case.class % 6 {
            case.advance(&staff, &mut acked).expect("nobody kills it here");
        }
    }
    service.kill();
    assert!(!home.data().join("qiao.db").exists(), "nothing is kept in SQLite");
    let service = Service::start(&home);
    let staff = staff.at(&service);
    finish(&mut cases, &staff, &mut acked);
    let mut journal = Vec::new();
    read_on(staff.named("auditor"), &mut journal);
    check_acknowledged(&journal, &acked, 1);
    let ends = compare_each(&cases, &traces(&journal, &staff), undisturbed());
    println!("{} completions on PostgreSQL; {ends:?}", acked.completions.len());
    assert!(ends.len() >= 3, "{ends:?}");
}
