//! The judge: what the kata asks for, in the order in which to solve it.

use super::{subject, support};

mod c1_one_load;
mod c2_keys;
mod c3_time_to_live;
mod c4_failures;
mod c5_leaving;
mod c6_last_one;
mod c7_not_polled;
mod c8_cancelled;
mod c9_logging;
