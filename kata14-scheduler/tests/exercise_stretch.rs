//! Beyond the kata, on your `src/exercise.rs`.

use kata14_scheduler::exercise as subject;

#[path = "suite/stretch/mod.rs"]
mod stretch;
#[path = "suite/support.rs"]
mod support;
