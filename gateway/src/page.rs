//! The page: the files that the binary carries, filled in from the lists that the rest is made of.

mod pictures;

use axum::{
    Router,
    extract::State,
    http::{HeaderName, Uri, header},
    middleware::from_fn,
    response::{Html, IntoResponse},
    routing::get,
};
use pattern_comparison::{BuiltIn, Pattern, SERVICES};
use shared_server::{Refusal, no_parameters, parameters};
use timeline::Ending;

use crate::App;

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

/// Path, type and text.
const FILES: [(&str, &str, &str); 5] = [
    ("/page/style.css", CSS, include_str!("page/style.css")),
    ("/page/script.js", JS, include_str!("page/script.js")),
    ("/page/server.js", JS, include_str!("page/server.js")),
    ("/page/picture.js", JS, include_str!("page/picture.js")),
    ("/page/live.js", JS, include_str!("page/live.js")),
];
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

/// Nothing from another host, and no script but ours. Inline styles, because each picture brings
/// its own in its `<style>`; icons as `data:`, so that the browser asks for no favicon.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'";

const HEADERS: [(HeaderName, &str); 3] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // It must not outlive the binary that it came from.
    (header::CACHE_CONTROL, "no-cache"),
];

fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    (HEADERS, [(header::CONTENT_TYPE, kind)], text)
}

/// `GET /?scenario=…&deadline=…`: the same page whatever their values; its script reads them.
async fn index(State(app): State<App>, uri: Uri) -> Result<impl IntoResponse, Refusal> {
    parameters(&uri, &["scenario", "deadline"])?;
    let upstream = match app.upstream.plays_scenarios() {
        true => "mocks",
        false => "real",
    };
    let page = INDEX
        .replace("{{scenarios}}", &scenarios())
        .replace("{{services}}", &services())
        .replace("{{legend}}", &legend())
        .replace("{{guesses}}", &guesses())
        .replace("{{panels}}", &patterns())
        .replace("{{deadline_ms}}", &app.deadline.as_millis().to_string())
        .replace("{{upstream}}", upstream);
    Ok((HEADERS, Html(page)))
}

fn scenarios() -> String {
    let choice = |it: BuiltIn| {
        format!(
            r#"<label class="choice"><input type="radio" name="scenario" value="{}"><span>{}</span></label>"#,
            it.name, it.title
        )
    };
    BuiltIn::ALL.map(choice).join("\n")
}

fn services() -> String {
    let controls = |name: &str| {
        format!(
            r#"<div class="service" data-service="{name}">
<label for="{name}-ms">{name}</label>
<span class="ms"><input id="{name}-ms" type="number" min="0" max="60000" step="1" required> ms</span>
<select aria-label="what {name} does then"><option value="">answers</option><option value="fail">fails</option><option value="panic">panics</option><option value="hang">hangs</option></select>
</div>"#
        )
    };
    SERVICES.map(controls).join("\n")
}

/// In a shadow root each, as the pictures are: their styles are not the page's.
fn legend() -> String {
    let entry = |ending: Ending| {
        format!(
            r#"<li><span><template shadowrootmode="open">{}</template></span>{}</li>"#,
            ending.to_svg(),
            ending.in_words()
        )
    };
    Ending::ALL.map(entry).join("\n")
}

fn guesses() -> String {
    let guess = |it: Pattern| {
        format!(r#"<label><input type="checkbox" name="guess" value="{it}"> {it}</label>"#)
    };
    Pattern::ALL.map(guess).join("\n")
}

fn patterns() -> String {
    let panel = |it: Pattern| {
        format!(
            r#"<article class="panel" data-pattern="{it}" aria-labelledby="{it}-name">
<h2 id="{it}-name">{it}</h2>
<p class="still"></p>
<p class="made-of">{}</p>
<time-picture></time-picture>
<div class="answer"></div>
</article>"#,
            made_of(it)
        )
    };
    Pattern::ALL.map(panel).join("\n")
}

const fn made_of(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::JoinAll => "Spawns a task per service, waits for all.",
        Pattern::Channels => "Spawns a task per service, waits until all have sent.",
        Pattern::TimeoutHybrid => "Owns its tasks, takes what is there at the deadline.",
        Pattern::FailFast => "Owns its tasks, gives up at the first failure.",
    }
}
