//! The server of a bench, in a process of its own, so that CPU time is the client's alone.

use std::{
    env,
    io::{self, BufRead, BufReader, Read},
    process::{Child, Command, Stdio},
};

use axum::{Router, routing::get};
use measurements::Callers;
use tokio::{net::TcpListener, task::JoinSet};

/// How a bench's binary is told to be the server; no filter looks like this.
const SERVE: &str = "--serve-until-stdin-closes";

/// Ends with the process that started it, in whatever way that ends: its stdin is closed then.
pub(crate) struct Server {
    pub(crate) url: String,
    process: Child,
}

impl Server {
    /// Call it first in `main`: it returns only where the process is not to be the server.
    pub(crate) fn serve_if_told() -> bool {
        let told = env::args().nth(1).is_some_and(|word| word == SERVE);
        if told {
            serve().expect("the loopback has a port left");
        }
        told
    }

    pub(crate) fn start() -> Self {
        let myself = env::current_exe().expect("a process has a file");
        let mut process = Command::new(myself)
            .arg(SERVE)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process can be started");
        let stdout = process.stdout.take().expect("it is piped");
        let mut url = String::new();
        let read = BufReader::new(stdout).read_line(&mut url);
        read.expect("it prints its address");
        url.truncate(url.trim_end().len());
        Self { url, process }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Closes its stdin first.
        let _ = self.process.wait();
    }
}

fn serve() -> io::Result<()> {
    let callers = Callers::new(1);
    let runtime = callers.runtime();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    println!("http://{}", listener.local_addr()?);
    let router = Router::new().route("/users/{id}/widgets", get(async || "x".repeat(128)));
    let mut serving = JoinSet::new();
    serving.spawn_on(
        async { axum::serve(listener, router).await },
        runtime.handle(),
    );
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
