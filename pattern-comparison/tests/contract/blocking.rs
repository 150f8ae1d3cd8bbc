//! The fault that no pattern can handle: a call that blocks its thread. Real time, one thread.

use std::{sync::Arc, thread, time::Duration};

use pattern_comparison::{CallError, Pattern, Service, UserId};
use serde_json::{Value, json};
use tokio::time::Instant;

const BLOCKED: Duration = Duration::from_millis(60);

struct Blocks;

impl Service for Blocks {
    fn name(&self) -> &str {
        "blocks"
    }

    async fn call(&self, _: &UserId) -> Result<Value, CallError> {
        #[expect(clippy::disallowed_methods, reason = "the fault under test")]
        thread::sleep(BLOCKED);
        Ok(json!({}))
    }
}

#[tokio::test]
async fn a_blocking_call_outlasts_the_deadline() {
    for pattern in Pattern::ALL {
        let start = Instant::now();
        let services = [Arc::new(Blocks)];
        let deadline = Duration::from_millis(10);
        pattern.fetch(&services, &UserId::default(), deadline).await;
        assert!(start.elapsed() >= BLOCKED, "{pattern} kept its deadline");
    }
}
