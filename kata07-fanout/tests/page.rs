//! The page's tables and the judge name the same tests.

#[path = "../../kata01-aggregator/tests/page.rs"]
mod page;
