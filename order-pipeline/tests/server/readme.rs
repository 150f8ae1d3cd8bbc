//! What the page shows is what the server does: its examples, its table of errors.

use std::collections::HashMap;

use crate::support::Server;
use futures::future::join_all;
use order_pipeline::ErrorKind;
use reqwest::StatusCode;
use serde_json::Value;

const PAGE: &str = include_str!("../../README.md");

/// Orders at once, so that the deadline of one is the time of all; what is asked with GET counts
/// them, and comes after.
#[tokio::test]
async fn every_curl_on_the_page_gets_the_answer_on_the_page() {
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

#[test]
fn the_table_of_errors_is_that_of_the_code() {
    let in_the_code = ErrorKind::ALL.map(|kind| (kind.as_str(), kind.http_status()));
    assert_eq!(table_of_errors(), in_the_code);
}

/// One `curl` of the page and what it prints.
#[derive(Debug, PartialEq, Eq)]
struct Example {
    data: Option<&'static str>,
    path: &'static str,
    /// The alternatives of a `grep -E`, each a text or a text after `^`.
    grep: Option<&'static str>,
    printed: String,
}

impl Example {
    /// Reads `curl -s http://HOST/PATH`, `-d 'DATA'` or `| grep -E 'WORDS'` behind it.
    fn parse(command: &'static str, printed: &'static str) -> Self {
        let known = || panic!("this test does not know {command:?}");
        let rest = command.strip_prefix("curl -s http://127.0.0.1:8081");
        let (path, rest) = split_word(rest.unwrap_or_else(known));
        let quoted = |flag| {
            let word = rest.strip_prefix(flag)?;
            word.strip_prefix(" '")?.strip_suffix('\'')
        };
        let (data, grep) = (quoted("-d"), quoted("| grep -E"));
        if data.is_none() && grep.is_none() && !rest.is_empty() {
            known();
        }
        // The page breaks JSON into lines, the server does not.
        let between = if data.is_some() { "" } else { "\n" };
        let printed: Vec<_> = printed.lines().map(str::trim).collect();
        Self {
            data,
            path,
            grep,
            printed: printed.join(between),
        }
    }

    /// Asks what the page asks, and holds the answer against the page.
    async fn check(self, client: &reqwest::Client, url: &str) {
        let url = format!("{url}{}", self.path);
        let request = match self.data {
            Some(data) => client.post(url).body(data),
            None => client.get(url),
        };
        let response = request.send().await.unwrap();
        let status = response.status();
        let body = response.text().await.unwrap();
        let printed = match self.grep {
            Some(words) => matching_lines(&body, words),
            None => body,
        };
        assert_eq!(
            masked(&printed),
            masked(&self.printed),
            "on the right: the page"
        );
        assert_eq!(status, promised_status(&printed), "{printed}");
    }
}

/// Every fence tagged `sh` with a `curl` in it, and the `text` fence behind it.
fn examples() -> Vec<Example> {
    let fences = fences();
    let curls = fences
        .iter()
        .enumerate()
        .filter(|(_, (tag, code))| *tag == "sh" && code.contains("curl"));
    curls
        .map(|(at, (_, command))| match fences.get(at + 1) {
            Some(("text", printed)) => Example::parse(command, printed),
            other => panic!("what does {command:?} print? Not {other:?}"),
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

fn matching_lines(text: &str, words: &str) -> String {
    let matches = |line: &&str| {
        words.split('|').any(|word| match word.strip_prefix('^') {
            Some(start) => line.starts_with(start),
            None => line.contains(word),
        })
    };
    text.lines().filter(matches).collect::<Vec<_>>().join("\n")
}

/// The text with every number of milliseconds made the same.
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
