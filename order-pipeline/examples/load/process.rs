//! What a process has used, on Linux; elsewhere `None`.

use std::{fs, time::Duration};

/// User and system time, in hundredths of a second.
pub(crate) fn cpu_time(pid: u32) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name of the command, in brackets, may hold anything; 11 fields after it comes the time.
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks: Vec<u64> = ticks
        .map(|ticks| ticks.parse().ok())
        .collect::<Option<_>>()?;
    Some(Duration::from_millis(10 * ticks.iter().sum::<u64>()))
}

pub(crate) fn resident_kib(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
