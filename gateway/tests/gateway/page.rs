//! The page over a real socket: its parts, its questions, its refusals.

use std::num::NonZeroUsize;

use axum::serve;
use gateway::{Gateway, Upstream};
use pattern_comparison::{BuiltIn, Pattern, SERVICES, section};
use reqwest::{Response, StatusCode, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared_mocks::MockServer;
use timeline::Ending;
use tokio::{net::TcpListener, task::JoinSet};

/// A gateway on a free port, until you drop it.
struct Page {
    url: String,
    _server: JoinSet<()>,
    _mocks: Option<MockServer>,
}

impl Page {
    async fn open() -> Self {
        let mocks = MockServer::start(section).await.unwrap();
        let page = Self::before(Upstream::mocks(&mocks).unwrap()).await;
        Self {
            _mocks: Some(mocks),
            ..page
        }
    }

    async fn before(upstream: Upstream) -> Self {
        let gateway = Gateway {
            upstream,
            deadline: "700ms".parse().unwrap(),
            max_concurrent: NonZeroUsize::MIN,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut server = JoinSet::new();
        server.spawn(async { serve(listener, gateway.router()).await.unwrap() });
        Self {
            url,
            _server: server,
            _mocks: None,
        }
    }

    async fn get(&self, path: &str) -> Response {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = client.get(format!("{}{path}", self.url)).send().await;
        answer.unwrap()
    }

    async fn pictures(&self, query: &str) -> Value {
        let answer = self.get(&format!("/page/pictures?{query}")).await;
        json_of(answer).await
    }
}

async fn json_of(answer: Response) -> Value {
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

#[rstest]
#[case("/", "text/html")]
#[case("/?scenario=nonsense", "text/html")]
#[case("/page/style.css", "text/css")]
#[case("/page/source.css", "text/css")]
#[case("/page/script.js", "text/javascript")]
#[case("/page/controls.js", "text/javascript")]
#[case("/page/drag.js", "text/javascript")]
#[case("/page/live.js", "text/javascript")]
#[case("/page/picture.js", "text/javascript")]
#[case("/page/predict.js", "text/javascript")]
#[case("/page/replay.js", "text/javascript")]
#[case("/page/requests.js", "text/javascript")]
#[case("/page/server.js", "text/javascript")]
#[case("/page/show.js", "text/javascript")]
#[case("/page/source.js", "text/javascript")]
#[case("/page/ladder.md", "text/plain")]
#[case("/page/pictures", "application/json")]
#[tokio::test]
async fn every_part_has_its_type_and_policy(#[case] path: &str, #[case] kind: &str) {
    let answer = Page::open().await.get(path).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let header = |name| answer.headers()[&name].to_str().unwrap();
    assert!(header(header::CONTENT_TYPE).starts_with(kind));
    let policy = header(header::CONTENT_SECURITY_POLICY);
    assert!(policy.starts_with("default-src 'none'; script-src 'self';"));
    assert_eq!(header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(header(header::CACHE_CONTROL), "no-cache");
}

#[tokio::test]
async fn the_page_lists_what_the_code_knows() {
    let page = Page::open().await.get("/").await.text().await.unwrap();
    assert!(!page.contains("{{"), "a hole is left");
    assert!(page.contains("data-deadline-ms=\"700\""));
    for built_in in BuiltIn::ALL {
        let choice = format!("value=\"{}\"", built_in.name);
        assert!(page.contains(&choice), "{choice}");
        assert!(page.contains(built_in.title));
    }
    let made_of = [
        "Spawns a task per service and waits for all of them.",
        "Spawns a task per service and waits until all have sent.",
        "Owns its tasks and returns what has arrived at the deadline.",
        "Owns its tasks and returns at the first failure.",
    ];
    let marked = [2, 2, 3, 4];
    for ((pattern, made_of), marked) in Pattern::ALL.into_iter().zip(made_of).zip(marked) {
        let panel = page
            .split_once(&format!("data-pattern=\"{pattern}\""))
            .unwrap()
            .1;
        let panel = panel.split_once("</article>").unwrap().0;
        assert!(panel.contains(made_of), "{panel}");
        assert_eq!(panel.matches("<mark>").count(), marked, "{panel}");
        assert!(panel.contains("fetch&lt;S: Service&gt;"), "{panel}");
        assert!(panel.contains("href=\"/page/ladder.md\""), "{panel}");
    }
    for service in SERVICES {
        assert!(page.contains(&format!("data-service=\"{service}\"")));
    }
    for ending in Ending::ALL {
        assert!(page.contains(&ending.to_svg()));
    }
}

#[tokio::test]
async fn a_bad_link_is_not_echoed() {
    let page = Page::open().await;
    let plain = page.get("/").await.text().await.unwrap();
    let asked = page.get("/?scenario=%3Cscript%3E&deadline=%22").await;
    assert_eq!(asked.text().await.unwrap(), plain);
}

#[tokio::test]
async fn the_form_is_that_of_the_link() {
    let link = "/?scenario=orders=7ms:fail,notifications=hang,leave=9ms&deadline=20ms";
    let page = Page::open().await.get(link).await.text().await.unwrap();
    for part in [
        r#"<input id="orders-ms" type="number" min="0" max="60000" step="1" value="7" required>"#,
        r#"<option value="fail" selected>"#,
        r#"value="40" required disabled>"#,
        r#"<option value="hang" selected>"#,
        r#"id="leaves" type="checkbox" checked>"#,
        r#"step="1" value="9" required"#,
        r#"step="1" value="20" required"#,
    ] {
        assert!(page.contains(part), "{part} in\n{page}");
    }
    assert!(!page.contains("name=\"scenario\" value=\"healthy\" checked"));
}

#[tokio::test]
async fn pictures_come_with_their_answers() {
    let pictures = Page::open().await.pictures("scenario=one-hangs").await;
    assert_eq!(pictures["name"], "one-hangs");
    assert_eq!(
        pictures["scenario"],
        "user=40ms,orders=80ms,notifications=hang"
    );
    assert_eq!(pictures["report"]["deadline_ms"], 700);
    let column = |field| -> Vec<Value> {
        let panels = pictures["panels"].as_array().unwrap();
        panels.iter().map(|panel| panel[field].clone()).collect()
    };
    assert_eq!(
        json!(column("status")),
        json!(["never", "never", "partial", "failed"])
    );
    assert_eq!(json!(column("http_status")), json!([null, null, 200, 504]));
    assert_eq!(json!(column("answer_ms")), json!([null, null, 700, 700]));
    assert_eq!(json!(column("sections")), json!([0, 0, 2, 0]));
    assert_eq!(json!(column("running")), json!([1, 1, 0, 0]));
    assert_eq!(json!(column("cancelled")), json!([0, 0, 1, 1]));
    assert_eq!(column("errors")[3][0]["kind"], "timeout");
}

#[tokio::test]
async fn counts_the_calls_that_a_failure_cancels() {
    let pictures = Page::open().await.pictures("scenario=one-fails").await;
    assert_eq!(pictures["panels"][3]["cancelled"], 2);
}

/// With real services the page must not offer a live run.
#[tokio::test]
async fn the_page_knows_real_services() {
    let page = Page::open().await.get("/").await.text().await.unwrap();
    assert!(page.contains("data-upstream=\"mocks\""));
    let real = Upstream::real("http://127.0.0.1:1".parse().unwrap()).unwrap();
    let page = Page::before(real)
        .await
        .get("/")
        .await
        .text()
        .await
        .unwrap();
    assert!(page.contains("data-upstream=\"real\""));
}

/// In every spelling, so that the page's controls and its list agree.
#[rstest]
#[case("scenario=healthy", json!("healthy"))]
#[case("scenario=notifications=60ms+orders=80ms", json!("healthy"))]
#[case("scenario=orders=81ms", Value::Null)]
#[tokio::test]
async fn a_built_in_scenario_is_recognised(#[case] query: &str, #[case] name: Value) {
    assert_eq!(Page::open().await.pictures(query).await["name"], name);
}

#[tokio::test]
async fn a_requested_axis_is_kept() {
    let page = Page::open().await;
    let own = page.pictures("scenario=healthy").await;
    let asked = page.pictures("scenario=orders=3s&reach=96").await;
    assert_eq!(own["reach_ms"], 96);
    assert_eq!(asked["reach_ms"], 96);
    let svg = asked["panels"][0]["svg"].as_str().unwrap();
    assert!(svg.contains("data-end-ms=\"96\""), "{svg}");
}

#[rstest]
#[case("scenario=%3Cb%3E", "<b>")]
#[case("scenario=user=300ms:block", "\"block\"")]
#[case("deadline=0ms", "deadline")]
#[case("reach=0", "reach")]
#[case("reach=120001", "reach")]
#[case("reach=18446744073709551616", "reach")]
#[case("reach=-1", "reach")]
#[tokio::test]
async fn a_bad_question_is_refused_in_words(#[case] query: &str, #[case] word: &str) {
    let answer = Page::open()
        .await
        .get(&format!("/page/pictures?{query}"))
        .await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let body = json_of(answer).await;
    assert_eq!(body["error"]["kind"], "bad_request");
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.contains(word), "{message}");
}
