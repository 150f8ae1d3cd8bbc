//! Beyond the kata.

use super::{subject, support};

mod s1_abandoned;
mod s2_max_entries;
mod s3_serve_stale;
mod s4_refresh;
mod s5_crowd;
mod s6_extremes;
