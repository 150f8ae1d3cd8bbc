//! What happened to the orders, over all connections.

use std::{
    fmt::Write,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// Counters that every connection shares.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) sent: AtomicU64,
    pub(crate) right: AtomicU64,
    pub(crate) wrong: AtomicU64,
    /// Sent on a connection that ended before the answer: the server cut it, or closed it as idle in
    /// that instant. The server's log knows which of these orders it had begun.
    pub(crate) unanswered: AtomicU64,
    /// Never sent: nothing listens on the port any more.
    pub(crate) refused: AtomicU64,
}

impl Tally {
    /// The report, and whether every answer was right and at least one arrived.
    pub(crate) fn report(&self, took: Duration, cpu: Option<Duration>) -> (String, bool) {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let [sent, right, wrong] = [&self.sent, &self.right, &self.wrong].map(count);
        let [unanswered, refused] = [&self.unanswered, &self.refused].map(count);
        let answered = right + wrong;
        let took = took.as_secs_f64();
        let cpu = match cpu {
            Some(cpu) if answered > 0 => {
                format!(
                    "{:.0} µs an order",
                    cpu.as_secs_f64() * 1e6 / answered as f64
                )
            }
            _ => "not measured".to_owned(),
        };
        let mut report = format!(
            "orders: {answered} of {sent} sent were answered in {took:.1} s\n\
             orders/s: {:.0}\n\
             wrong answers: {wrong}\n\
             sent and not answered: {unanswered}\n",
            answered as f64 / took
        );
        if refused > 0 {
            let stopped = "the server stopped: it refused";
            writeln!(
                report,
                "{stopped} {refused} connections before an order was sent"
            )
            .expect("writing to a String cannot fail");
        }
        report += &format!("server CPU: {cpu}\n");
        (report, wrong == 0 && right > 0)
    }
}
