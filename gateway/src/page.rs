//! The page: the files that the binary carries, filled in from the lists in the code.

mod form;
mod parts;
mod pictures;
mod source;

use axum::{
    Router,
    extract::State,
    http::{HeaderName, Uri, header},
    middleware::from_fn,
    response::{Html, IntoResponse},
    routing::get,
};
use pattern_comparison::Selection;
use shared_server::{Refusal, no_parameters};

use crate::{App, query::Words};

pub(super) fn routes() -> Router<App> {
    let files = FILES.into_iter().fold(Router::new(), |files, it| {
        let (path, kind, text) = it;
        files.route(path, get(async move || file(kind, text)))
    });
    files
        .route_layer(from_fn(no_parameters))
        .route("/", get(index))
        .route("/page/pictures", get(pictures::pictures))
}

const INDEX: &str = include_str!("page/index.html");

/// Path, type and text of each file.
const FILES: [(&str, &str, &str); 14] = [
    ("/page/style.css", CSS, include_str!("page/style.css")),
    ("/page/source.css", CSS, include_str!("page/source.css")),
    ("/page/script.js", JS, include_str!("page/script.js")),
    ("/page/controls.js", JS, include_str!("page/controls.js")),
    ("/page/drag.js", JS, include_str!("page/drag.js")),
    ("/page/live.js", JS, include_str!("page/live.js")),
    ("/page/picture.js", JS, include_str!("page/picture.js")),
    ("/page/predict.js", JS, include_str!("page/predict.js")),
    ("/page/replay.js", JS, include_str!("page/replay.js")),
    ("/page/requests.js", JS, include_str!("page/requests.js")),
    ("/page/server.js", JS, include_str!("page/server.js")),
    ("/page/show.js", JS, include_str!("page/show.js")),
    ("/page/source.js", JS, include_str!("page/source.js")),
    (source::BOOK, TEXT, include_str!("../../docs/src/ladder.md")),
];
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// Nothing from another host, and only our scripts. Inline styles, because each picture has its own
/// `<style>`; icons as `data:`, so that the browser requests no favicon.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'";

const HEADERS: [(HeaderName, &str); 3] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // A cached page must not outlive the binary that it came from.
    (header::CACHE_CONTROL, "no-cache"),
];

fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    (HEADERS, [(header::CONTENT_TYPE, kind)], text)
}

/// What the page opens on: the scenario where the four patterns differ most.
const START: &str = "caller-leaves";

/// `GET /?scenario=…&deadline=…`
///
/// The form shows the link's scenario from the first paint on. For a bad value it shows the default,
/// and the script says what is wrong.
async fn index(State(app): State<App>, uri: Uri) -> Result<impl IntoResponse, Refusal> {
    let words = Words::of(&uri, &["scenario", "deadline"])?;
    let start = || {
        START
            .parse::<Selection>()
            .expect("START is a built-in scenario")
    };
    let scenario = words.scenario().ok().flatten().unwrap_or_else(start);
    let deadline = words.deadline(&app).unwrap_or(app.deadline);
    let upstream = match app.upstream.plays_scenarios() {
        true => "mocks",
        false => "real",
    };
    let page = INDEX
        .replace("{{scenarios}}", &form::scenarios(scenario.scenario()))
        .replace("{{services}}", &form::services(scenario.scenario()))
        .replace("{{caller}}", &form::caller(scenario.scenario(), deadline))
        .replace("{{legend}}", &parts::legend())
        .replace("{{guesses}}", &parts::guesses())
        .replace("{{panels}}", &parts::panels())
        .replace("{{start}}", START)
        .replace("{{deadline_ms}}", &app.deadline.as_millis().to_string())
        .replace("{{upstream}}", upstream);
    Ok((HEADERS, Html(page)))
}
