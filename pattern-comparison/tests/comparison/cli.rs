//! The command as you see it: output, colours, exit codes.

use std::process::{Command, Output};

use rstest::rstest;

/// The command without environment variables that change colours.
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

/// The mistake that is fast but leaks, beside its repair.
#[test]
fn shows_the_obvious_mistake_when_asked() {
    insta::assert_snapshot!(stdout(&["--with-mistake", "--scenario", "one-fails"]));
    assert!(!stdout(&["--scenario", "one-fails"]).contains("obvious-mistake"));
}

/// A minute is long, but it is not a hang.
#[test]
fn a_slow_answer_is_not_called_never() {
    let output = stdout(&["--json", "--scenario", "user=60s"]);
    let report: serde_json::Value = serde_json::from_str(&output).unwrap();
    assert_eq!(report["patterns"][0]["status"], "complete");
    assert_eq!(report["patterns"][0]["answer_ms"], 60_000);
}

/// The command watches until after the last event of the script or the flags.
#[test]
fn waits_for_late_deadlines_and_late_departures() {
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
#[case(&["--deadline", "0ms"], "'0ms'")]
#[case(&["--deadline", "61s"], "'61s'")]
#[case(&["--deadline", "soon"], "'soon'")]
#[case(&["--deadline", "-1s"], "'-1s'")]
#[case(&["--scenario", "user=1ms:block"], "\"block\"")]
#[case(&["comapre"], "'comapre'")]
#[case(&["--scenrio", "healthy"], "'--scenrio'")]
fn rejects_bad_arguments_and_names_them_first(#[case] args: &[&str], #[case] named: &str) {
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
fn a_closed_pipe_is_not_an_error() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = command(&[]).stdout(writer).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
