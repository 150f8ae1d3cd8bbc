//! What a request sends, and what its answer keeps.

use kata07_fanout::{UserId, WidgetApi};

use super::{
    api,
    server::{Connection, Server},
};

#[tokio::test]
async fn keeps_the_path_of_the_base_url() {
    let server = Server::start(async |mut client: Connection| {
        while let Some(path) = client.request().await {
            client.answer(&path).await;
        }
    })
    .await;
    let widgets = api(&server).fetch_widgets(UserId(7)).await.unwrap();
    assert_eq!(widgets, "/api/users/7/widgets");
}

#[tokio::test]
async fn uses_one_connection_for_calls_in_a_row() {
    let server = Server::start(async |mut client: Connection| {
        while client.request().await.is_some() {
            client.answer("widgets").await;
        }
    })
    .await;
    let api = api(&server);
    for user in 0..10 {
        api.fetch_widgets(UserId(user)).await.unwrap();
    }
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn a_payload_owns_only_its_bytes() {
    let server = Server::start(async |mut client: Connection| {
        while client.request().await.is_some() {
            client.answer(&"x".repeat(128)).await;
        }
    })
    .await;
    let widgets = api(&server).fetch_widgets(UserId(7)).await.unwrap();
    let buffer = widgets.try_into_mut().expect("the buffer is not shared");
    assert_eq!(
        buffer.capacity(),
        128,
        "a slice would keep the whole read buffer alive"
    );
}
