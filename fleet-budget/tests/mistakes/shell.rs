//! What the wrong budgets have in common: a connection, a name, and the wait between two questions.

use std::{
    num::NonZeroU32,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use fleet_budget::BudgetError;
use redis::{
    Client, RedisError, Script,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use tokio::time::{sleep, timeout};

/// A connection, and the budget that it is about.
pub(crate) struct Redis {
    pub(crate) connection: ConnectionManager,
    pub(crate) name: String,
    pub(crate) rate: u64,
    pub(crate) burst: u64,
    heard: AtomicU64,
}

impl Redis {
    pub(crate) async fn connect(
        url: impl AsRef<str>,
        name: impl AsRef<str>,
        rate: NonZeroU32,
        burst: NonZeroU32,
    ) -> Result<Self, BudgetError> {
        let client = Client::open(url.as_ref()).map_err(unavailable)?;
        // Reconnects, but does not try for long: none is wrong for that.
        let config = ConnectionManagerConfig::new().set_number_of_retries(0);
        let connection = client.get_connection_manager_with_config(config).await;
        Ok(Self {
            connection: connection.map_err(unavailable)?,
            name: name.as_ref().to_owned(),
            rate: rate.get().into(),
            burst: burst.get().into(),
            heard: AtomicU64::new(0),
        })
    }

    /// Time that refills one token, and the whole bucket.
    pub(crate) fn microseconds(&self) -> (u64, u64) {
        let token = 1_000_000_u64.div_ceil(self.rate);
        (token, token * self.burst)
    }

    /// Asks the reference's script, or what became of it: the wait, in its own unit.
    pub(crate) async fn gcra(
        &self,
        script: &Script,
        (token, bucket): (u64, u64),
        client_clock: u64,
    ) -> Result<u64, BudgetError> {
        let heard = self.heard.load(Ordering::Relaxed);
        let arguments = [token, bucket, heard, client_clock];
        let (wait, full_at) = self.run(script, &arguments).await?;
        self.heard.store(full_at, Ordering::Relaxed);
        Ok(wait)
    }

    pub(crate) async fn run<T: redis::FromRedisValue>(
        &self,
        script: &Script,
        arguments: &[u64],
    ) -> Result<T, BudgetError> {
        let mut run = script.key(&self.name);
        for argument in arguments {
            run.arg(*argument);
        }
        let mut connection = self.connection.clone();
        let answer = timeout(Duration::from_secs(1), run.invoke_async(&mut connection)).await;
        let answer = answer.map_err(|elapsed| BudgetError::Unavailable(elapsed.into()))?;
        answer.map_err(unavailable)
    }
}

pub(crate) fn unavailable(error: RedisError) -> BudgetError {
    BudgetError::Unavailable(error.into())
}

/// Asks until the answer is that there is nothing to wait for.
pub(crate) async fn until_taken(
    mut ask: impl AsyncFnMut() -> Result<Duration, BudgetError>,
) -> Result<(), BudgetError> {
    loop {
        match ask().await? {
            Duration::ZERO => return Ok(()),
            wait => sleep(wait).await,
        }
    }
}

/// The reference's script, with some of it replaced.
pub(crate) fn script(replacements: &[(&str, &str)]) -> Script {
    let mut code = include_str!("../../src/gcra.lua").to_owned();
    for (is, becomes) in replacements {
        assert_eq!(
            code.matches(is).count(),
            1,
            "{is:?} stands in the script once"
        );
        code = code.replace(is, becomes);
    }
    Script::new(&code)
}
