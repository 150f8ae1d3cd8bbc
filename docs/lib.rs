//! The pages of the book, so that `cargo test` compiles and runs their Rust fences.
//!
//! Read them in `docs/src`, or as a book: `mdbook serve docs`.

/// A module a page.
macro_rules! pages {
    ($($module:ident = $page:literal)+) => {$(
        #[doc = include_str!(concat!("src/", $page))]
        mod $module {}
    )+};
}

pages! {
    introduction = "introduction.md"
    fail_fast = "fail-fast.md"
    choosing_a_pattern = "choosing-a-pattern.md"
    ladder = "ladder.md"
    orchestration = "orchestration.md"
    cancellation = "cancellation.md"
    errors = "errors.md"
    tasks_and_threads = "tasks-and-threads.md"
    testing_time = "testing-time.md"
    testing_concurrency = "testing-concurrency.md"
    from_go = "from-go.md"
    kata01 = "kata01.md"
    kata07 = "kata07.md"
    order_pipeline = "order-pipeline.md"
    fleet_budget = "fleet-budget.md"
    benchmarks = "benchmarks.md"
    faults = "faults.md"
    what_we_learned = "what-we-learned.md"
    glossary = "glossary.md"
}
