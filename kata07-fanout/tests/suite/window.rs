//! The limits, measured at the API: requests in every window, and requests in flight at every moment.

use std::time::Duration;

use shared_judge::Moment;
use timeline::short;

use super::Seen;

/// Rows of a picture: the last ones decide.
const ROWS: usize = 24;

impl Seen {
    /// Compares every window of the requests with `burst + rate · w`.
    #[track_caller]
    pub(crate) fn keeps_the_rate(&self, rate: u32, burst: u32) {
        let starts = self.starts();
        for (from, first) in starts.iter().enumerate() {
            for (to, last) in starts.iter().enumerate().skip(from) {
                let (sent, allowed) = (to - from + 1, allowed(rate, burst, *last - *first));
                assert!(
                    sent <= allowed,
                    "promised: at most {allowed} requests from {} to {}; found: {sent}\n\n{}",
                    short(*first),
                    short(*last),
                    drawn(&starts[from..], *last, rate, burst),
                );
            }
        }
    }

    #[track_caller]
    pub(crate) fn peaks_at(&self, promised: usize) {
        let peak = self.recorder.peak();
        assert!(
            peak == promised,
            "promised: {promised} requests in flight at the most, and so many when there are enough \
             users; found: {peak}"
        );
    }

    /// Until the last request is sent, every place is taken.
    #[track_caller]
    pub(crate) fn fills_every_place(&self, places: usize) {
        let (calls, last) = (self.recorder.calls(), self.starts().into_iter().max());
        let moments = calls.iter().flat_map(|call| [Some(call.start), call.end]);
        for moment in moments.flatten().filter(|moment| Some(*moment) < last) {
            let running = calls
                .iter()
                .filter(|call| call.start <= moment && call.end.is_none_or(|end| end > moment))
                .count();
            let waiting = calls.iter().filter(|call| call.start > moment).count();
            Moment::of(&self.recorder, "the call returned").promised_that(
                &format!(
                    "a free place is filled at once; at {} {running} of {places} places are taken, \
                     and {waiting} users wait",
                    short(moment)
                ),
                running == places,
            );
        }
    }
}

/// How many requests a window of this width may hold.
fn allowed(rate: u32, burst: u32, width: Duration) -> usize {
    // The last term covers the rounding of floating point.
    let allowed = f64::from(burst) + f64::from(rate) * width.as_secs_f64() + 1e-6;
    allowed as usize
}

/// The requests up to `last`, row by row, against the line.
fn drawn(starts: &[Duration], last: Duration, rate: u32, burst: u32) -> String {
    let Some(first) = starts.first() else {
        return String::new();
    };
    let times = starts.iter().filter(|start| **start <= last);
    let mut times: Vec<_> = times.map(|start| *start - *first).collect();
    times.dedup();
    let left_out = times.len().saturating_sub(ROWS);
    let row = |time: &Duration| {
        let sent = starts.iter().filter(|start| **start - *first <= *time);
        let (sent, allowed) = (sent.count(), allowed(rate, burst, *time));
        let (within, beyond) = (sent.min(allowed), sent.saturating_sub(allowed));
        let (time, within, beyond) = (short(*time), "█".repeat(within), "▒".repeat(beyond));
        format!("{time:>8} {within:<allowed$}│{beyond} {sent} sent, {allowed} allowed\n")
    };
    let rows: String = times[left_out..].iter().map(row).collect();
    let note = match left_out {
        0 => String::new(),
        rows => format!("({rows} earlier rows are left out)\n"),
    };
    format!("{note}{rows}█ allowed  ▒ too many  │ the line\n")
}
