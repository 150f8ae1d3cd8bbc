//! The reference over real sockets and the real clock: what a cancelled call looks like to the server.
//!
//! The services speak lines over TCP, so that a kata's tests build no web server: the client sends
//! the name of a service, the server answers with a value or closes the connection.

use std::{io, net::SocketAddr, time::Duration};

use kata01_aggregator::{
    AggregateError, OrderService, Orders, Profile, ProfileService, Service, ServiceError, UserId,
    solution::UserAggregator,
};
use timeline::{Ending, Recorder};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    select,
    task::JoinSet,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

/// Far beyond what any of this takes: a wait that ends here is a failure.
const LONG: Duration = Duration::from_secs(30);

/// Both services on one port. Dropping it closes every connection.
struct Server {
    addr: SocketAddr,
    /// What the server sees: a call is cancelled when its client closes the connection.
    seen: Recorder,
    _accepting: JoinSet<()>,
}

impl Server {
    /// `answer` gives the value of a service: an error closes the connection, `None` hangs.
    async fn start(answer: fn(&str) -> Option<io::Result<&str>>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let addr = listener.local_addr().unwrap();
        let seen = Recorder::new();
        let mut accepting = JoinSet::new();
        let recorder = seen.clone();
        accepting.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let recorder = recorder.clone();
                connections.spawn(async move { serve(stream, &recorder, answer).await });
            }
        });
        Self {
            addr,
            seen,
            _accepting: accepting,
        }
    }
}

async fn serve(
    stream: TcpStream,
    recorder: &Recorder,
    answer: fn(&str) -> Option<io::Result<&str>>,
) -> io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut reader = BufReader::new(reader);
    let mut service = String::new();
    reader.read_line(&mut service).await?;
    let service = service.trim_end();
    let call = recorder.watch(service, async {
        match answer(service) {
            Some(Ok(value)) => writer.write_all(format!("{value}\n").as_bytes()).await,
            Some(Err(error)) => Err(error),
            None => std::future::pending().await,
        }
    });
    select! {
        result = call => result,
        // The client has closed the connection: the call is dropped here.
        _ = reader.read_u8() => Ok(()),
    }
}

/// One connection a call: dropping the call closes it.
struct Client {
    addr: SocketAddr,
    /// What the profile call waits for before it asks, so that no time needs guessing.
    orders_asked: Option<Recorder>,
}

impl Client {
    async fn ask(&self, service: &str) -> Result<String, ServiceError> {
        let mut stream = TcpStream::connect(self.addr).await?;
        stream.write_all(format!("{service}\n").as_bytes()).await?;
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).await?;
        match line.strip_suffix('\n') {
            Some(value) => Ok(value.to_owned()),
            None => Err("the connection was closed".into()),
        }
    }
}

impl ProfileService for Client {
    async fn fetch_profile(&self, _: UserId) -> Result<Profile, ServiceError> {
        if let Some(orders) = &self.orders_asked {
            orders.started(1).await;
        }
        let name = self.ask("profile").await?;
        Ok(Profile { name })
    }
}

impl OrderService for Client {
    async fn fetch_orders(&self, _: UserId) -> Result<Orders, ServiceError> {
        let count = self.ask("orders").await?.parse()?;
        Ok(Orders { count })
    }
}

fn client(server: &Server, orders_asked: Option<Recorder>) -> Client {
    let addr = server.addr;
    Client { addr, orders_asked }
}

#[tokio::test]
async fn combines_both_answers_over_sockets() {
    let server = Server::start(|service| Some(Ok(if service == "orders" { "5" } else { "Alice" })));
    let server = server.await;
    let aggregator = UserAggregator::builder(client(&server, None), client(&server, None))
        .timeout(LONG)
        .build();
    let dashboard = aggregator
        .aggregate(&CancellationToken::new(), UserId(7))
        .await
        .unwrap();
    assert_eq!(dashboard.to_string(), "User: Alice | Orders: 5");
}

#[tokio::test]
async fn the_server_sees_the_orders_cancelled_when_the_profile_fails() {
    let server = Server::start(|service| match service {
        "profile" => Some(Err(io::ErrorKind::Other.into())),
        _ => None,
    });
    let server = server.await;
    let profile = client(&server, Some(server.seen.clone()));
    let aggregator = UserAggregator::builder(profile, client(&server, None))
        .timeout(LONG * 2)
        .build();
    let cancel = CancellationToken::new();
    let result = timeout(LONG, aggregator.aggregate(&cancel, UserId(7)))
        .await
        .unwrap();
    let failed = matches!(
        result,
        Err(AggregateError::Service {
            service: Service::Profile,
            ..
        })
    );
    assert!(failed, "{result:?}");

    timeout(LONG, server.seen.idle())
        .await
        .expect("the server comes to rest");
    let calls = server.seen.calls();
    let orders = calls.iter().find(|call| call.name == "orders").unwrap();
    assert_eq!(orders.ending, Ending::Dropped);
}
