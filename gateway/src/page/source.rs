//! The Rust of a pattern: its source file, with the lines marked that decide what happens.

use pattern_comparison::Pattern;

/// Where the page of the book is that explains all four.
pub(super) const BOOK: &str = "/page/ladder.md";

/// A line that decides, by words in it, and what it decides.
type Mark = (&'static str, &'static str);

const DETACHED: Mark = (
    "tokio::spawn(",
    "nothing owns the task: it outlives the caller",
);
const OWNED: Mark = ("JoinSet::new()", "owns the tasks: dropping it aborts them");
const DEADLINE: Mark = ("timeout(deadline,", "one deadline for the whole wait");
const AT_REST: Mark = (".shutdown().await", "returns when every task has ended");

const fn marks(pattern: Pattern) -> &'static [Mark] {
    match pattern {
        Pattern::JoinAll => &[
            DETACHED,
            (
                "join_all(tasks).await",
                "waits for the slowest, without a deadline",
            ),
        ],
        Pattern::Channels => &[
            DETACHED,
            (
                "rx.recv().await",
                "waits for the last sender, without a deadline",
            ),
        ],
        Pattern::TimeoutHybrid => &[OWNED, DEADLINE, AT_REST],
        Pattern::FailFast => &[
            OWNED,
            DEADLINE,
            ("if failed {", "the first failure ends the wait"),
            AT_REST,
        ],
    }
}

/// The source behind a summary, closed until the visitor opens it.
pub(super) fn listing(pattern: Pattern) -> String {
    let marks = marks(pattern);
    let lines = pattern.source().lines().map(|line| {
        let mark = marks.iter().find(|(words, _)| line.contains(words));
        match mark {
            Some((_, why)) => format!("<mark>{}<i> {why}</i></mark>", escaped(line)),
            None => escaped(line),
        }
    });
    let lines = lines.collect::<Vec<_>>().join("\n");
    let file = pattern.name().replace('-', "_");
    format!(
        r#"<details class="source">
<summary>Show the Rust of {pattern}</summary>
<pre tabindex="0" aria-label="patterns/{file}.rs"><code>{lines}</code></pre>
<p>From <code>pattern-comparison/src/patterns/{file}.rs</code>. In the book: <a href="{BOOK}">The ladder</a>, step by step.</p>
</details>"#
    )
}

fn escaped(line: &str) -> String {
    line.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
