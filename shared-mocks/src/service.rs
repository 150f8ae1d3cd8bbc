//! A service whose calls all follow one script.

use std::time::Duration;

use timeline::Recorder;
use tokio::time::sleep;

use crate::{Behaviour, Latency};

/// A service that follows its [`Behaviour`]. A [`Recorder`] records each call.
///
/// It returns `()`. Map that to your own answer, so one mock serves every port.
#[derive(Debug, Clone)]
pub struct ScriptedService {
    name: String,
    behaviour: Behaviour,
    recorder: Recorder,
}

impl ScriptedService {
    /// Creates a service called `name` that follows `behaviour` and records in `recorder`.
    #[must_use]
    pub fn new(name: impl Into<String>, behaviour: Behaviour, recorder: &Recorder) -> Self {
        Self {
            name: name.into(),
            behaviour,
            recorder: recorder.clone(),
        }
    }

    /// The name of its calls in the record.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs the script once, on tokio's clock.
    ///
    /// # Errors
    /// [`ScriptedFailure`] after the latency of [`Behaviour::Fail`].
    ///
    /// # Cancel safety
    /// Dropping the future cancels the call; the record says
    /// [`Ending::Dropped`](timeline::Ending::Dropped).
    ///
    /// # Panics
    /// After the latency of [`Behaviour::Panic`].
    pub async fn call(&self) -> Result<(), ScriptedFailure> {
        self.recorder.watch(&self.name, play(self.behaviour)).await
    }
}

async fn play(behaviour: Behaviour) -> Result<(), ScriptedFailure> {
    match behaviour {
        Behaviour::Return(latency) => {
            pass(latency).await;
            Ok(())
        }
        Behaviour::Fail(latency) => {
            pass(latency).await;
            Err(ScriptedFailure)
        }
        Behaviour::Panic(latency) => {
            pass(latency).await;
            // A normal panic, except that it skips the hook: the hook would print this scripted
            // panic between the results.
            std::panic::resume_unwind(Box::new("scripted panic"))
        }
        Behaviour::Hang => std::future::pending().await,
    }
}

/// Zero does not use the timer, whose tick would make it a millisecond of real time.
async fn pass(latency: Latency) {
    if latency > Latency::ZERO {
        sleep(Duration::from(latency)).await;
    }
}

/// The error of a call that was scripted to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("scripted failure")]
pub struct ScriptedFailure;
