//! All four patterns in virtual time.

use axum::{
    Json,
    extract::State,
    http::Uri,
    response::{IntoResponse, Response},
};
use tokio::task::spawn_blocking;

use super::{App, query::Words, refusal::Refusal};
use crate::{
    BuiltIn, Comparison, Lane, Report, Selection,
    compare::{BlocksError, in_virtual_time},
};

/// `GET /api/compare`
pub(super) async fn compare(State(app): State<App>, uri: Uri) -> Result<Response, Refusal> {
    let words = Words::of(&uri)?;
    let comparison = played(&app, &words).await?;
    Ok(Json(Report::from(&comparison)).into_response())
}

/// Plays the scenario that was asked for.
///
/// On a thread for blocking work, as a runtime cannot be entered from within another. It takes some
/// 2 ms; a client that leaves meanwhile is not waited for, the thread ends by itself.
pub(super) async fn played(app: &App, words: &Words) -> Result<Comparison, Refusal> {
    let selection = words
        .scenario()?
        .unwrap_or(Selection::BuiltIn(BuiltIn::ALL[0]));
    let deadline = words.deadline(app)?;
    let play = move || in_virtual_time(selection, deadline, &Lane::PATTERNS);
    spawn_blocking(play)
        .await
        .expect("the comparison catches its services' panics, and nobody aborts it")
        .map_err(|error: BlocksError| Refusal::bad_request("scenario", error))
}
