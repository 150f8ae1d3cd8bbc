//! The signals that stop a server.

use std::{convert::Infallible, io, process};

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The exit code that a shell reports after Ctrl-C: 128 + SIGINT.
const INTERRUPTED: i32 = 130;

/// Ctrl-C, and SIGTERM where the system has it. Once you have made it, they no longer end the process:
/// make it before you announce the server.
///
/// The first of either stops the server. Any Ctrl-C after it ends the process immediately; a SIGTERM
/// after it does nothing.
#[derive(Debug)]
pub struct StopSignals {
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(unix)]
    terminate: Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
}

impl StopSignals {
    /// Starts to listen for the signals.
    ///
    /// # Errors
    /// If the system refuses.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            #[cfg(unix)]
            interrupt: signal(SignalKind::interrupt())?,
            #[cfg(unix)]
            terminate: signal(SignalKind::terminate())?,
            #[cfg(windows)]
            interrupt: tokio::signal::windows::ctrl_c()?,
        })
    }

    /// Completes at the first signal.
    pub(crate) async fn first(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
        #[cfg(windows)]
        self.interrupt.recv().await;
    }

    /// Ends the process at the next Ctrl-C: a person who presses it twice does not want to wait.
    pub(crate) async fn exit_at_ctrl_c(&mut self) -> Infallible {
        self.interrupt.recv().await;
        process::exit(INTERRUPTED)
    }
}
