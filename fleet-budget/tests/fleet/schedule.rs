//! The script's arithmetic is governor's, in a real server.

use std::{num::NonZeroU32, time::Duration};

use governor::{Quota, RateLimiter, clock::FakeRelativeClock};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use redis::{Commands, Script};

use crate::support::{name, redis_url};

/// The script with a clock of the test's: a year past all keys' expiry, so that none expires.
fn script() -> Script {
    let code = include_str!("../../src/gcra.lua");
    let (servers, tests) = ("redis.call('TIME')", "{ 4000000000, ARGV[4] }");
    assert_eq!(code.matches(servers).count(), 1);
    Script::new(&code.replace(servers, tests))
}

/// The wait for a token in both, after each pause.
fn waits_alike(
    server: &mut redis::Connection,
    (token_us, burst): (u64, u32),
    pauses_us: &[u64],
) -> Result<(), TestCaseError> {
    let clock = FakeRelativeClock::default();
    let quota = Quota::with_period(Duration::from_micros(token_us)).expect("it is not zero");
    let quota = quota.allow_burst(NonZeroU32::new(burst).expect("it is not zero"));
    let model = RateLimiter::direct_with_clock(quota, clock.clone());
    let (script, name, mut now) = (script(), name(), 0);
    for pause in pauses_us {
        now += pause;
        clock.advance(Duration::from_micros(*pause));
        let expected = match model.check() {
            Ok(()) => 0,
            Err(early) => early
                .wait_time_from(governor::clock::Clock::now(&clock))
                .as_micros(),
        };
        let mut asked = script.key(&name);
        asked
            .arg(token_us)
            .arg(token_us * u64::from(burst))
            .arg(0)
            .arg(now);
        let (wait, _): (u64, u64) = asked.invoke(server).expect("the server answers");
        prop_assert_eq!(u128::from(wait), expected, "at {} us", now);
    }
    let () = server.del(&name).expect("the server answers");
    Ok(())
}

#[test]
fn the_schedule_is_governors() {
    let Some(url) = redis_url() else { return };
    let client = redis::Client::open(url).expect("REDIS_URL is a URL");
    let server = client
        .get_connection()
        .expect("the server of REDIS_URL is there");
    let server = std::cell::RefCell::new(server);
    let budgets = (prop_oneof![1_u64..50, 1_u64..5_000_000], 1_u32..40);
    // In tokens' length, so that there is something to wait for; and now and then a long rest.
    let pauses = prop::collection::vec(prop_oneof![9 => 0_u64..1_500, 1 => 0_u64..60_000], 1..60);
    let mut runner = TestRunner::new(Config {
        cases: 256,
        failure_persistence: None,
        ..Config::default()
    });
    let result = runner.run(&(budgets, pauses), |((token_us, burst), pauses)| {
        let pauses: Vec<_> = pauses.iter().map(|part| token_us * part / 1_000).collect();
        waits_alike(&mut server.borrow_mut(), (token_us, burst), &pauses)
    });
    if let Err(different) = result {
        panic!("promised: the waits that governor computes; {different}");
    }
}

#[test]
fn nobody_waits_for_a_clock_that_was_set_back() {
    let Some(url) = redis_url() else { return };
    let client = redis::Client::open(url).expect("REDIS_URL is a URL");
    let mut server = client
        .get_connection()
        .expect("the server of REDIS_URL is there");
    let (script, name, hour) = (script(), name(), 3_600_000_000_u64);
    let mut wait_at = |now: u64| {
        let mut asked = script.key(&name);
        // A token takes 100 ms, and two are in a bucket.
        asked.arg(100_000).arg(200_000).arg(0).arg(now);
        let (wait, _): (u64, u64) = asked.invoke(&mut server).expect("the server answers");
        wait
    };
    assert_eq!(wait_at(hour), 0);
    assert_eq!(
        wait_at(0),
        100_000,
        "the bucket is empty, and no more than that"
    );
    assert_eq!(wait_at(100_000), 0);
}
