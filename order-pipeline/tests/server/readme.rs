//! The README matches the server: its examples and its table of errors.

use std::{collections::HashMap, fs, path::Path};

use crate::support::Server;
use futures::future::join_all;
use order_pipeline::ErrorKind;
use reqwest::StatusCode;
use serde_json::Value;

const PAGE: &str = include_str!("../../README.md");

/// All orders run concurrently, so the test takes as long as one deadline. The GET requests count the
/// orders, so they come afterwards.
#[tokio::test]
async fn every_curl_gets_the_answer_shown() {
    let server = Server::start(&[]).await;
    let (orders, questions): (Vec<_>, Vec<_>) = examples()
        .into_iter()
        .partition(|example| example.data.is_some());
    assert_eq!((orders.len(), questions.len()), (4, 1));

    let checks = orders
        .into_iter()
        .map(|example| example.check(&server.client, &server.url));
    join_all(checks).await;
    for example in questions {
        example.check(&server.client, &server.url).await;
    }
}

/// Only plain words and double quotes: no other quote, no pipe, no variable, no second line.
#[test]
fn every_command_works_in_every_shell() {
    let fences = fences();
    let commands: Vec<_> = fences.iter().filter(|(tag, _)| *tag == "sh").collect();
    assert_eq!(commands.len(), 6);
    for (_, command) in commands {
        let parts: Vec<_> = command.split('"').collect();
        assert_eq!(parts.len() % 2, 1, "a quote is left open: {command}");
        let plain = |char: char| char.is_ascii_alphanumeric() || " -_./:".contains(char);
        // PowerShell gives an `@` outside quotes a meaning of its own.
        let quoted = |char: char| plain(char) || char == '@';
        for (index, part) in parts.into_iter().enumerate() {
            let alike = match index % 2 {
                0 => part.chars().all(plain),
                _ => part.chars().all(quoted),
            };
            assert!(alike, "{part:?} in {command}");
        }
    }
}

#[test]
fn the_error_table_matches_the_code() {
    let in_the_code = ErrorKind::ALL.map(|kind| (kind.as_str(), kind.http_status()));
    assert_eq!(table_of_errors(), in_the_code);
}

/// One `curl` of the page and what it prints.
#[derive(Debug)]
struct Example {
    path: &'static str,
    /// The body that it sends, if any.
    data: Option<String>,
    /// The whole answer to an order, or some lines of the answer to a GET.
    printed: &'static str,
}

impl Example {
    /// Parses `curl -s http://HOST/PATH`, optionally with `-d "@FILE"`; the page shows the file above it.
    fn parse(shown: Option<&str>, command: &'static str, printed: &'static str) -> Self {
        let known = || panic!("this test does not know {command:?}");
        let rest = command.strip_prefix("curl -s http://127.0.0.1:8081");
        let (path, rest) = split_word(rest.unwrap_or_else(known));
        let file = rest
            .strip_prefix("-d \"@")
            .and_then(|rest| rest.strip_suffix('"'));
        if file.is_none() && !rest.is_empty() {
            known();
        }
        let data = file.map(|file| {
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
            let text = fs::read_to_string(root.join(file)).unwrap();
            assert_eq!(Some(text.trim_end()), shown, "{file}, and above {command}");
            // As curl does.
            text.replace('\n', "")
        });
        Self {
            path,
            data,
            printed,
        }
    }

    /// Sends the request of the page, and compares the answer with the page.
    async fn check(self, client: &reqwest::Client, url: &str) {
        let url = format!("{url}{}", self.path);
        let is_order = self.data.is_some();
        let request = match self.data {
            Some(data) => client.post(url).body(data),
            None => client.get(url),
        };
        let response = request.send().await.unwrap();
        let status = response.status();
        let body = response.text().await.unwrap();
        if is_order {
            // The page breaks JSON into lines, the server does not.
            let printed: String = self.printed.lines().map(str::trim).collect();
            assert_eq!(masked(&body), masked(&printed), "on the right: the page");
        } else {
            for line in self.printed.lines() {
                assert!(body.lines().any(|it| it == line), "{line:?} in\n{body}");
            }
        }
        assert_eq!(status, promised_status(&body), "{body}");
    }
}

/// Every `sh` fence with a `curl` in it, with the `json` fence before it and the `text` fence after
/// it.
fn examples() -> Vec<Example> {
    let fences = fences();
    let curls = fences
        .iter()
        .enumerate()
        .filter(|(_, (tag, code))| *tag == "sh" && code.contains("curl"));
    curls
        .map(|(at, (_, command))| {
            let shown = match fences[at - 1] {
                ("json", shown) => Some(shown),
                _ => None,
            };
            match fences.get(at + 1) {
                Some(("text", printed)) => Example::parse(shown, command, printed),
                other => panic!("what does {command:?} print? Not {other:?}"),
            }
        })
        .collect()
}

/// The fences of the page, as tag and code.
fn fences() -> Vec<(&'static str, &'static str)> {
    let parts: Vec<_> = PAGE.split("```").collect();
    assert_eq!(parts.len() % 2, 1, "a fence is left open");
    let inside = parts.into_iter().skip(1).step_by(2);
    inside
        .map(|fence| {
            let (tag, code) = fence.split_once('\n').unwrap();
            (tag, code.trim_end())
        })
        .collect()
}

/// Kind and status of each row of the table of errors.
fn table_of_errors() -> Vec<(&'static str, u16)> {
    let rows = PAGE
        .lines()
        .skip_while(|line| !line.contains("| `error.kind` | HTTP |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let status = cells[3].split([' ', ',']).next().unwrap();
        (cells[2].trim_matches('`'), status.parse().unwrap())
    })
    .collect()
}

/// The status that the page's table promises for this answer.
fn promised_status(answer: &str) -> StatusCode {
    let statuses: HashMap<_, _> = table_of_errors().into_iter().collect();
    let answer: Value = serde_json::from_str(answer).unwrap_or_default();
    let status = answer["error"]["kind"]
        .as_str()
        .map_or(200, |kind| statuses[kind]);
    StatusCode::from_u16(status).unwrap()
}

/// The text with every number of milliseconds replaced by `N`.
fn masked(text: &str) -> String {
    let mut parts = text.split(r#""duration_ms":"#);
    let before = parts.next().unwrap_or_default().to_owned();
    parts.fold(before, |text, part| {
        let behind = part.trim_start_matches(|digit: char| digit.is_ascii_digit());
        let digits = if behind == part { "" } else { "N" };
        format!(r#"{text}"duration_ms":{digits}{behind}"#)
    })
}

fn split_word(text: &str) -> (&str, &str) {
    text.split_once(' ').unwrap_or((text, ""))
}
