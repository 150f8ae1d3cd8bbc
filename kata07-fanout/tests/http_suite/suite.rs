//! The adapter over real sockets and the real clock, against servers that are well, and that are
//! not. Events are waited for; no time has an upper bound.

use std::{
    num::{NonZeroU32, NonZeroUsize},
    time::Duration,
};

use kata07_fanout::{ApiError, FetchError, UserId, WidgetApi, solution::FanOutClient};
use rstest::rstest;
use timeline::{Ending, Recorder};
use tokio::{
    io::AsyncWriteExt,
    net::TcpListener,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    server::{Connection, Server},
    subject::{HttpWidgetApi, fetch_all},
};

/// Far beyond what any of this takes: a wait that ends here is a failure.
const LONG: Duration = Duration::from_secs(15);

/// An adapter that is in no hurry.
fn api(server: &Server) -> HttpWidgetApi {
    HttpWidgetApi::builder(&server.url)
        .no_proxy()
        .request_timeout(LONG)
        .build()
        .unwrap()
}

fn nonzero(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).unwrap()
}

#[tokio::test]
async fn asks_below_the_path_of_the_base_url() {
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
async fn keeps_one_connection_for_calls_in_a_row() {
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
async fn a_payload_owns_its_bytes_and_no_more() {
    let server = Server::start(async |mut client: Connection| {
        while client.request().await.is_some() {
            client.answer(&"x".repeat(128)).await;
        }
    })
    .await;
    let widgets = api(&server).fetch_widgets(UserId(7)).await.unwrap();
    let buffer = widgets.try_into_mut().expect("nobody shares the buffer");
    assert_eq!(
        buffer.capacity(),
        128,
        "a slice would keep the whole read buffer alive"
    );
}

/// Two adapters, so that the patience that user 0 is met with decides nothing for the others.
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

/// User 0 meets `talk`; everybody else is answered. With room for one call, the next one shows that
/// the permit has come back.
async fn failure_of(talk: &'static str, then: Then, request_timeout: Duration) -> ApiError {
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
        next.expect("the permit is back, and the server well").len(),
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

#[derive(Clone, Copy)]
enum Then {
    NextRequest,
    Close,
    Hold,
    GoOn,
    Reset,
}

#[rstest]
#[case("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", 404, None)]
#[case("HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n", 500, None)]
#[case(
    "HTTP/1.1 302 Found\r\nlocation: /api/users/1/widgets\r\ncontent-length: 0\r\n\r\n",
    302,
    None
)]
#[case(
    "HTTP/1.1 429 No\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n",
    429,
    Some(7)
)]
#[case(
    "HTTP/1.1 503 No\r\nretry-after: Wed, 21 Oct 2015 07:28:00 GMT\r\ncontent-length: 0\r\n\r\n",
    503,
    Some(0)
)]
#[case(
    "HTTP/1.1 503 No\r\nretry-after: soon\r\ncontent-length: 0\r\n\r\n",
    503,
    None
)]
#[tokio::test]
async fn an_answer_outside_2xx_is_an_error(
    #[case] talk: &'static str,
    #[case] expected: u16,
    #[case] seconds: Option<u64>,
) {
    let error = failure_of(talk, Then::NextRequest, LONG).await;
    let ApiError::Status {
        status,
        retry_after,
    } = error
    else {
        panic!("{error:?}")
    };
    assert_eq!(
        (status, retry_after),
        (expected, seconds.map(Duration::from_secs))
    );
}

#[tokio::test]
async fn a_retry_after_in_the_future_is_the_time_until_then() {
    let date = httpdate::fmt_http_date(std::time::SystemTime::now() + Duration::from_secs(3_600));
    let talk = format!("HTTP/1.1 429 No\r\nretry-after: {date}\r\ncontent-length: 0\r\n\r\n");
    let error = failure_of(talk.leak(), Then::NextRequest, LONG).await;
    let ApiError::Status {
        retry_after: Some(wait),
        ..
    } = error
    else {
        panic!("{error:?}")
    };
    assert!((3_000..=3_600).contains(&wait.as_secs()), "{wait:?}");
}

#[rstest]
#[case::with_a_length("HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n")]
#[case::until_it_closes("HTTP/1.1 200 OK\r\n\r\n")]
#[tokio::test]
async fn an_endless_body_is_cut_off(#[case] talk: &'static str) {
    let error = failure_of(talk, Then::GoOn, LONG).await;
    assert!(
        matches!(error, ApiError::BodyTooLarge { limit: 10_000 }),
        "{error:?}"
    );
}

