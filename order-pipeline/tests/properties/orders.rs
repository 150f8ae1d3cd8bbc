//! Every order follows the model.

use std::time::Duration;

use proptest::prelude::*;
use shared_judge::alive_tasks;
use timeline::Recorder;
use tokio::{
    select,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

use super::{
    config, ms, on_virtual_time, order,
    scenario::{Outcome, scenario},
};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_order_follows_the_model(scenario in scenario()) {
        on_virtual_time(async {
            let recorder = Recorder::new();
            let pipeline = scenario.pipeline(&recorder);
            let cancel = CancellationToken::new();
            if scenario.cancel == Some(Duration::ZERO) {
                cancel.cancel();
            }
            let caller = async {
                sleep(scenario.cancel.unwrap_or(ms(3_600_000))).await;
                cancel.cancel();
                std::future::pending::<()>().await;
            };
            let started = Instant::now();
            let report = select! {
                biased;
                report = pipeline.process(&cancel, order(r#"{"order_id": "o-1", "amount": 1200}"#)) => report,
                () = caller => unreachable!("it waits for ever"),
            };
            let left = (pipeline.tracker().running(), recorder.running(), alive_tasks());
            let found = Outcome {
                error: report.error_kind(),
                took: started.elapsed(),
                steps: report.steps.clone(),
            };
            let promised = scenario.promised();
            prop_assert_eq!(&found, &promised);
            prop_assert_eq!(left, (0, 0, 0), "nothing runs on");

            // What the steps themselves have seen.
            let mut seen = recorder.calls().into_iter();
            if promised.took.is_zero() && (scenario.deadline.is_zero() || scenario.cancel.is_some_and(|at| at.is_zero())) {
                prop_assert_eq!(seen.len(), 0, "no step begins");
            }
            prop_assert!(seen.all(|call| call.end.is_some_and(|end| end <= promised.took)));
            let answer = serde_json::to_string(&report).unwrap();
            prop_assert!(!answer.contains("secret"), "promised: context is for the logs only: {}", answer);
            Ok(())
        })?;
    }
}
