//! Runs each mistake beside its pattern and draws both, as the book's page `ladder.md` shows.
//! `BLESS=1 cargo test -p pattern-comparison --test contract` rewrites the page's pictures.

use std::{env, fs, path::Path, time::Duration};

use anstream::adapter::strip_str;
use pattern_comparison::{Answer, Scenario, Status};
use timeline::{Ending, Level, Mark, Row, Timeline, short};
use tokio::{runtime::Builder, task::yield_now, time::timeout};

use crate::{
    lab::{Fetch, Lab, SECOND},
    mistakes::pictures,
};

/// Wide enough for the bars, and narrow enough for a page.
const COLUMNS: usize = 76;

pub(crate) struct Picture {
    pub(crate) mistake: &'static str,
    /// The property that catches it.
    pub(crate) property: &'static str,
    pub(crate) text: String,
}

#[test]
fn the_page_shows_each_mistake_as_it_plays() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src/ladder.md");
    let mut page = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let pictures = pictures();
    for Picture {
        mistake,
        property,
        text,
    } in &pictures
    {
        let (_, rest) = page
            .split_once(&format!("\n### `{mistake}`\n"))
            .unwrap_or_else(|| panic!("ladder.md has no section `{mistake}`"));
        let section = rest.split("\n#").next().unwrap();
        assert!(
            section.contains(&format!("[`{property}`]")),
            "{mistake}: the page does not name {property}"
        );
        let (_, fence) = section
            .split_once("```text\n")
            .unwrap_or_else(|| panic!("{mistake}: no picture; write an empty one and BLESS=1"));
        let shown = fence.split("```").next().unwrap();
        if env::var_os("BLESS").is_some() {
            let blessed = section.replace(
                &format!("```text\n{shown}```"),
                &format!("```text\n{text}```"),
            );
            page = page.replace(section, &blessed);
        } else {
            assert!(
                shown == text,
                "{mistake} is stale; BLESS=1 rewrites it:\n{text}"
            );
        }
    }
    assert_eq!(
        page.matches("```text\n").count(),
        pictures.len(),
        "the page has a picture of no mistake"
    );
    if env::var_os("BLESS").is_some() {
        fs::write(path, page).unwrap();
    }
}

/// The pattern above the mistake on one axis, each at the moment when its caller has the answer.
pub(crate) fn draw(
    scenario: &str,
    right: (&str, impl Fetch),
    mistake: (&str, impl Fetch),
) -> String {
    let mut timeline = Timeline::new(mistake.0);
    let name = right.0.strip_prefix("obvious_mistake_");
    timeline.rows = play(scenario, name.unwrap_or(right.0), right.1);
    timeline.rows.extend(play(scenario, "mistake", mistake.1));
    let leave = parsed(scenario).leave.map(Duration::from);
    let deadline = Some(SECOND).filter(|deadline| *deadline <= timeline.reach());
    for (label, at) in [("the caller leaves at", leave), ("deadline", deadline)] {
        timeline.marks.extend(at.map(|at| Mark {
            label: label.to_owned(),
            at,
            essential: true,
        }));
    }
    let picture = strip_str(&timeline.to_text(COLUMNS)).to_string();
    format!("{scenario}\n\n{picture}")
}

fn parsed(scenario: &str) -> Scenario {
    scenario.parse().unwrap()
}

fn play(scenario: &str, label: &str, fetch: impl Fetch) -> Vec<Row> {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let lab = Lab::new(scenario);
        let leave = parsed(scenario).leave.map(Duration::from);
        let patience = leave.unwrap_or(SECOND * 3_600);
        let future = fetch(&lab.services, &lab.user, SECOND);
        let answer = timeout(patience, future).await.ok();
        // After one turn, aborted tasks have ended and spawned tasks have started. A caller with an
        // answer does not wait for that turn.
        if leave.is_some() || lab.recorder.calls().is_empty() {
            yield_now().await;
        }
        let mut rows = vec![caller(label, &lab, leave, answer)];
        rows.extend(lab.recorder.calls().iter().map(|call| {
            let row = call.to_row();
            let note = match row.ending {
                Ending::Returned => String::new(),
                ending => ending.in_words().to_owned(),
            };
            Row { note, ..row }
        }));
        rows
    })
}

fn caller(label: &str, lab: &Lab, leave: Option<Duration>, answer: Option<Answer>) -> Row {
    let at = lab.elapsed();
    let (end, ending, note) = match (answer, leave) {
        (Some(answer), _) => {
            let ending = match answer.status() {
                Status::Failed => Ending::Failed,
                Status::Complete | Status::Partial => Ending::Returned,
            };
            let note = format!("{}, {}", answer.status().as_str(), short(at));
            (Some(at), ending, note)
        }
        (None, Some(at)) => (Some(at), Ending::Dropped, "has left".to_owned()),
        (None, None) => (None, Ending::Running, "never".to_owned()),
    };
    Row {
        label: label.to_owned(),
        level: Level::Caller,
        start: Duration::ZERO,
        end,
        ending,
        note,
    }
}
