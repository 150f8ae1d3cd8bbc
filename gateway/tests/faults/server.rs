//! Services with one fault, written byte by byte.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    select,
    sync::Notify,
    task::JoinSet,
};

/// A fault of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Error,
    Hang,
    Refused,
    Reset,
    Silence,
    Endless,
    Malformed,
    TooMany,
    Unavailable,
    Redirect,
}

impl Fault {
    /// The words of the page.
    pub(crate) const fn in_words(self) -> &'static str {
        match self {
            Self::Error => "an error (500)",
            Self::Hang => "no answer at all",
            Self::Refused => "connection refused",
            Self::Reset => "a reset in the middle",
            Self::Silence => "headers, then silence",
            Self::Endless => "an endless body",
            Self::Malformed => "malformed JSON",
            Self::TooMany => "429",
            Self::Unavailable => "503 with Retry-After",
            Self::Redirect => "a redirect",
        }
    }
}

/// A loopback server: every service is healthy except `orders` and the widgets.
pub(crate) struct Server {
    addr: std::net::SocketAddr,
    open: Arc<AtomicUsize>,
    /// Ends silent connections.
    over: Arc<Notify>,
    /// Owns the accept loop, which owns the connections.
    _accepting: JoinSet<()>,
}

impl Server {
    pub(crate) async fn start(fault: Fault) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let open = Arc::new(AtomicUsize::new(0));
        let over = Arc::new(Notify::new());
        let (counted, at_the_end) = (Arc::clone(&open), Arc::clone(&over));
        let mut accepting = JoinSet::new();
        accepting.spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (open, over) = (Open::count(&counted), Arc::clone(&at_the_end));
                connections.spawn(async move {
                    let _open = open;
                    select! {
                        // An error means that the client is gone, which ends the connection.
                        _ = serve(stream, fault) => {}
                        () = over.notified() => {}
                    }
                });
            }
        });
        Self {
            addr,
            open,
            over,
            _accepting: accepting,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Closes every connection that is open now.
    pub(crate) fn hang_up(&self) {
        self.over.notify_waiters();
    }

    /// How many connections the server has.
    pub(crate) fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }
}

struct Open(Arc<AtomicUsize>);

impl Open {
    fn count(open: &Arc<AtomicUsize>) -> Self {
        open.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(open))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

const JSON: &str = r#"{"user_id":"7","name":"Alice","count":5}"#;

/// Answers requests until the client closes the connection.
async fn serve(mut stream: TcpStream, fault: Fault) -> std::io::Result<()> {
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await?);
        }
        let head = String::from_utf8_lossy(&head);
        if !head.contains("/orders/") && !head.contains("/widgets") {
            reply(&mut stream, "200 OK", JSON).await?;
            continue;
        }
        match fault {
            Fault::Error => reply(&mut stream, "500 Internal Server Error", "{}").await?,
            Fault::Malformed => reply(&mut stream, "200 OK", r#"{"count":"#).await?,
            Fault::TooMany => reply(&mut stream, "429 Too Many Requests", "{}").await?,
            Fault::Unavailable => {
                let status = "503 Service Unavailable\r\nretry-after: 1";
                reply(&mut stream, status, "{}").await?;
            }
            Fault::Redirect => {
                reply(&mut stream, "302 Found\r\nlocation: /mock/user/7", "").await?;
            }
            Fault::Hang | Fault::Refused => until_closed(&mut stream).await?,
            Fault::Silence => {
                head_of(&mut stream, 100).await?;
                until_closed(&mut stream).await?;
            }
            Fault::Reset => {
                head_of(&mut stream, 100).await?;
                stream.write_all(b"{").await?;
                return stream.set_zero_linger();
            }
            Fault::Endless => {
                head_of(&mut stream, u64::MAX / 2).await?;
                loop {
                    stream.write_all(&[b' '; 64 * 1024]).await?;
                }
            }
        }
    }
}

async fn reply(stream: &mut TcpStream, status: &str, body: &str) -> std::io::Result<()> {
    let bytes = body.len();
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {bytes}\r\n\r\n{body}");
    stream.write_all(answer.as_bytes()).await
}

async fn head_of(stream: &mut TcpStream, bytes: u64) -> std::io::Result<()> {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {bytes}\r\n\r\n");
    stream.write_all(head.as_bytes()).await
}

/// Reads until the client hangs up: an end of file is an error here.
async fn until_closed(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.read_u8().await.map(drop)
}
