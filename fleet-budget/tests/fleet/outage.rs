//! The server is killed in the middle of a run, and comes back with nothing in memory.

use std::{cell::RefCell, ops::Range, rc::Rc, time::Duration};

use fleet_budget::{FleetPace, WhenUnavailable};
use tokio::{
    task::LocalSet,
    time::{Instant, sleep, timeout},
};

use crate::support::{keeps_the_line, ms, name, nonzero, own_server};

const RATE: u32 = 40;
const BURST: u32 = 8;

#[derive(Default)]
struct Run {
    taken: Vec<Duration>,
    errors: Vec<Duration>,
    /// From the kill until the server answers again.
    away: Range<Duration>,
}

/// Four replicas under one policy, through the loss and the return of their server.
async fn run(policy: WhenUnavailable) -> Option<Run> {
    let (mut server, name) = (own_server().await?, name());
    let (start, run) = (Instant::now(), Rc::new(RefCell::new(Run::default())));
    let replicas = LocalSet::new();
    for _ in 0..4 {
        let pace = FleetPace::connect(server.url(), &name, nonzero(RATE), nonzero(BURST)).await;
        let (pace, run) = (pace.unwrap().when_unavailable(policy), Rc::clone(&run));
        replicas.spawn_local(async move {
            loop {
                // Longer than any policy here promises.
                let answer = timeout(ms(10_000), pace.ready()).await;
                match answer.expect("promised: nothing hangs") {
                    Ok(()) => run.borrow_mut().taken.push(start.elapsed()),
                    Err(_) => {
                        run.borrow_mut().errors.push(start.elapsed());
                        sleep(ms(10)).await;
                    }
                }
            }
        });
    }
    let story = async {
        sleep(ms(400)).await;
        server.kill();
        let killed = start.elapsed();
        sleep(ms(400)).await;
        server.restart().await;
        run.borrow_mut().away = killed..start.elapsed();
        sleep(ms(600)).await;
    };
    replicas.run_until(story).await;
    drop(replicas);
    Some(run.take())
}

impl Run {
    /// Those that began while the server was surely away.
    fn taken_meanwhile(&self) -> usize {
        // An answer may have been on its way.
        let away = self.away.start + ms(20)..self.away.end - ms(200);
        self.taken.iter().filter(|at| away.contains(at)).count()
    }

    fn taken_after(&self) -> usize {
        self.taken.iter().filter(|at| **at > self.away.end).count()
    }
}

#[tokio::test]
async fn fail_fails_at_once_and_takes_up_again() {
    let Some(run) = run(WhenUnavailable::Fail).await else {
        return;
    };
    keeps_the_line(&run.taken, RATE, BURST);
    assert_eq!(run.taken_meanwhile(), 0);
    assert!(!run.errors.is_empty());
    assert!(run.taken_after() > 0);
}

#[tokio::test]
async fn wait_waits_and_takes_up_again() {
    let Some(run) = run(WhenUnavailable::Wait(ms(8_000))).await else {
        return;
    };
    keeps_the_line(&run.taken, RATE, BURST);
    assert_eq!((run.taken_meanwhile(), run.errors.len()), (0, 0));
    assert!(run.taken_after() > 0);
}

#[tokio::test]
async fn share_goes_on_with_its_part() {
    let Some(run) = run(WhenUnavailable::Share(nonzero(4))).await else {
        return;
    };
    // One burst more for the loss, and one for the return.
    keeps_the_line(&run.taken, RATE, 3 * BURST);
    assert!(run.errors.is_empty());
    assert!(run.taken_meanwhile() > 0 && run.taken_after() > 0);
    let away: Vec<_> = run
        .taken
        .iter()
        .copied()
        .filter(|at| run.away.contains(at))
        .collect();
    keeps_the_line(&away, RATE, BURST);
}

#[tokio::test]
async fn wait_gives_up_after_its_patience() {
    let Some(mut server) = own_server().await else {
        return;
    };
    let pace = FleetPace::connect(server.url(), name(), nonzero(RATE), nonzero(BURST)).await;
    let pace = pace
        .unwrap()
        .when_unavailable(WhenUnavailable::Wait(ms(250)));
    server.kill();
    let start = Instant::now();
    assert!(timeout(ms(10_000), pace.ready()).await.unwrap().is_err());
    assert!(
        start.elapsed() >= ms(250),
        "it gave up after {:?}",
        start.elapsed()
    );
}

/// A share of less than one token a second, and of less than one at once.
#[tokio::test]
async fn a_small_share_is_slower_than_one_a_second() {
    let Some(mut server) = own_server().await else {
        return;
    };
    let pace = FleetPace::connect(server.url(), name(), nonzero(1), nonzero(2)).await;
    let pace = pace
        .unwrap()
        .when_unavailable(WhenUnavailable::Share(nonzero(4)));
    server.kill();
    pace.ready().await.unwrap();
    let second = timeout(ms(1_500), pace.ready()).await;
    assert!(
        second.is_err(),
        "promised: one of four parts of a token a second"
    );
}

#[tokio::test]
async fn the_first_question_after_the_return_is_answered() {
    let Some(mut server) = own_server().await else {
        return;
    };
    let pace = FleetPace::connect(server.url(), name(), nonzero(RATE), nonzero(BURST)).await;
    let pace = pace.unwrap();
    // It notices the loss, and the return.
    server.kill();
    pace.ready().await.unwrap_err();
    server.restart().await;
    pace.ready().await.unwrap();
    // It notices neither: a connection that was lost while nobody asked.
    server.kill();
    server.restart().await;
    pace.ready().await.unwrap();
}

#[tokio::test]
async fn all_callers_that_wait_fail_together() {
    let Some(mut server) = own_server().await else {
        return;
    };
    // A token takes a second. One by one, the callers would fail after as many seconds.
    let pace = FleetPace::connect(server.url(), name(), nonzero(1), nonzero(1))
        .await
        .unwrap();
    pace.ready().await.unwrap();
    let callers = async { tokio::join!(pace.ready(), pace.ready(), pace.ready(), pace.ready()) };
    let kills = async {
        sleep(ms(100)).await;
        server.kill();
    };
    let failed = timeout(ms(2_500), async { tokio::join!(callers, kills).0 });
    let (first, second, third, fourth) = failed.await.expect("promised: within 1 s, all of them");
    assert!(first.is_err() && second.is_err() && third.is_err() && fourth.is_err());
}

#[cfg(unix)]
#[tokio::test]
async fn a_server_that_does_not_answer_is_unavailable() {
    let Some(server) = own_server().await else {
        return;
    };
    let pace = FleetPace::connect(server.url(), name(), nonzero(RATE), nonzero(BURST)).await;
    let pace = pace.unwrap();
    server.signal("-STOP");
    let answer = timeout(ms(10_000), pace.ready()).await;
    assert!(answer.expect("promised: nothing hangs").is_err());
    server.signal("-CONT");
    pace.ready().await.unwrap();
}