#[rstest]
#[case::silence("")]
#[case::half_a_head("HTTP/1.1 200 OK\r\ncontent-le")]
#[case::a_stalled_body("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello")]
#[tokio::test]
async fn what_does_not_come_in_time_has_timed_out(#[case] talk: &'static str) {
    let patience = Duration::from_millis(300);
    let error = failure_of(talk, Then::Hold, patience).await;
    let timed_out = matches!(error, ApiError::TimedOut { after } if after == patience);
    assert!(timed_out, "{error:?}");
}

#[rstest]
#[case::a_truncated_body("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello", Then::Close)]
#[case::a_truncated_head("HTTP/1.1 200 OK\r\ncontent-le", Then::Close)]
#[case::no_answer("", Then::Close)]
#[case::a_reset("", Then::Reset)]
#[case::a_reset_in_the_middle("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello", Then::Reset)]
#[case::no_http("SSH-2.0-OpenSSH_9.6\r\n", Then::Hold)]
#[tokio::test]
async fn what_breaks_off_is_a_transport_error(#[case] talk: &'static str, #[case] then: Then) {
    let error = failure_of(talk, then, LONG).await;
    assert!(matches!(error, ApiError::Transport(_)), "{error:?}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_transport_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let api = HttpWidgetApi::builder(&url).no_proxy().build().unwrap();
    let error = api.fetch_widgets(UserId(7)).await.unwrap_err();
    assert!(matches!(error, ApiError::Transport(_)), "{error:?}");
}

#[tokio::test]
async fn no_more_than_eight_are_in_flight_at_the_server() {
    let recorder = Recorder::new();
    let seen = recorder.clone();
    let server = Server::start(move |mut client: Connection| {
        let recorder = recorder.clone();
        async move {
            while let Some(path) = client.request().await {
                // In flight to the last byte of the body.
                let handled = recorder.watch(&path, async {
                    client
                        .say("HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n")
                        .await;
                    sleep(Duration::from_millis(10)).await;
                    client.say("widgets").await;
                    Ok::<(), ()>(())
                });
                handled.await.unwrap();
            }
        }
    })
    .await;
    assert_eq!(fetch_all(api(&server), 0..60).await.unwrap(), 60);
    assert_eq!(seen.peak(), 8);
}

#[tokio::test]
async fn no_request_comes_ahead_of_its_time() {
    let recorder = Recorder::new();
    let seen = recorder.clone();
    let server = Server::start(move |mut client: Connection| {
        let recorder = recorder.clone();
        async move {
            while let Some(path) = client.request().await {
                recorder
                    .watch(&path, async { Ok::<(), ()>(()) })
                    .await
                    .unwrap();
                client.answer("widgets").await;
            }
        }
    })
    .await;
    let (rate, burst) = (50, 20);
    let client = FanOutClient::builder(api(&server))
        .requests_per_second(nonzero(rate))
        .burst(nonzero(burst))
        .build();
    // The recorder's clock has started before; what comes late is no fault of the client.
    let started = seen.elapsed();
    client
        .fetch_all(&CancellationToken::new(), (0..50).map(UserId))
        .await
        .unwrap();
    let calls = seen.calls();
    assert_eq!(calls.len(), 50);
    for (index, call) in (0_u32..).zip(&calls) {
        let due = Duration::from_secs(1) * index.saturating_sub(burst - 1) / rate;
        assert!(
            call.start >= started + due,
            "request {index} at {:?}",
            call.start - started
        );
    }
}

#[tokio::test]
async fn the_server_sees_its_handlers_dropped_at_the_first_failure() {
    let recorder = Recorder::new();
    let seen = recorder.clone();
    let server = Server::start(move |mut client: Connection| {
        let recorder = recorder.clone();
        async move {
            let Some(path) = client.request().await else {
                return;
            };
            if path.contains("/users/7/") {
                // Not before the other seven are here.
                recorder.started(7).await;
                client
                    .say("HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n")
                    .await;
                return;
            }
            // The handler is at work until its client is gone.
            let at_work = recorder.watch(&path, std::future::pending::<Result<(), ()>>());
            tokio::select! {
                _ = at_work => {}
                () = client.hold() => {}
            }
        }
    })
    .await;
    let client = FanOutClient::builder(api(&server)).build();
    let cancel = CancellationToken::new();
    let result = timeout(LONG, client.fetch_all(&cancel, (0..100).map(UserId)))
        .await
        .unwrap();
    assert!(
        matches!(
            result,
            Err(FetchError::Api {
                user: UserId(7),
                ..
            })
        ),
        "{result:?}"
    );
    timeout(LONG, seen.idle())
        .await
        .expect("the server comes to rest");
    let endings: Vec<_> = seen.calls().into_iter().map(|call| call.ending).collect();
    assert_eq!(endings, [Ending::Dropped; 7]);
}
