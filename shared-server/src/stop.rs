//! What asks a server to stop.

use std::{convert::Infallible, io, process};

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// As a shell reports a process that Ctrl-C has ended: 128 + SIGINT.
const INTERRUPTED: i32 = 130;

/// Ctrl-C, and SIGTERM where there is one. From the moment it is made they no longer end the process:
/// make it before you tell anybody that you are there.
///
/// The first of either asks to stop; any Ctrl-C after it exits at once, a SIGTERM after it does
/// nothing.
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
    /// Listens from now on.
    ///
    /// # Errors
    /// If the system does not let it.
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

    /// Completes at the first of them.
    pub(crate) async fn first(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
        #[cfg(windows)]
        self.interrupt.recv().await;
    }

    /// Ends the process at the next Ctrl-C: whoever is at the terminal does not want to wait.
    pub(crate) async fn exit_at_ctrl_c(&mut self) -> Infallible {
        self.interrupt.recv().await;
        process::exit(INTERRUPTED)
    }
}
