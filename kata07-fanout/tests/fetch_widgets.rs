//! The example `fetch_widgets`, as a person runs it: arguments, stdin, output and exit code.

use std::{
    env, fs,
    io::Write,
    net::TcpListener,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use rstest::rstest;

/// `cargo test` builds the examples beside the tests.
fn fetch_widgets() -> Command {
    let test = env::current_exe().unwrap();
    let target = test.parent().and_then(|deps| deps.parent()).unwrap();
    let name = format!("fetch_widgets{}", env::consts::EXE_SUFFIX);
    let program = target.join("examples").join(name);
    assert!(
        program.exists(),
        "build the examples first: cargo build -p kata07-fanout --examples"
    );
    let mut command = Command::new(program);
    for proxy in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env_remove(proxy);
    }
    command
}

fn run(args: &[&str], stdin: &str) -> Output {
    let mut child = fetch_widgets()
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Dropped at the end of the statement, so that the example sees the end of its input.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[rstest]
#[case::a_range(&["1..3"], "", 3)]
#[case::words(&["7", "10..12", "9"], "", 5)]
#[case::one_word_from_a_shell(&["7 8,9"], "", 3)]
#[case::the_end_of_u64(&["18446744073709551614..18446744073709551615"], "", 2)]
#[case::a_line_from_windows(&[], "7 8 \r\n", 2)]
#[case::commas_tabs_and_lines(&["-"], " 7,8,,\r\n\t9\n\n", 3)]
#[case::nothing(&[], "", 0)]
fn fetches_the_users_given(#[case] args: &[&str], #[case] stdin: &str, #[case] users: usize) {
    let output = run(args, stdin);
    let (found, errors) = (text(&output.stdout), text(&output.stderr));
    let promised = format!("fetched {users} of {users} users, ");
    assert!(found.starts_with(&promised), "{found}{errors}");
    assert!(output.status.success(), "{errors}");
}

#[rstest]
#[case::a_word(
    "x",
    "error: \"x\" is not a user: write a number, or a range such as 1..50: "
)]
#[case::half_a_range("1..", "error: \"1..\" is not a user")]
#[case::too_large(
    "18446744073709551616",
    "error: \"18446744073709551616\" is not a user"
)]
#[case::an_empty_range("9..7", "error: the range \"9..7\" is empty")]
#[case::one_user_too_many(
    "0..18446744073709551615",
    "error: more than 18446744073709551615 users"
)]
#[case::too_many_in_sum(
    "1..18446744073709551615 1",
    "error: more than 18446744073709551615 users"
)]
fn refuses_what_is_not_a_user(#[case] word: &str, #[case] promised: &str) {
    let output = run(&[word], "");
    let errors = text(&output.stderr);
    assert!(errors.starts_with(promised), "{errors}");
    assert_eq!(output.status.code(), Some(1));
}

/// A free port without a server.
fn unused_url() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[test]
fn a_range_to_the_largest_u64_is_lazy() {
    // One at a time, so that user 1 is the first to fail.
    let everyone = "1..18446744073709551615";
    let args = [everyone, "--in-flight", "1", "--base-url", &unused_url()];
    let output = run(&args, "");
    let (found, errors) = (text(&output.stdout), text(&output.stderr));
    assert!(
        found.starts_with("fetched 0 of 18446744073709551615 users, "),
        "{found}{errors}"
    );
    assert!(found.contains("fetched so far: none"), "{found}");
    // Eight requests start together, and any of them may be the first to fail.
    assert!(
        errors.starts_with("error: cannot fetch the widgets of user "),
        "{errors}"
    );
    assert!(
        errors.contains(" (attempt 1): the connection failed: "),
        "{errors}"
    );
    assert_eq!(errors.lines().count(), 1, "{errors}");
    assert_eq!(output.status.code(), Some(1));
}

fn plot_file(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

#[test]
fn a_bad_plot_file_fails_before_the_fetch() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    server.set_nonblocking(true).unwrap();
    let url = format!("http://{}", server.local_addr().unwrap());
    let file = plot_file("missing-folder/requests.svg");
    let file = file.to_str().unwrap();
    let output = run(&["1..3", "--base-url", &url, "--plot", file], "");
    let errors = text(&output.stderr);
    let promised = format!("error: cannot write the plot to {file}: ");
    assert!(errors.starts_with(&promised), "{errors}");
    assert_eq!(output.status.code(), Some(1));
    assert!(server.accept().is_err(), "nothing was sent");
}

#[test]
fn draws_the_requests_over_an_older_plot() {
    let file = plot_file("requests.svg");
    fs::write(&file, "x".repeat(100_000)).unwrap();
    let output = run(&["1..3", "--plot", file.to_str().unwrap()], "");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let drawn = fs::read_to_string(file).unwrap();
    assert!(
        drawn.starts_with("<svg") && drawn.ends_with("</svg>\n"),
        "{drawn}"
    );
    assert!(drawn.contains("3 requests in "), "{drawn}");
}

#[test]
fn a_reader_that_leaves_ends_it_quietly() {
    let mut child = fetch_widgets()
        .arg("1..3")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // As `| true` does.
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(text(&output.stderr), "");
    assert!(output.status.success());
}
