//! Over the limit: an answer now, instead of a hidden queue.

use std::{num::NonZeroUsize, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, header::RETRY_AFTER},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tracing::debug;

/// A limit on running requests; the next one is refused with `Retry-After: 1`.
///
/// tower's `GlobalConcurrencyLimitLayer` shares one limit too, but makes the next request wait; this
/// refuses it. Use it as the state of a middleware, for all routes under one limit. A handler that
/// first reads a body takes its [place](Self::try_enter) afterwards.
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
    /// Turns a message into the refusal, in the shape of the server's other answers.
    refuse: F,
}

/// One place of a [`LoadShed`], until you drop it.
#[derive(Debug)]
#[must_use = "dropping it frees the place"]
pub struct Place {
    _permit: OwnedSemaphorePermit,
}

impl<F, R> LoadShed<F>
where
    F: Fn(String) -> R + Clone,
    R: IntoResponse,
{
    /// A limit of `max_concurrent`, at most what a semaphore can count. `refuse` turns a message into
    /// the refusal: status and body.
    #[must_use]
    pub fn new(max_concurrent: NonZeroUsize, refuse: F) -> Self {
        let limit = max_concurrent.get().min(Semaphore::MAX_PERMITS);
        Self {
            limit,
            free: Arc::new(Semaphore::new(limit)),
            refuse,
        }
    }

    /// A place, if one is free.
    ///
    /// ```
    /// use shared_server::LoadShed;
    ///
    /// let limit = LoadShed::new(std::num::NonZeroUsize::MIN, |message: String| message);
    /// let place = limit.try_enter();
    /// assert!(place.is_some());
    /// assert!(limit.try_enter().is_none());
    /// drop(place);
    /// assert!(limit.try_enter().is_some());
    /// ```
    #[must_use]
    pub fn try_enter(&self) -> Option<Place> {
        let permit = Arc::clone(&self.free).try_acquire_owned().ok()?;
        Some(Place { _permit: permit })
    }

    /// The response when the server is at capacity.
    #[must_use]
    pub fn refusal(&self) -> Response {
        debug!(limit = self.limit, "refused: too many requests are running");
        let message = format!("no more than {} at once", self.limit);
        let mut refusal = (self.refuse)(message).into_response();
        let soon = HeaderValue::from_static("1");
        refusal.headers_mut().insert(RETRY_AFTER, soon);
        refusal
    }

    /// The middleware: it holds a place until the handler has returned.
    ///
    /// # Cancel safety
    /// Dropping the future frees the place and drops the handler's future. The server does so when the
    /// client has left.
    pub async fn shed(State(this): State<Self>, request: Request, next: Next) -> Response {
        match this.try_enter() {
            Some(_place) => next.run(request).await,
            None => this.refusal(),
        }
    }
}
