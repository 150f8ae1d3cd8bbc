//! All four patterns in virtual time.

use axum::{
    Json,
    extract::State,
    http::Uri,
    response::{IntoResponse, Response},
};
use pattern_comparison::{Comparison, Report, compare::in_virtual_time};
use shared_server::Refusal;
use tokio::task::spawn_blocking;

use crate::{App, query::Words};

/// `GET /api/compare`
pub(super) async fn compare(State(app): State<App>, uri: Uri) -> Result<Response, Refusal> {
    let words = Words::of(&uri, &["scenario", "deadline"])?;
    let comparison = played(&app, &words).await?;
    Ok(Json(Report::from(&comparison)).into_response())
}

/// Plays the requested scenario.
///
/// On a thread for blocking work, because you cannot enter a runtime from inside another. It takes
/// about 2 ms. If the client leaves, the thread ends by itself.
pub(crate) async fn played(app: &App, words: &Words) -> Result<Comparison, Refusal> {
    let selection = words.scenario()?.unwrap_or_default();
    let deadline = words.deadline(app)?;
    let played = spawn_blocking(move || in_virtual_time(selection, deadline)).await;
    Ok(played.expect("the comparison catches its services' panics, and nothing aborts it"))
}
