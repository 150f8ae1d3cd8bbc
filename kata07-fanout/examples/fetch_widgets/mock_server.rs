//! An API of its own, so that the example runs without one of yours.

use std::{io, time::Duration};

use axum::{Router, extract::Path, routing::get};
use shared_server::{RunningServer, Server};
use tokio::time::sleep;

/// Starts the server and returns its URL. Dropping the handle closes every connection.
pub(crate) async fn start() -> io::Result<(RunningServer, String)> {
    let widgets = async |Path(user): Path<u64>| {
        sleep(Duration::from_millis(30)).await;
        format!("{{\"user\":{user},\"widgets\":[\"spring\",\"cog\"]}}")
    };
    let router = Router::new().route("/users/{id}/widgets", get(widgets));
    let any_port = ([127, 0, 0, 1], 0).into();
    let (server, addr) = Server::bind(any_port, router).await?;
    Ok((server.spawn(), format!("http://{addr}")))
}
