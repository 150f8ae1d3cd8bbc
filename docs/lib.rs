//! Compiles and runs the Rust in the README and in every page of the book.
//!
//! Read the pages in `docs/src`, or as a book: `mdbook serve docs`.

/// One module for each page.
macro_rules! pages {
    ($($module:ident = $page:literal)+) => {$(
        #[doc = include_str!(concat!("src/", $page))]
        mod $module {}
    )+};
}

/// The project's front page.
#[doc = include_str!("../README.md")]
mod readme {}

pages! {
    introduction = "introduction.md"
    fail_fast = "fail-fast.md"
    choosing_a_pattern = "choosing-a-pattern.md"
    ladder = "ladder.md"
    orchestration = "orchestration.md"
    cancellation = "cancellation.md"
    errors = "errors.md"
    tasks_and_threads = "tasks-and-threads.md"
    surprises = "surprises.md"
    draw_your_own = "timeline.md"
    testing_time = "testing-time.md"
    testing_concurrency = "testing-concurrency.md"
    from_go = "from-go.md"
    go_gateway = "go-gateway.md"
    kata01 = "kata01.md"
    kata07 = "kata07.md"
    kata09 = "kata09.md"
    kata14 = "kata14.md"
    order_pipeline = "order-pipeline.md"
    fleet_budget = "fleet-budget.md"
    benchmarks = "benchmarks.md"
    faults = "faults.md"
    what_we_learned = "what-we-learned.md"
    glossary = "glossary.md"
}
