//! A server that fails for user 0, and the error that the caller gets.

use std::{num::NonZeroUsize, time::Duration};

use kata07_fanout::{ApiError, FetchError, UserId, WidgetApi, solution::FanOutClient};
use tokio::{io::AsyncWriteExt, time::timeout};
use tokio_util::sync::CancellationToken;

use super::{
    LONG, api,
    server::{Connection, Server},
    subject::HttpWidgetApi,
};

/// Two adapters, so that the timeout of user 0 is not that of the others.
struct Adapters {
    user_0: HttpWidgetApi,
    others: HttpWidgetApi,
}

impl WidgetApi for Adapters {
    async fn fetch_widgets(&self, user: UserId) -> Result<bytes::Bytes, ApiError> {
        match user {
            UserId(0) => self.user_0.fetch_widgets(user).await,
            _ => self.others.fetch_widgets(user).await,
        }
    }
}

/// User 0 gets `talk`, every other user an answer. The cap is 1, so the second call shows that the permit
/// is back.
pub(super) async fn failure_of(
    talk: &'static str,
    then: Then,
    request_timeout: Duration,
) -> ApiError {
    let server = Server::start(move |mut client: Connection| async move {
        while let Some(path) = client.request().await {
            if !path.contains("/users/0/") {
                client.answer("widgets").await;
                continue;
            }
            client.say(talk).await;
            match then {
                Then::NextRequest => {}
                Then::Close => return,
                Then::Hold => client.hold().await,
                Then::GoOn => while client.stream.write_all(&[b'x'; 4_096]).await.is_ok() {},
                Then::Reset => {
                    client.stream.set_zero_linger().unwrap();
                    return;
                }
            }
        }
    })
    .await;
    let user_0 = HttpWidgetApi::builder(&server.url)
        .no_proxy()
        .request_timeout(request_timeout)
        .max_body_bytes(10_000)
        .build()
        .unwrap();
    let api = Adapters {
        user_0,
        others: api(&server),
    };
    let client = FanOutClient::builder(api)
        .max_in_flight(NonZeroUsize::MIN)
        .build();
    let cancel = CancellationToken::new();
    let failed = timeout(LONG, client.fetch_all(&cancel, [UserId(0)]))
        .await
        .unwrap();
    let next = timeout(LONG, client.fetch_all(&cancel, [UserId(1)]))
        .await
        .unwrap();
    assert_eq!(
        next.expect("the permit is back, and the server answers")
            .len(),
        1
    );
    match failed {
        Err(FetchError::Api {
            user: UserId(0),
            attempts: 1,
            source,
        }) => source,
        other => panic!("{other:?}"),
    }
}

/// What the server does after its words.
#[derive(Clone, Copy)]
pub(super) enum Then {
    NextRequest,
    Close,
    Hold,
    GoOn,
    Reset,
}
