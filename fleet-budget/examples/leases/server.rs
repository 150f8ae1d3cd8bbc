//! The script of `gcra.lua` in memory, with one change: a call may take several tokens. It takes no
//! time, as only the number of calls counts here.

use std::{cell::RefCell, time::Duration};

use tokio::time::Instant;

pub(crate) struct Server {
    start: Instant,
    token_us: u64,
    bucket_us: u64,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    /// When the bucket is full again.
    full_at: u64,
    calls: u64,
    leased: u64,
}

impl Server {
    pub(crate) fn new(rate: u64, burst: u64) -> Self {
        let token_us = 1_000_000_u64.div_ceil(rate);
        Self {
            start: Instant::now(),
            token_us,
            bucket_us: token_us * burst,
            state: RefCell::default(),
        }
    }

    /// Takes as many of `tokens` as there are, or says how long until there is one.
    pub(crate) fn lease(&self, tokens: u64) -> Result<u64, Duration> {
        let now = self.start.elapsed().as_micros() as u64;
        let mut state = self.state.borrow_mut();
        state.calls += 1;
        let full_at = state.full_at.max(now);
        let there = (self.bucket_us - (full_at - now)) / self.token_us;
        if there == 0 {
            let wait = full_at + self.token_us - self.bucket_us - now;
            return Err(Duration::from_micros(wait));
        }
        let taken = tokens.min(there);
        state.full_at = full_at + taken * self.token_us;
        state.leased += taken;
        Ok(taken)
    }

    pub(crate) fn calls(&self) -> u64 {
        self.state.borrow().calls
    }

    pub(crate) fn leased(&self) -> u64 {
        self.state.borrow().leased
    }
}
