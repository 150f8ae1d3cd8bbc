//! Where a server listens, as its command line says it.

use std::{fmt, io, net::SocketAddr, str::FromStr};

use shared_terminal::quoted;
use tokio::net::TcpListener;

use crate::HostName;

/// `HOST:PORT`, where the host is an address or a name: `127.0.0.1:8080`, `[::1]:0`,
/// `localhost:8080`.
///
/// ```
/// use shared_server::ListenAddr;
///
/// assert!("localhost:8080".parse::<ListenAddr>().is_ok());
/// let error = ":8080".parse::<ListenAddr>().unwrap_err().to_string();
/// assert_eq!(error, "write HOST:PORT, such as 127.0.0.1:8080, or 0.0.0.0:8080 for every interface");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListenAddr {
    host: HostName,
    port: u16,
}

impl ListenAddr {
    /// The host's name or address.
    #[must_use]
    pub const fn host(&self) -> &HostName {
        &self.host
    }

    /// Resolves the name and listens on the first of its addresses that can be bound.
    ///
    /// # Errors
    /// If the name does not resolve, or no address can be bound; the message names the address.
    ///
    /// # Cancel safety
    /// Dropping the future leaves nothing bound.
    pub async fn bind(&self) -> io::Result<(TcpListener, SocketAddr)> {
        let bound = async {
            let listener = TcpListener::bind(self.to_string()).await?;
            let addr = listener.local_addr()?;
            Ok((listener, addr))
        };
        bound.await.map_err(|error: io::Error| {
            io::Error::new(error.kind(), format!("cannot listen on {self}: {error}"))
        })
    }
}

impl fmt::Display for ListenAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl FromStr for ListenAddr {
    type Err = ParseListenAddrError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.rsplit_once(':') {
            None => Err(ParseListenAddrError::Form),
            Some(("", _)) => Err(ParseListenAddrError::Form),
            Some((host, port)) => {
                let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
                let port = port.parse().ok().filter(|_| is_number);
                Ok(Self {
                    host: host.parse().map_err(|_| ParseListenAddrError::Host {
                        host: host.to_owned(),
                    })?,
                    port: port.ok_or(ParseListenAddrError::Port)?,
                })
            }
        }
    }
}

/// Why a text is not a [`ListenAddr`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseListenAddrError {
    /// No colon, or nothing before it.
    #[error("write HOST:PORT, such as 127.0.0.1:8080, or 0.0.0.0:8080 for every interface")]
    Form,
    /// What stands before the last colon is neither a name nor an address.
    #[error(
        "{} is not a host: write a name, an IPv4 address, or an IPv6 address in brackets",
        quoted(host)
    )]
    Host {
        /// The host as it was given.
        host: String,
    },
    /// What stands behind the last colon is not a port.
    #[error("a port is a number from 0 to 65535")]
    Port,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_and_addresses() {
        for text in ["localhost:8080", "127.0.0.1:0", "[::1]:65535", "my-host:1"] {
            let addr: ListenAddr = text.parse().unwrap();
            assert_eq!(addr.to_string(), text);
        }
    }

    #[test]
    fn says_what_is_wrong() {
        use ParseListenAddrError::{Form, Port};
        for (text, error) in [
            ("", Form),
            ("8080", Form),
            ("localhost", Form),
            (":8080", Form),
            ("localhost:", Port),
            ("localhost:http", Port),
            ("localhost:-1", Port),
            ("localhost:+1", Port),
            ("localhost:65536", Port),
        ] {
            assert_eq!(text.parse::<ListenAddr>(), Err(error), "{text:?}");
        }
        for text in ["::1:8080", "http://localhost:8080", "a b:1"] {
            let error = text.parse::<ListenAddr>().unwrap_err();
            assert!(
                matches!(error, ParseListenAddrError::Host { .. }),
                "{text:?}"
            );
        }
    }

    #[tokio::test]
    async fn listens_on_a_name() {
        let addr: ListenAddr = "localhost:0".parse().unwrap();
        let (_listener, bound) = addr.bind().await.unwrap();
        assert!(bound.ip().is_loopback());
        assert_ne!(bound.port(), 0);
    }

    #[tokio::test]
    async fn an_error_names_the_address() {
        let taken = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let addr: ListenAddr = taken.local_addr().unwrap().to_string().parse().unwrap();
        let error = addr.bind().await.unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("cannot listen on {addr}: ")),
            "{error}"
        );
    }
}
