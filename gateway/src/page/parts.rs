//! The parts of the page that come from the lists in the code.

use pattern_comparison::Pattern;
use timeline::Ending;

use super::source;

/// How each ending is drawn. Each sample has a shadow root, as the pictures have, so that its
/// styles stay its own.
pub(super) fn legend() -> String {
    let entry = |ending: Ending| {
        format!(
            r#"<li><span><template shadowrootmode="open">{}</template></span>{}</li>"#,
            ending.to_svg(),
            ending.in_words()
        )
    };
    Ending::ALL.map(entry).join("\n")
}

pub(super) fn guesses() -> String {
    let guess = |it: Pattern| {
        format!(r#"<label><input type="checkbox" name="guess" value="{it}"> {it}</label>"#)
    };
    Pattern::ALL.map(guess).join("\n")
}

pub(super) fn panels() -> String {
    let panel = |it: Pattern| {
        let (made_of, source) = (made_of(it), source::listing(it));
        format!(
            r#"<article class="panel" data-pattern="{it}" aria-labelledby="{it}-name">
<h2 id="{it}-name">{it}</h2>
<p class="still"></p>
<p class="made-of">{made_of}</p>
<time-picture></time-picture>
<div class="answer"></div>
{source}
</article>"#
        )
    };
    Pattern::ALL.map(panel).join("\n")
}

const fn made_of(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::JoinAll => "Spawns a task per service and waits for all of them.",
        Pattern::Channels => "Spawns a task per service and waits until all have sent.",
        Pattern::TimeoutHybrid => "Owns its tasks and returns what has arrived at the deadline.",
        Pattern::FailFast => "Owns its tasks and returns at the first failure.",
    }
}
