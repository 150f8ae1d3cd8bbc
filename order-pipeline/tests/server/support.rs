//! The server as a process of its own, which never outlives its test.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    task::JoinSet,
    time::{sleep, timeout},
};

/// Far beyond what any of this takes: a wait that ends here is a failure.
pub(crate) const LONG: Duration = Duration::from_secs(30);

/// The command, until it is dropped.
pub(crate) struct Process {
    child: Child,
    pub(crate) stdout: Lines,
    pub(crate) stderr: Lines,
}

impl Process {
    pub(crate) fn start(args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_order-pipeline"));
        command.args(args);
        Self::spawn(command)
    }

    /// Starts a command with nothing in its surroundings that has a say in what it prints.
    pub(crate) fn spawn(command: Command) -> Self {
        Self::spawn_with(command, &[])
    }

    /// The same, but for these variables.
    pub(crate) fn spawn_with(mut command: Command, variables: &[(&str, &str)]) -> Self {
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "RUST_LOG"] {
            command.env_remove(variable);
        }
        command.envs(variables.iter().copied());
        command.stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        Self {
            stdout: Lines::of(child.stdout.take().unwrap()),
            stderr: Lines::of(child.stderr.take().unwrap()),
            child,
        }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    #[cfg(target_os = "linux")]
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Waits for its end by itself; `None` if a signal ended it.
    pub(crate) async fn exit_code(&mut self) -> Option<i32> {
        let exited = async {
            loop {
                match self.child.try_wait().unwrap() {
                    Some(status) => break status.code(),
                    None => sleep(Duration::from_millis(5)).await,
                }
            }
        };
        timeout(LONG, exited).await.expect("the command ends")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // An error means that it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a process prints. It is read as it comes, so that a full pipe never holds the process up.
pub(crate) struct Lines(UnboundedReceiver<String>);

impl Lines {
    fn of(output: impl Read + Send + 'static) -> Self {
        let (tx, rx) = unbounded_channel();
        // Ends with the process, which holds the other end of the pipe.
        thread::spawn(move || {
            for line in BufReader::new(output).lines() {
                let line = line.unwrap();
                // For whoever looks into a failure.
                println!("server: {line}");
                // An error means that the test has read enough.
                let _ = tx.send(line);
            }
        });
        Self(rx)
    }

    /// The next line, `None` after the last.
    pub(crate) async fn next(&mut self) -> Option<String> {
        let line = timeout(LONG, self.0.recv()).await;
        line.expect("the command prints a line, or ends")
    }
}

/// The server, listening, and a client that asks no proxy.
pub(crate) struct Server {
    pub(crate) process: Process,
    pub(crate) url: String,
    pub(crate) client: reqwest::Client,
}

impl Server {
    /// Starts it on a free port.
    pub(crate) async fn start(args: &[&str]) -> Self {
        Self::listening(Process::start(&[&["--addr", "127.0.0.1:0"], args].concat())).await
    }

    /// A server process, once it says where it listens.
    pub(crate) async fn listening(mut process: Process) -> Self {
        let line = process.stdout.next().await.expect("the server starts");
        let url = line.strip_prefix("listening on ").expect("its address");
        Self {
            url: url.to_owned(),
            client: reqwest::Client::builder()
                .no_proxy()
                .timeout(LONG)
                .build()
                .unwrap(),
            process,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> String {
        let request = self.client.get(format!("{}{path}", self.url));
        let response = request.send().await.unwrap();
        response.error_for_status().unwrap().text().await.unwrap()
    }

    /// Sends an order, which is given up with the set.
    pub(crate) fn send(&self, order: String) -> JoinSet<Result<reqwest::Response, reqwest::Error>> {
        let request = self.client.post(format!("{}/order", self.url)).body(order);
        let mut sent = JoinSet::new();
        sent.spawn(request.send());
        sent
    }

    /// Sends an order that is done when its payment is.
    pub(crate) fn send_an_order(
        &self,
        payment_ms: u64,
    ) -> JoinSet<Result<reqwest::Response, reqwest::Error>> {
        let delays = format!(r#"{{"payment": {payment_ms}, "vendor": 0, "courier": 0}}"#);
        self.send(format!(
            r#"{{"order_id": "o-1", "amount": 1200, "delay_ms": {delays}}}"#
        ))
    }

    /// Waits until a line of the metrics is this one.
    pub(crate) async fn tells(&self, promised: &str) {
        let told = async {
            while !self
                .get("/metrics")
                .await
                .lines()
                .any(|line| line == promised)
            {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(LONG, told).await.expect(promised);
    }
}
