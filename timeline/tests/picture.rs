//! The timeline as text and as SVG.

use std::time::Duration;

use rstest::rstest;
use timeline::{Ending, Level, Mark, Row, Timeline};

/// A caller and every ending, with one mark in the picture and one to the right of it.
fn every_ending() -> Timeline {
    let ms = Duration::from_millis;
    let mut timeline = Timeline::new("Every ending <&>");
    timeline.description = "One bar an ending.".to_owned();
    timeline.marks = vec![
        Mark {
            label: "deadline".to_owned(),
            at: ms(80),
            essential: false,
        },
        Mark {
            label: "far away:".to_owned(),
            at: ms(10_000),
            essential: false,
        },
    ];
    timeline.rows = vec![Row {
        label: "caller".to_owned(),
        level: Level::Caller,
        start: ms(0),
        end: Some(ms(90)),
        ending: Ending::Failed,
        note: "gave up".to_owned(),
    }];
    timeline.rows.extend(
        Ending::ALL
            .into_iter()
            .zip([20, 40, 60, 80])
            .map(|(ending, end)| Row {
                label: ending.in_words().to_owned(),
                level: Level::Call,
                start: ms(end / 4),
                end: Some(ms(end)),
                ending,
                note: String::new(),
            }),
    );
    timeline.rows.push(Row {
        label: "still running".to_owned(),
        level: Level::Call,
        start: ms(10),
        end: None,
        ending: Ending::Running,
        note: String::new(),
    });
    timeline
}

fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

#[rstest]
#[case(80)]
#[case(160)]
fn fits_the_terminal(#[case] columns: usize) {
    let picture = plain(&every_ending().to_text(columns));
    let widest = picture
        .lines()
        .map(|line| line.chars().count())
        .max()
        .unwrap();
    assert!(
        (columns - 8..=columns).contains(&widest),
        "{widest} columns\n{picture}"
    );
    insta::assert_snapshot!(format!("picture_{columns}"), picture);
}

#[rstest]
#[case(0)]
#[case(1)]
#[case(30)]
fn survives_a_terminal_that_is_too_narrow(#[case] columns: usize) {
    assert!(!every_ending().to_text(columns).is_empty());
}

#[test]
fn the_legend_fits_sixty_columns() {
    for (columns, lines) in [(60, 2), (67, 1)] {
        let legend = plain(&Timeline::legend_within(columns));
        assert_eq!(legend.lines().count(), lines);
        let widest = legend.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(columns), "{legend}");
    }
}

#[test]
fn a_mark_without_room_beside_it_stands_above() {
    let mut timeline = every_ending();
    timeline.marks.push(Mark {
        label: "a label of thirty-four characters.".to_owned(),
        at: timeline.reach() / 2,
        essential: false,
    });
    let picture = plain(&timeline.to_text(60));
    let widest = picture.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(60), "{picture}");
    assert!(picture.contains("characters. 54ms\n"), "{picture}");
}

#[test]
fn draws_an_empty_timeline() {
    let empty = Timeline::new("Nothing");
    assert!(empty.to_text(80).contains("0ms"));
    assert!(empty.to_svg().contains("Nothing"));
}

#[test]
fn the_svg_has_a_title_and_a_description() {
    let svg = every_ending().to_svg();
    assert!(svg.contains("role=\"img\""));
    assert!(
        svg.contains("Every ending &lt;&amp;&gt;"),
        "the title is escaped"
    );
    assert!(svg.contains("One bar an ending."));
    assert!(svg.contains("prefers-color-scheme: dark"));
    insta::assert_snapshot!(svg);
}

#[test]
fn a_panel_has_no_title_and_no_legend() {
    let timeline = every_ending();
    let panel = timeline.to_panel(timeline.reach());
    assert!(panel.contains("role=\"img\" "));
    assert!(panel.contains("aria-label=\"One bar an ending.\""));
    assert!(!panel.contains("Every ending"), "the page has the title");
    assert!(!panel.contains(" id="), "several stand in one page");
    insta::assert_snapshot!(panel);
}

#[test]
fn a_panel_uses_the_given_axis() {
    let ms = Duration::from_millis;
    let mut timeline = every_ending();
    timeline.rows[0].label = "<\"caller\">".to_owned();
    timeline.rows[1].label = "<\"call\">".to_owned();
    for (reach, end) in [(ms(400), 400), (ms(50), 50), (ms(0), 1)] {
        let panel = timeline.to_panel(reach);
        assert!(panel.contains(&format!("data-end-ms=\"{end}\"")), "{panel}");
        assert!(
            panel.contains("data-label=\"&lt;&quot;call&quot;&gt;\""),
            "{panel}"
        );
        assert_eq!(
            panel.matches("data-label=").count(),
            timeline.rows.len() - 1
        );
    }
}

#[test]
fn every_ending_has_a_sample_of_its_own() {
    let mut samples = Ending::ALL.map(Ending::to_svg);
    samples.sort_unstable();
    assert!(samples.is_sorted_by(|one, next| one < next), "{samples:?}");
    for (ending, sample) in Ending::ALL.into_iter().zip(Ending::ALL.map(Ending::to_svg)) {
        let shape = sample.split(" d=\"").nth(1).unwrap();
        let shape = shape.split('"').next().unwrap();
        assert!(
            every_ending().to_svg().contains(shape),
            "{ending:?} is drawn so in the figure"
        );
    }
}

/// Readers must tell endings apart without colour.
#[test]
fn every_ending_differs_in_shape() {
    let legend = plain(&Timeline::legend());
    let mut shapes: Vec<&str> = legend
        .split("  ")
        .map(|entry| entry.split(' ').next().unwrap())
        .collect();
    shapes.sort_unstable();
    shapes.dedup();
    assert_eq!(shapes.len(), Ending::ALL.len(), "{legend}");
}

#[test]
fn an_arrow_points_to_a_far_mark() {
    let ms = Duration::from_millis;
    let mut timeline = every_ending();
    // The axis has a fifth more room after the last end, or after a mark up to twice as far.
    for (mark, reach) in [(80, 108), (180, 216), (181, 108)] {
        timeline.marks[0].at = ms(mark);
        assert_eq!(timeline.reach(), ms(reach), "a mark at {mark} ms");
    }
    assert!(plain(&timeline.to_text(80)).contains("far away: 10s →"));
    timeline.marks[1].essential = true;
    assert_eq!(timeline.reach(), ms(12_000));
    assert!(plain(&timeline.to_text(80)).contains("far away: 10s ┐"));
}
