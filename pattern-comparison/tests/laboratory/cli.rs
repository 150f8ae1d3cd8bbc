//! The command as a person meets it: its output, its colours, its exit codes.

use std::process::{Command, Output};

use rstest::rstest;

/// The command with nothing in its surroundings that has a say in colours.
fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pattern-comparison"));
    command.args(args);
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command
}

fn run(args: &[&str]) -> Output {
    command(args).output().unwrap()
}

fn stdout(args: &[&str]) -> String {
    let output = run(args);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn shows_every_scenario_under_every_pattern() {
    insta::assert_snapshot!(stdout(&[]));
}

#[test]
fn two_runs_print_the_same_bytes() {
    assert_eq!(stdout(&[]), stdout(&[]));
    assert_eq!(stdout(&["--json"]), stdout(&["--json"]));
}

#[test]
fn fits_a_terminal_of_eighty_columns() {
    let output = stdout(&["--with-mistake"]);
    let longest = output
        .lines()
        .map(|line| line.chars().count())
        .max()
        .unwrap();
    assert!(longest <= 80, "{longest} columns");
}

#[test]
fn the_default_command_can_be_named() {
    let scenario = ["--scenario", "one-fails", "--deadline", "500ms"];
    assert_eq!(
        stdout(&scenario),
        stdout(&[&["compare"], &scenario[..]].concat())
    );
}

#[test]
fn plays_the_scenarios_it_is_given() {
    insta::assert_snapshot!(stdout(&[
        "--scenario",
        "orders=2s:fail, leave=1500ms",
        "--scenario",
        "orders=hang",
        "--deadline",
        "250ms",
    ]));
}

#[test]
fn prints_one_json_object_a_line() {
    let output = stdout(&[
        "--json",
        "--scenario",
        "one-hangs",
        "--scenario",
        "user=1ms,leave=1ms",
    ]);
    let objects: Vec<serde_json::Value> = output
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    insta::assert_snapshot!(serde_json::to_string_pretty(&objects).unwrap());
}

/// The lane that answers fast and leaks, told apart and repaired.
#[test]
fn shows_the_obvious_mistake_when_asked() {
    insta::assert_snapshot!(stdout(&["--with-mistake", "--scenario", "one-fails"]));
    assert!(!stdout(&["--scenario", "one-fails"]).contains("obvious-mistake"));
}

/// A minute is a long time, and no hang.
#[test]
fn a_slow_answer_is_not_called_never() {
    let output = stdout(&["--json", "--scenario", "user=60s"]);
    let report: serde_json::Value = serde_json::from_str(&output).unwrap();
    assert_eq!(report["patterns"][0]["status"], "complete");
    assert_eq!(report["patterns"][0]["answer_ms"], 60_000);
}

/// The tool watches past the last moment that the script or the flags name.
#[test]
fn a_late_deadline_and_a_late_departure_are_waited_for() {
    let run = |args: &[&str]| -> serde_json::Value {
        serde_json::from_str(&stdout(&[args, &["--json"]].concat())).unwrap()
    };
    let report = run(&["--scenario", "notifications=hang", "--deadline", "40s"]);
    assert_eq!(report["patterns"][2]["answer_ms"], 40_000);
    let report = run(&["--scenario", "notifications=hang,leave=45s"]);
    assert_eq!(report["patterns"][0]["status"], "abandoned");
}

#[rstest]
#[case(&["--scenario", "helathy"], "\"helathy\"")]
#[case(&["--scenario", ""], "empty")]
#[case(&["--scenario", "user=fast"], "\"fast\"")]
#[case(&["--scenario", "user=1ms", "--scenario", "user=1ms:fial"], "\"fial\"")]
#[case(&["--scenario", "healthy", "--scenario", "user=1ms:block"], "\"user=1ms:block\"")]
#[case(&["--scenario", "user=1ms:block", "--json"], "`--live`")]
#[case(&["--quiz", "--live"], "'--live'")]
#[case(&["--deadline", "0ms"], "'0ms'")]
#[case(&["--deadline", "61s"], "'61s'")]
#[case(&["--deadline", "soon"], "'soon'")]
#[case(&["comapre"], "'comapre'")]
#[case(&["--scenrio", "healthy"], "'--scenrio'")]
#[case(&["serve", "--addr", "nowhere"], "nowhere")]
#[case(&["serve", "--deadline", "0s"], "0s")]
#[case(&["serve", "--max-concurrent", "0"], "'0'")]
#[case(&["serve", "--upstream", "https://127.0.0.1"], "https://127.0.0.1")]
#[case(&["serve", "--upstream", "services"], "services")]
fn refuses_what_does_not_parse_and_names_it_first(#[case] args: &[&str], #[case] named: &str) {
    let output = run(args);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.lines().next().unwrap().contains(named), "{stderr}");
}

#[rstest]
#[case::plain_when_piped(&[], false)]
#[case::coloured_when_asked(&[("CLICOLOR_FORCE", "1")], true)]
#[case::plain_when_asked(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false)]
fn colours(#[case] variables: &[(&str, &str)], #[case] coloured: bool) {
    let mut command = command(&["--scenario", "one-fails"]);
    command.envs(variables.iter().copied());
    let output = String::from_utf8(command.output().unwrap().stdout).unwrap();
    assert_eq!(output.contains('\u{1b}'), coloured, "{output:?}");
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = command(&[]).stdout(writer).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

/// Statuses only, and a deadline that no machine is too slow for. The other scenarios take
/// seconds: `ci/check.sh` compares all seven.
#[test]
fn live_gives_the_statuses_of_virtual_time() {
    let mut args = vec!["--json", "--deadline", "60s"];
    for scenario in ["healthy", "all-fail", "one-panics", "caller-leaves"] {
        args.extend(["--scenario", scenario]);
    }
    let statuses = |output: String| -> Vec<serde_json::Value> {
        let objects = output
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        objects
            .map(|report: serde_json::Value| statuses_of(&report))
            .collect()
    };
    let in_virtual_time = statuses(stdout(&args));
    args.push("--live");
    assert_eq!(statuses(stdout(&args)), in_virtual_time);
}

/// The one failure that no pattern is a match for: the deadline passes, and nobody has a turn.
#[test]
fn a_call_that_blocks_its_thread_outlasts_the_deadline() {
    let output = stdout(&[
        "--live",
        "--scenario",
        "orders=300ms:block",
        "--deadline",
        "100ms",
    ]);
    assert!(
        output.contains("orders blocks its thread for 300ms"),
        "{output}"
    );
    assert!(
        output.contains("a call that never awaits gives nobody a turn"),
        "{output}"
    );

    let json = [
        "--live",
        "--json",
        "--scenario",
        "orders=300ms:block",
        "--deadline",
        "100ms",
    ];
    let report: serde_json::Value = serde_json::from_str(&stdout(&json)).unwrap();
    for run in report["patterns"].as_array().unwrap() {
        assert!(run["answer_ms"].as_u64().unwrap() >= 300, "{run}");
    }
}

fn statuses_of(report: &serde_json::Value) -> serde_json::Value {
    let runs = report["patterns"].as_array().unwrap();
    runs.iter().map(|run| run["status"].clone()).collect()
}
