//! Random orders, and the model that predicts their reports.

use std::{io, panic::resume_unwind, time::Duration};

use order_pipeline::{
    BoxError, ErrorKind, OrderError, OrderPipeline, Step, StepReport, StepStatus,
};
use proptest::{
    collection::{btree_set, vec},
    option,
    prelude::*,
    sample::select,
};
use timeline::Recorder;
use tokio::time::sleep;

use super::ms;

/// An error, wrapped in some layers.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    kind: Option<ErrorKind>,
    layers: Vec<Layer>,
}

#[derive(Debug, Clone, Copy)]
enum Layer {
    During,
    Io,
    Foreign,
}

/// An error of another library, with a source.
#[derive(Debug, thiserror::Error)]
#[error("secret: foreign")]
struct Foreign(#[source] BoxError);

impl Failure {
    fn error(&self) -> OrderError {
        let Some(kind) = self.kind else {
            return self.wrapped("secret: out of paper".into());
        };
        let error = match kind {
            ErrorKind::PaymentDeclined => OrderError::PaymentDeclined,
            ErrorKind::VendorUnavailable => OrderError::VendorUnavailable,
            ErrorKind::NoCourier => OrderError::NoCourier,
            ErrorKind::Timeout => OrderError::Timeout { after: ms(7) },
            ErrorKind::Cancelled => OrderError::Cancelled,
            ErrorKind::Internal | ErrorKind::BadRequest => OrderError::Panicked { step: "secret" },
        };
        if self.layers.is_empty() {
            return error;
        }
        self.wrapped(error.into())
    }

    fn wrapped(&self, mut source: BoxError) -> OrderError {
        for layer in &self.layers {
            source = match layer {
                Layer::During => OrderError::during("secret: at work", source).into(),
                Layer::Io => io::Error::other(source).into(),
                Layer::Foreign => Foreign(source).into(),
            };
        }
        OrderError::during("secret: outermost", source)
    }
}

/// How a step ends after its delay.
#[derive(Debug, Clone)]
pub(super) enum End {
    Ok,
    Fail(Failure),
    Panic,
    /// It never ends, whatever its delay.
    Hang,
}

/// An order whose instants all differ: ties are not promised.
#[derive(Debug, Clone)]
pub(super) struct Scenario {
    pub(super) steps: Vec<(Duration, End)>,
    pub(super) deadline: Duration,
    /// Zero: before the order begins.
    pub(super) cancel: Option<Duration>,
}

/// Everything that a report says, without its messages.
#[derive(Debug, PartialEq)]
pub(super) struct Outcome {
    pub(super) steps: Vec<StepReport>,
    pub(super) error: Option<ErrorKind>,
    pub(super) took: Duration,
}

impl Scenario {
    /// The model: the first event decides.
    pub(super) fn promised(&self) -> Outcome {
        let failed = self.steps.iter().filter_map(|(at, end)| match end {
            End::Fail(failure) => Some((*at, failure.kind.unwrap_or(ErrorKind::Internal))),
            End::Panic => Some((*at, ErrorKind::Internal)),
            End::Ok | End::Hang => None,
        });
        let first_failure = failed.min();
        let every = self.steps.iter().map(|(at, end)| match end {
            End::Ok => Some(*at),
            _ => None,
        });
        let all_done = every.collect::<Option<Vec<_>>>().map(|all| {
            let last = all.into_iter().max();
            (last.expect("there is a step"), None)
        });
        let decisive = [
            all_done,
            first_failure.map(|(at, kind)| (at, Some(kind))),
            Some((self.deadline, Some(ErrorKind::Timeout))),
            self.cancel.map(|at| (at, Some(ErrorKind::Cancelled))),
        ];
        let (took, error) = decisive.into_iter().flatten().min().expect("a deadline");

        let names = NAMES.iter().zip(&self.steps);
        let steps = names.map(|(name, (at, end))| match end {
            End::Ok if *at <= took => (name, StepStatus::Ok, *at, None),
            End::Fail(_) | End::Panic if *at == took => (name, StepStatus::Error, took, error),
            _ => (name, StepStatus::Cancelled, took, None),
        });
        let steps = steps.map(|(name, status, duration, detail)| StepReport {
            name,
            status,
            duration,
            detail,
        });
        Outcome {
            steps: steps.collect(),
            error,
            took,
        }
    }

    pub(super) fn pipeline(&self, recorder: &Recorder) -> OrderPipeline {
        let scripts = NAMES.into_iter().zip(self.steps.iter().cloned());
        let steps = scripts.map(|(name, (delay, end))| {
            let recorder = recorder.clone();
            Step::new(name, move |_| {
                let (recorder, end) = (recorder.clone(), end.clone());
                async move { recorder.watch(name, play(delay, end)).await }
            })
        });
        OrderPipeline::new(steps.collect(), self.deadline).expect("there is a step")
    }
}

/// Some names are equal: the pipeline must not find a step by its name.
const NAMES: [&str; 6] = ["a", "b", "c", "a", "b", "a"];

pub(super) async fn play(delay: Duration, end: End) -> Result<(), OrderError> {
    // A timer of zero would wait for its next tick.
    if !delay.is_zero() {
        sleep(delay).await;
    }
    match end {
        End::Ok => Ok(()),
        End::Fail(failure) => Err(failure.error()),
        // Unlike `panic!`, it prints nothing.
        End::Panic => resume_unwind(Box::new("scripted")),
        End::Hang => std::future::pending().await,
    }
}

pub(super) fn scenario() -> impl Strategy<Value = Scenario> {
    let layer = select(vec![Layer::During, Layer::Io, Layer::Foreign]);
    let kind = select(&ErrorKind::ALL[1..]);
    let failure = (option::weighted(0.9, kind), vec(layer, 0..4))
        .prop_map(|(kind, layers)| Failure { kind, layers });
    let end = prop_oneof![
        6 => Just(End::Ok),
        2 => failure.prop_map(End::Fail),
        1 => Just(End::Panic),
        1 => Just(End::Hang),
    ];
    let ends = vec(end, 1..=NAMES.len());
    let instants = btree_set(0_u64..60, NAMES.len() + 2)
        .prop_map(Vec::from_iter)
        .prop_shuffle();
    (ends, instants, any::<bool>()).prop_map(|(ends, instants, cancelled)| {
        let mut instants = instants.into_iter().map(ms);
        let mut next = || instants.next().expect("one for each");
        Scenario {
            deadline: next(),
            cancel: Some(next()).filter(|_| cancelled),
            steps: ends.into_iter().map(|end| (next(), end)).collect(),
        }
    })
}
