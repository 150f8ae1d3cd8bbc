//! The order pipeline's library: steps that fail, few couriers, and callers that leave.

use std::{
    num::NonZeroUsize,
    sync::Arc,
    time::{Duration, Instant},
};

use fastrand::Rng;
use order_pipeline::{CourierPool, ErrorKind, Order, OrderPipeline, steps};
use tokio_util::sync::CancellationToken;

use crate::{Failure, leaving::Leaving, turn::Turn};

/// Far longer than a step, and enough for most waits for a courier.
const DEADLINE: Duration = Duration::from_millis(50);

/// Fewer than there are clients.
const COURIERS: NonZeroUsize = NonZeroUsize::new(4).expect("not zero");

pub(crate) struct Orders {
    pool: CourierPool,
    pipeline: OrderPipeline,
}

impl Orders {
    pub(crate) fn new() -> Result<Self, Failure> {
        let pool = CourierPool::new(COURIERS);
        let steps = vec![
            steps::payment(),
            steps::vendor(),
            steps::courier(pool.clone()),
        ];
        Ok(Self {
            pool,
            pipeline: OrderPipeline::new(steps, DEADLINE)?,
        })
    }

    pub(crate) async fn turn(&self, random: &mut Rng) -> Result<Turn, Failure> {
        let (fails, allowed) = [
            (r#""fail_step": "payment","#, "payment_declined"),
            (r#""fail_step": "vendor","#, "vendor_unavailable"),
            (r#""fail_step": "courier","#, "no_courier"),
            ("", "ok"),
        ][random.usize(..4)];
        let [payment, vendor, courier] = [(); 3].map(|()| random.u8(..8));
        let json = format!(
            r#"{{"order_id": "soak", "amount": 1, {fails}
            "delay_ms": {{"payment": {payment}, "vendor": {vendor}, "courier": {courier}}}}}"#
        );
        let order = Arc::new(Order::from_json(json.as_bytes())?);
        let leaving = Leaving::any(random, Duration::from_millis(10));
        let cancel = CancellationToken::new();
        let start = Instant::now();
        let process = self.pipeline.process(&cancel, order);
        let Some(report) = leaving.from(process, &cancel).await else {
            return Ok(Turn::Cut);
        };
        let kind = report.error_kind().map_or("ok", ErrorKind::as_str);
        let promised = match kind {
            "cancelled" => cancel.is_cancelled(),
            "timeout" => start.elapsed() >= DEADLINE,
            kind => kind == allowed,
        };
        match (promised, kind) {
            (false, _) => Err(format!("{json}, {leaving:?}: {kind}, promised: {allowed}").into()),
            (true, "cancelled") => Ok(Turn::Cut),
            (true, _) => Ok(Turn::Done),
        }
    }

    /// What is still running, in words.
    pub(crate) fn left(&self) -> Option<String> {
        let (steps, couriers) = (self.pipeline.tracker().running(), self.pool.busy());
        (steps > 0 || couriers > 0).then(|| format!("{steps} steps and {couriers} couriers"))
    }
}
