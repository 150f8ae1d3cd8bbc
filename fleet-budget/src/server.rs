//! The question to the server: one script, one key, one bounded round trip.

use std::{
    error::Error,
    num::NonZeroU32,
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use kata07_fanout::BudgetError;
use redis::{
    Client, IntoConnectionInfo, RedisError, Script,
    aio::{ConnectionManager, ConnectionManagerConfig},
    io::tcp::TcpSettings,
};
use tokio::time::timeout;

const SECOND_US: u64 = 1_000_000;

/// A connection to the server, and the budget that it is asked about.
pub(crate) struct Server {
    /// Reconnects by itself. Its task ends when this is dropped.
    connection: ConnectionManager,
    script: Script,
    name: String,
    token_us: u64,
    bucket_us: u64,
    /// When the bucket is full again, on the server's clock, as the server last said it.
    heard_us: AtomicI64,
}

impl Server {
    /// An answer takes at most so long, a new connection included; later, the server is unavailable.
    pub(crate) const ANSWER_WITHIN: Duration = Duration::from_secs(1);

    pub(crate) async fn connect(
        url: &str,
        name: &str,
        rate: NonZeroU32,
        burst: NonZeroU32,
    ) -> Result<Self, BudgetError> {
        let script = Script::new(include_str!("gcra.lua"));
        // Loaded here, so that missing rights or a wrong password show up at once.
        let connect = async {
            let mut connection = manager(url).await?;
            script.load_async(&mut connection).await?;
            Ok(connection)
        };
        let connection = bounded(connect).await?;
        // Rounded up: never more than the rate, and at most a microsecond a token less.
        let token_us = SECOND_US.div_ceil(rate.get().into());
        Ok(Self {
            connection,
            script,
            name: name.to_owned(),
            token_us,
            bucket_us: token_us * u64::from(burst.get()),
            heard_us: AtomicI64::new(0),
        })
    }

    /// What refills one token.
    pub(crate) fn token(&self) -> Duration {
        Duration::from_micros(self.token_us)
    }

    /// Asks for a token: the wait until one is there, or zero if it is taken.
    ///
    /// Dropped after it was sent, it may have taken a token for nobody.
    pub(crate) async fn ask(&self) -> Result<Duration, BudgetError> {
        let answer = async {
            match self.ask_once().await {
                // The connection may have been lost long ago. The manager has begun a new one by
                // now, and this waits for it. What was asked before is lost, not asked for twice.
                Err(error) if error.is_io_error() => self.ask_once().await,
                answer => answer,
            }
        };
        bounded(answer).await
    }

    async fn ask_once(&self) -> Result<Duration, RedisError> {
        let (wait, full_at): (u64, i64) = self
            .script
            .key(&self.name)
            .arg(self.token_us)
            .arg(self.bucket_us)
            .arg(self.heard_us.load(Ordering::Relaxed))
            .invoke_async(&mut self.connection.clone())
            .await?;
        self.heard_us.store(full_at, Ordering::Relaxed);
        Ok(Duration::from_micros(wait))
    }
}

async fn manager(url: &str) -> Result<ConnectionManager, RedisError> {
    let tcp = TcpSettings::default().set_nodelay(true);
    // A server whose host is gone answers nothing, not even a reset.
    #[cfg(target_os = "linux")]
    let tcp = tcp.set_user_timeout(Server::ANSWER_WITHIN);
    let config = ConnectionManagerConfig::new()
        // Who fails at once must not wait for further attempts: the next question makes one.
        .set_number_of_retries(0)
        .set_connection_timeout(Some(Server::ANSWER_WITHIN / 2))
        // `bounded` sees to it.
        .set_response_timeout(None);
    let info = url.into_connection_info()?.set_tcp_settings(tcp);
    ConnectionManager::new_with_config(Client::open(info)?, config).await
}

async fn bounded<T>(answer: impl Future<Output = Result<T, RedisError>>) -> Result<T, BudgetError> {
    let unavailable = |source: Box<dyn Error + Send + Sync>| BudgetError::Unavailable(source);
    match timeout(Server::ANSWER_WITHIN, answer).await {
        Ok(answer) => answer.map_err(|error| unavailable(error.into())),
        Err(elapsed) => Err(unavailable(elapsed.into())),
    }
}
