//! Over the limit: an answer at once, instead of a queue that nobody sees.

use std::{num::NonZeroUsize, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, header::RETRY_AFTER},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tokio::sync::Semaphore;

/// At most so many requests at a time; the next is refused with `Retry-After: 1`.
///
/// A layer of tower's would limit each route by itself. This is the state of a middleware, for the
/// routes that share one limit:
///
/// ```
/// use std::num::NonZeroUsize;
///
/// use axum::{Router, http::StatusCode, middleware::from_fn_with_state, routing::get};
/// use shared_server::LoadShed;
///
/// let refuse = |message: String| (StatusCode::SERVICE_UNAVAILABLE, message);
/// let limit = LoadShed::new(NonZeroUsize::MIN, refuse);
/// let router: Router = Router::new()
///     .route("/work", get(async || "done"))
///     .layer(from_fn_with_state(limit, LoadShed::shed));
/// ```
#[derive(Debug, Clone)]
pub struct LoadShed<F> {
    limit: usize,
    free: Arc<Semaphore>,
    /// Turns a message into the refusal that the server's clients expect.
    refuse: F,
}

impl<F, R> LoadShed<F>
where
    F: Fn(String) -> R + Clone,
    R: IntoResponse,
{
    /// A limit of `max_concurrent`. `refuse` makes the refusal from a message: status and body.
    #[must_use]
    pub fn new(max_concurrent: NonZeroUsize, refuse: F) -> Self {
        let limit = max_concurrent.get().min(Semaphore::MAX_PERMITS);
        Self {
            limit,
            free: Arc::new(Semaphore::new(limit)),
            refuse,
        }
    }

    /// The middleware: it holds a place until the answer is there, or its client is gone.
    pub async fn shed(State(this): State<Self>, request: Request, next: Next) -> Response {
        let Ok(_place) = this.free.try_acquire() else {
            let message = format!("{} requests are running already", this.limit);
            let mut refusal = (this.refuse)(message).into_response();
            let soon = HeaderValue::from_static("1");
            refusal.headers_mut().insert(RETRY_AFTER, soon);
            return refusal;
        };
        next.run(request).await
    }
}
