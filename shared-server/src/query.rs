//! The parameters of a query, each of them known.

use std::collections::BTreeMap;

use axum::{
    extract::{Query, Request},
    http::{StatusCode, Uri},
    middleware::Next,
    response::{IntoResponse, Response},
};
use shared_terminal::quoted;

use crate::Refusal;

/// The query parameters of `uri`, by name; of a parameter that is given twice, the last.
///
/// # Errors
/// 400, naming the first parameter that is not `known`: a word that is misspelt and ignored would
/// be answered as if it were not there.
///
/// ```
/// use axum::http::Uri;
///
/// let uri = Uri::from_static("/api?senario=one-fails");
/// let refusal = shared_server::parameters(&uri, &["scenario", "deadline"]).unwrap_err();
/// assert_eq!(refusal.message, r#"unknown query parameter "senario": only scenario, deadline"#);
/// ```
pub fn parameters(uri: &Uri, known: &[&str]) -> Result<BTreeMap<String, String>, Refusal> {
    let bad_request = |message| Refusal::new(StatusCode::BAD_REQUEST, message);
    let Query(given) = Query::<BTreeMap<String, String>>::try_from_uri(uri)
        .map_err(|error| bad_request(format!("query: {}", error.body_text())))?;
    let unknown = given.keys().find(|name| !known.contains(&name.as_str()));
    match unknown {
        None => Ok(given),
        Some(name) => {
            let choice = match known {
                [] => "this path takes none".to_owned(),
                names => format!("only {}", names.join(", ")),
            };
            let name = quoted(name);
            Err(bad_request(format!(
                "unknown query parameter {name}: {choice}"
            )))
        }
    }
}

/// Middleware for routes that take no query parameters.
///
/// ```
/// use axum::{Router, middleware::from_fn, routing::get};
///
/// let router: Router = Router::new()
///     .route("/health", get(async || "ok"))
///     .route_layer(from_fn(shared_server::no_parameters));
/// ```
///
/// # Cancel safety
/// Dropping the future drops the handler.
pub async fn no_parameters(request: Request, next: Next) -> Response {
    match parameters(request.uri(), &[]) {
        Ok(_) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}
