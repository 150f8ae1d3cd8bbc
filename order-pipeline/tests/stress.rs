//! Twenty thousand orders through the real router, on the real clock: every answer is right, and
//! nothing is left afterwards.

#[path = "../examples/load/orders.rs"]
mod orders;

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::Request,
};
use order_pipeline::{CourierPool, ErrorKind, OrderPipeline, http, steps};
use tokio::task::JoinSet;
use tower::ServiceExt;

use self::orders::{check, order};

const ORDERS: u64 = 20_000;
const AT_ONCE: usize = 100;
/// Never reached: with a courier for each order, no order waits.
const DEADLINE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn twenty_thousand_orders_leave_nothing() {
    let pool = CourierPool::new(CourierPool::MAX.try_into().unwrap());
    let pipeline = OrderPipeline::new(steps::all(pool.clone()), DEADLINE).unwrap();
    let tracker = pipeline.tracker().clone();
    let router = http::router(pipeline, pool.clone(), AT_ONCE.try_into().unwrap());

    let next = Arc::new(AtomicU64::new(0));
    let mut customers = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (router, next) = (router.clone(), Arc::clone(&next));
        customers.spawn(async move {
            let mut kinds = BTreeMap::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= ORDERS {
                    break kinds;
                }
                *kinds.entry(send(&router, number).await).or_insert(0) += 1;
            }
        });
    }
    let mut promised = BTreeMap::from_iter(ErrorKind::ALL.map(|kind| (kind.as_str(), 0)));
    for kinds in customers.join_all().await {
        for (kind, orders) in kinds {
            *promised.entry(kind).or_insert(0) += orders;
        }
    }

    assert_eq!(promised.values().sum::<u64>(), ORDERS);
    assert!(promised["ok"] > ORDERS / 2, "most are good: {promised:?}");
    assert_eq!(tracker.running(), 0);
    assert_eq!(pool.busy(), 0);
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let (_, metrics) = ask(&router, request).await;
    let metrics = String::from_utf8(metrics).unwrap();
    let mut samples: Vec<_> = metrics
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    let mut told: Vec<_> = promised
        .iter()
        .map(|(kind, orders)| format!("orders_total{{kind=\"{kind}\"}} {orders}"))
        .chain([
            "order_steps_running 0".to_owned(),
            "order_couriers_busy 0".to_owned(),
            "orders_refused_total 0".to_owned(),
        ])
        .collect();
    samples.sort_unstable();
    told.sort_unstable();
    assert_eq!(samples, told);
}

/// Sends one order, checks the answer, and returns its kind.
async fn send(router: &Router, number: u64) -> &'static str {
    let request = Request::post("/order").body(order(number).into());
    let (status, body) = ask(router, request.unwrap()).await;
    check(number, status, &body).unwrap_or_else(|wrong| {
        let body = String::from_utf8_lossy(&body);
        panic!("order {number}: wrong: {wrong}: {status} {body}")
    })
}

async fn ask(router: &Router, request: Request<Body>) -> (u16, Vec<u8>) {
    let answer = router.clone().oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, body.to_vec())
}
