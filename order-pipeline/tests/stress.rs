//! Twenty thousand orders through the real router, on the real clock: every answer is right, and
//! then nothing is left.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::Request,
};
use order_pipeline::{CourierPool, ErrorKind, OrderPipeline, StepName, http, steps};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tower::ServiceExt;

const ORDERS: usize = 20_000;
const AT_ONCE: usize = 100;
/// Never reached: with a courier for each order, nobody waits.
const DEADLINE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn twenty_thousand_orders_are_answered_rightly_and_leave_nothing() {
    let pool = CourierPool::new(CourierPool::MAX.try_into().unwrap());
    let pipeline = OrderPipeline::new(steps::all(pool.clone()), DEADLINE).unwrap();
    let tracker = pipeline.tracker().clone();
    let router = http::router(pipeline, pool.clone(), AT_ONCE.try_into().unwrap());

    let next = Arc::new(AtomicUsize::new(0));
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

    assert_eq!(promised.values().sum::<usize>(), ORDERS);
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

/// The step that is to fail, with the status and the kind of the answer.
fn fault(number: usize) -> Option<(StepName, u16, &'static str)> {
    if number.is_multiple_of(5) {
        Some((StepName::Payment, 400, "payment_declined"))
    } else if number.is_multiple_of(7) {
        Some((StepName::Vendor, 503, "vendor_unavailable"))
    } else if number.is_multiple_of(9) {
        Some((StepName::Courier, 503, "no_courier"))
    } else {
        None
    }
}

/// Sends one order, holds the answer against what it has to be, and gives its kind.
async fn send(router: &Router, number: usize) -> &'static str {
    let fault = fault(number);
    let order_id = format!("o-{number}");
    let mut order = json!({
        "order_id": order_id,
        "amount": number + 1,
        "delay_ms": { "payment": 1, "vendor": 1, "courier": 1 },
    });
    if let Some((step, _, _)) = fault {
        order["fail_step"] = step.as_str().into();
    }
    let request = Request::post("/order").body(order.to_string().into());
    let (status, body) = ask(router, request.unwrap()).await;
    let answer: Value = serde_json::from_slice(&body).unwrap();

    let (promised, kind) = fault.map_or((200, "ok"), |(_, status, kind)| (status, kind));
    assert_eq!(status, promised, "{answer}");
    assert_eq!(answer["order_id"], order_id);
    let failed = fault.is_some();
    assert_eq!(answer["status"], if failed { "error" } else { "ok" });
    assert_eq!(
        answer["error"]["kind"].as_str(),
        failed.then_some(kind),
        "{answer}"
    );
    let steps = answer["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 3);
    for (step, name) in steps.iter().zip(StepName::ALL) {
        assert_eq!(step["name"], name.as_str());
        assert!(step["duration_ms"].is_u64(), "{answer}");
        let status = step["status"].as_str();
        match fault {
            Some((at_fault, _, kind)) if at_fault == name => {
                assert_eq!(status, Some("error"), "{answer}");
                assert_eq!(step["detail"], kind);
            }
            // It ends at the same millisecond as the failure: before it or because of it.
            Some(_) => assert!(matches!(status, Some("ok" | "cancelled")), "{answer}"),
            None => assert_eq!(status, Some("ok"), "{answer}"),
        }
        if status != Some("error") {
            assert_eq!(step.get("detail"), None, "{answer}");
        }
    }
    kind
}

async fn ask(router: &Router, request: Request<Body>) -> (u16, Vec<u8>) {
    let answer = router.clone().oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, body.to_vec())
}
