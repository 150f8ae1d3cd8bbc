//! The stretch, on your `src/exercise.rs`.

use kata07_fanout::exercise as subject;

#[path = "suite/stretch/mod.rs"]
mod stretch;
#[path = "suite/support.rs"]
mod support;
