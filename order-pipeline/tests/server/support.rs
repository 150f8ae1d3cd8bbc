//! The server as a process of its own; it never outlives its test.

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

/// Far longer than anything here takes: a wait that reaches it is a failure.
pub(crate) const LONG: Duration = Duration::from_secs(30);

/// The command as a process, until you drop it.
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

    /// Starts a command without the variables that change what it prints.
    pub(crate) fn spawn(command: Command) -> Self {
        Self::spawn_with(command, &[])
    }

    /// The same, with these variables set.
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

    /// Waits until the command ends; `None` if a signal ended it.
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

/// The output of a process. A thread reads it as it comes, so a full pipe never blocks the process.
pub(crate) struct Lines(UnboundedReceiver<String>);

impl Lines {
    fn of(output: impl Read + Send + 'static) -> Self {
        let (tx, rx) = unbounded_channel();
        // Ends with the process, which holds the other end of the pipe.
        thread::spawn(move || {
            for line in BufReader::new(output).lines() {
                let line = line.unwrap();
                // Shown when the test fails.
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

/// The listening server, and a client that uses no proxy.
pub(crate) struct Server {
    pub(crate) process: Process,
    pub(crate) url: String,
    pub(crate) client: reqwest::Client,
}

impl Server {
    /// Starts the server on a free port.
    pub(crate) async fn start(args: &[&str]) -> Self {
        Self::listening(Process::start(&[&["--addr", "127.0.0.1:0"], args].concat())).await
    }

    /// Waits until the process has printed where it listens.
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

    /// Sends an order; dropping the set drops the request.
    pub(crate) fn send(&self, order: String) -> JoinSet<Result<reqwest::Response, reqwest::Error>> {
        let request = self.client.post(format!("{}/order", self.url)).body(order);
        let mut sent = JoinSet::new();
        sent.spawn(request.send());
        sent
    }

    /// Sends an order that ends with its payment.
    pub(crate) fn send_an_order(
        &self,
        payment_ms: u64,
    ) -> JoinSet<Result<reqwest::Response, reqwest::Error>> {
        let delays = format!(r#"{{"payment": {payment_ms}, "vendor": 0, "courier": 0}}"#);
        self.send(format!(
            r#"{{"order_id": "o-1", "amount": 1200, "delay_ms": {delays}}}"#
        ))
    }

    /// Waits until the metrics contain this line.
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
