//! The timeline in characters and as SVG, and the red judge that draws one.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use futures::future::pending;
use rstest::rstest;
use shared_mocks::{
    Call, Ending, Level, Look, Mark, Moment, Probe, Row, ScriptedService, Timeline,
};
use tokio::{task::JoinSet, time::sleep};

/// A caller and every look, a mark on the picture and one to the right of it.
fn every_look() -> Timeline {
    let ms = Duration::from_millis;
    let mut timeline = Timeline::new("Every look <&>");
    timeline.description = "One bar a look.".to_owned();
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
        look: Look::Failed,
        note: "gave up".to_owned(),
    }];
    timeline.rows.extend(
        Look::ALL
            .into_iter()
            .zip([20, 40, 60, 80, 90])
            .map(|(look, end)| Row {
                label: look.as_str().to_owned(),
                level: Level::Call,
                start: ms(end / 4),
                end: Some(ms(end)),
                look,
                note: String::new(),
            }),
    );
    timeline.rows.push(Row {
        label: "still running".to_owned(),
        level: Level::Call,
        start: ms(10),
        end: None,
        look: Look::Running,
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
    let picture = plain(&every_look().to_text(columns));
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
    assert!(!every_look().to_text(columns).is_empty());
}

#[test]
fn survives_nothing_to_draw() {
    let empty = Timeline::new("Nothing");
    assert!(empty.to_text(80).contains("0ms"));
    assert!(empty.to_svg().contains("Nothing"));
}

#[test]
fn the_page_says_what_it_shows() {
    let svg = every_look().to_svg();
    assert!(svg.contains("role=\"img\""));
    assert!(
        svg.contains("Every look &lt;&amp;&gt;"),
        "the title is escaped"
    );
    assert!(svg.contains("One bar a look."));
    assert!(svg.contains("prefers-color-scheme: dark"));
    insta::assert_snapshot!(svg);
}

#[test]
fn a_panel_is_the_same_picture_without_title_and_legend() {
    let timeline = every_look();
    let panel = timeline.to_panel(timeline.reach());
    assert!(panel.contains("role=\"img\" "));
    assert!(panel.contains("aria-label=\"One bar a look.\""));
    assert!(!panel.contains("Every look"), "the page has the title");
    assert!(!panel.contains(" id="), "several stand in one page");
    insta::assert_snapshot!(panel);
}

#[test]
fn a_panel_keeps_to_the_axis_that_it_is_given() {
    let ms = Duration::from_millis;
    let mut timeline = every_look();
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
            panel.matches("class=\"grip\"").count(),
            timeline.rows.len() - 1
        );
    }
}

#[test]
fn every_look_has_a_sample_of_its_own() {
    let mut samples = Look::ALL.map(Look::to_svg);
    samples.sort_unstable();
    assert!(samples.is_sorted_by(|one, next| one < next), "{samples:?}");
    for (look, sample) in Look::ALL.into_iter().zip(Look::ALL.map(Look::to_svg)) {
        let shape = sample.split(" d=\"").nth(1).unwrap();
        let shape = shape.split('"').next().unwrap();
        assert!(
            every_look().to_svg().contains(shape),
            "{look:?} is drawn so in the figure"
        );
    }
}

/// Without colour, two looks that share stroke and end would be one.
#[test]
fn every_look_differs_in_shape() {
    let legend = plain(&Timeline::legend());
    let mut shapes: Vec<&str> = legend
        .split("  ")
        .map(|entry| entry.split(' ').next().unwrap())
        .collect();
    shapes.sort_unstable();
    shapes.dedup();
    assert_eq!(shapes.len(), Look::ALL.len(), "{legend}");
}

#[rstest]
#[case(Ending::Returned, 90, Look::Returned)]
#[case(Ending::Dropped, 79, Look::Cancelled)]
#[case(Ending::Dropped, 80, Look::TimedOut)]
#[case(Ending::Failed, 80, Look::Failed)]
fn a_call_that_is_dropped_at_the_deadline_has_timed_out(
    #[case] ending: Ending,
    #[case] end_ms: u64,
    #[case] look: Look,
) {
    let call = Call {
        service: "orders".to_owned(),
        start: Duration::ZERO,
        end: Some(Duration::from_millis(end_ms)),
        ending,
    };
    assert_eq!(Look::of(&call, Some(Duration::from_millis(80))), look);
}

/// The learner's mistake: the sibling's task is still there when the function returns.
async fn leak(probe: &Probe) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    for (service, behaviour) in [("profile", "40ms:fail"), ("orders", "10s")] {
        let service = ScriptedService::new(service, behaviour.parse().unwrap(), probe);
        tasks.spawn(async move {
            let _ = service.call().await;
            pending::<()>().await;
        });
    }
    sleep(Duration::from_millis(40)).await;
    tokio::task::yield_now().await;
    tasks
}

async fn returned() -> Moment {
    let probe = Probe::new();
    let _tasks = leak(&probe).await;
    probe.moment("aggregate returned")
}

fn complaint(judge: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(judge)).unwrap_err();
    panic.downcast_ref::<String>().unwrap().clone()
}

#[tokio::test(start_paused = true)]
async fn a_kept_promise_says_nothing() {
    let moment = returned().await;
    moment.promises("profile", Ending::Failed);
    moment.promised_at(Duration::from_millis(40));
    moment.promised_that("it is kept", true);
}

#[tokio::test(start_paused = true)]
async fn a_promise_is_about_the_last_call_of_its_service() {
    let probe = Probe::new();
    for (behaviour, ending) in [("1ms:fail", Ending::Failed), ("1ms", Ending::Returned)] {
        let service = ScriptedService::new("orders", behaviour.parse().unwrap(), &probe);
        let _ = service.call().await;
        probe.moment("it returned").promises("orders", ending);
    }
}

#[tokio::test(start_paused = true)]
async fn a_broken_promise_is_drawn_at_its_place() {
    let moment = returned().await;
    let message = complaint(|| moment.promises("orders", Ending::Dropped));
    insta::assert_snapshot!(message);
}

#[rstest]
#[case(
    |moment: Moment| moment.promises("payment", Ending::Returned),
    "payment: never called when aggregate returned at 40ms; promised: returned"
)]
#[case(
    |moment: Moment| moment.promised_at(Duration::from_millis(10)),
    "aggregate returned at 40ms; promised: at 10ms"
)]
#[case(
    |moment: Moment| moment.promised_that("one call", false),
    "aggregate returned at 40ms; promised: one call"
)]
#[tokio::test(start_paused = true)]
async fn a_broken_promise_is_said_in_the_first_line(
    #[case] judge: fn(Moment),
    #[case] promised: &str,
) {
    let moment = returned().await;
    let message = complaint(|| judge(moment));
    assert_eq!(message.lines().next(), Some(promised), "{message}");
}

#[test]
fn a_mark_far_to_the_right_is_pointed_at_unless_it_is_essential() {
    let ms = Duration::from_millis;
    let mut timeline = every_look();
    // A fifth of room behind the last end, or behind a mark up to twice as far.
    for (mark, reach) in [(80, 108), (180, 216), (181, 108)] {
        timeline.marks[0].at = ms(mark);
        assert_eq!(timeline.reach(), ms(reach), "a mark at {mark} ms");
    }
    assert!(plain(&timeline.to_text(80)).contains("far away: 10s →"));
    timeline.marks[1].essential = true;
    assert_eq!(timeline.reach(), ms(12_000));
    assert!(plain(&timeline.to_text(80)).contains("far away: 10s ┐"));
}
