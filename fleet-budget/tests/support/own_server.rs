//! A server of one's own, which may be killed. The example starts one, too.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
};

use tokio::time::{Duration, sleep, timeout};

/// A `redis-server` or `valkey-server` of its own, without persistence; killed when dropped.
pub(crate) struct OwnServer {
    program: &'static str,
    port: u16,
    child: Child,
}

impl OwnServer {
    /// On a free port of this machine; `None` if neither program is on the path.
    pub(crate) async fn start() -> Option<Self> {
        let free = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let port = free.local_addr().expect("it is bound").port();
        drop(free);
        for program in ["redis-server", "valkey-server"] {
            if let Ok(child) = spawn(program, port) {
                let server = Self {
                    program,
                    port,
                    child,
                };
                server.answers().await;
                return Some(server);
            }
        }
        None
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    /// As a crash does.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it was running");
        self.child.wait().expect("it ends");
    }

    /// Stops answering, with every connection still open; or goes on.
    #[cfg(unix)]
    pub(crate) fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &pid]).status();
        assert!(sent.is_ok_and(|sent| sent.success()), "kill {signal} {pid}");
    }

    /// The same address, and nothing in memory.
    pub(crate) async fn restart(&mut self) {
        self.child = spawn(self.program, self.port).expect("it started before");
        self.answers().await;
    }

    async fn answers(&self) {
        let client = redis::Client::open(self.url()).expect("the URL is ours");
        let up = async {
            while client.get_multiplexed_async_connection().await.is_err() {
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(Duration::from_secs(10), up)
            .await
            .expect("a server starts within ten seconds");
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        // An error means that it has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(program: &str, port: u16) -> std::io::Result<Child> {
    Command::new(program)
        .args(["--bind", "127.0.0.1", "--port", &port.to_string()])
        .args(["--save", "", "--appendonly", "no"])
        .stdout(Stdio::null())
        .spawn()
}
