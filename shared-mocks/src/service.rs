//! A service whose every call plays one script.

use std::time::Duration;

use timeline::Recorder;
use tokio::time::sleep;

use crate::{Behaviour, Latency};

/// A service that does as its [`Behaviour`] says, each call recorded by a [`Recorder`].
///
/// It knows nothing of what it would answer: a caller maps the `()` to its own reply, so one mock
/// serves every port.
#[derive(Debug, Clone)]
pub struct ScriptedService {
    name: String,
    behaviour: Behaviour,
    recorder: Recorder,
}

impl ScriptedService {
    /// A service called `name` that behaves as scripted and records in `recorder`.
    #[must_use]
    pub fn new(name: impl Into<String>, behaviour: Behaviour, recorder: &Recorder) -> Self {
        Self {
            name: name.into(),
            behaviour,
            recorder: recorder.clone(),
        }
    }

    /// The name under which the recorder records its calls.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Plays the script once, on tokio's clock.
    ///
    /// # Errors
    /// [`ScriptedFailure`] after the latency of [`Behaviour::Fail`].
    ///
    /// # Cancel safety
    /// Dropping the future ends the call at once, and the recorder says so.
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
            // A panic in every respect but one: it skips the hook, which would print a panic that
            // the script ordered among the results.
            std::panic::resume_unwind(Box::new("scripted panic"))
        }
        Behaviour::Hang => std::future::pending().await,
    }
}

/// Zero is no trip to the timer, whose tick would make it a millisecond of real time.
async fn pass(latency: Latency) {
    if latency > Latency::ZERO {
        sleep(Duration::from(latency)).await;
    }
}

/// The error of a call that was scripted to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("scripted failure")]
pub struct ScriptedFailure;
