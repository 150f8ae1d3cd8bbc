//! The `Host` of a request: well formed, and a name of this server.
//!
//! A server on loopback is reachable from every page that a browser on the same machine shows. With
//! DNS rebinding a page of `evil.example` lets that name resolve to `127.0.0.1`, and the browser then
//! sees one origin: the page may read the answers. The browser still sends `Host: evil.example`.

use std::{net::SocketAddr, sync::Arc};

use axum::http::{HeaderMap, StatusCode, Uri, header::HOST};
use shared_terminal::quoted;

use crate::{HostName, Refusal};

/// The names that a server answers to.
#[derive(Debug, Clone)]
pub(crate) struct Hosts {
    /// Whether only this machine can connect, and a name of elsewhere is a sign of DNS rebinding.
    on_loopback: bool,
    allowed: Arc<[HostName]>,
}

impl Hosts {
    /// For a server that listens on `addr`; without an address the names are checked too.
    pub(crate) fn new(addr: Option<SocketAddr>, allowed: Vec<HostName>) -> Self {
        Self {
            on_loopback: addr.is_none_or(|addr| addr.ip().to_canonical().is_loopback()),
            allowed: allowed.into(),
        }
    }

    /// Whether any name is answered.
    pub(crate) const fn are_open(&self) -> bool {
        !self.on_loopback
    }

    /// Checks the `Host` header, and the name that the request is for.
    ///
    /// A request for a whole URL, as a proxy gets it, is for that URL's host (RFC 9112, 3.2.2).
    pub(crate) fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        let mut hosts = headers.get_all(HOST).iter();
        let header = match (hosts.next(), hosts.next()) {
            (Some(host), None) => host,
            (None, _) => return Err(bad_request("the Host header is missing")),
            (Some(_), Some(_)) => return Err(bad_request("more than one Host header")),
        };
        let text = String::from_utf8_lossy(header.as_bytes());
        let malformed = |text: &str| bad_request(format!("{} is not a Host", quoted(text)));
        let mut name = HostName::with_port(&text).ok_or_else(|| malformed(&text))?;
        if let Some(target) = uri.authority() {
            name =
                HostName::with_port(target.as_str()).ok_or_else(|| malformed(target.as_str()))?;
        }
        if !self.on_loopback || name.is_loopback() || self.allowed.contains(&name) {
            return Ok(());
        }
        let host = name.to_string();
        let host = quoted(&host);
        Err(Refusal::new(
            StatusCode::MISDIRECTED_REQUEST,
            format!("this server does not answer to {host}: `--allow-host` lets a name in"),
        ))
    }
}

fn bad_request(message: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, message)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn status(hosts: &Hosts, uri: &str, sent: &[&str]) -> u16 {
        let mut headers = HeaderMap::new();
        for host in sent {
            headers.append(HOST, HeaderValue::from_bytes(host.as_bytes()).unwrap());
        }
        let checked = hosts.check(&uri.parse().unwrap(), &headers);
        checked.map_or_else(|refusal| refusal.status.as_u16(), |()| 200)
    }

    fn on(addr: &str, allowed: &[&str]) -> Hosts {
        let allowed = allowed.iter().map(|name| name.parse().unwrap());
        Hosts::new(Some(addr.parse().unwrap()), allowed.collect())
    }

    #[test]
    fn loopback_names_are_answered_on_any_port() {
        let hosts = on("127.0.0.1:8080", &[]);
        for host in [
            "localhost",
            "LOCALHOST:8080",
            "localhost.",
            "localhost:",
            "shop.localhost:9000",
            "127.0.0.1",
            "127.0.0.2:1",
            "[::1]:8080",
            "[::ffff:127.0.0.1]",
        ] {
            assert_eq!(status(&hosts, "/", &[host]), 200, "{host}");
        }
    }

    #[test]
    fn other_names_are_misdirected_on_loopback() {
        for addr in ["127.0.0.1:80", "[::1]:80"] {
            let hosts = on(addr, &[]);
            for host in [
                "evil.example",
                "localhost.evil.example",
                "evillocalhost",
                "10.0.0.1:80",
                "[::2]",
                "0.0.0.0",
                "127.0.0.1.evil.example",
            ] {
                assert_eq!(status(&hosts, "/", &[host]), 421, "{host}");
            }
        }
    }

    #[test]
    fn every_name_is_answered_off_loopback() {
        let hosts = on("0.0.0.0:80", &[]);
        assert_eq!(status(&hosts, "/", &["shop.example"]), 200);
        assert_eq!(status(&hosts, "/", &[]), 400);
    }

    #[test]
    fn allowed_names_are_answered() {
        let hosts = on("127.0.0.1:80", &["Tunnel.example."]);
        assert_eq!(status(&hosts, "/", &["tunnel.example:443"]), 200);
        assert_eq!(status(&hosts, "/", &["TUNNEL.EXAMPLE."]), 200);
        assert_eq!(status(&hosts, "/", &["a.tunnel.example"]), 421);
    }

    #[test]
    fn a_malformed_host_is_a_bad_request() {
        let hosts = on("127.0.0.1:80", &[]);
        for host in [
            "",
            " ",
            ":8080",
            "localhost:http",
            "localhost:+80",
            "localhost:65536",
            "localhost:80:80",
            "me@localhost",
            "http://localhost",
            "localhost/",
            "localhost, localhost",
            "local host",
            "[::1",
            "::1",
            "[127.0.0.1]",
            "[localhost]",
            "löcalhost",
        ] {
            assert_eq!(status(&hosts, "/", &[host]), 400, "{host:?}");
        }
        assert_eq!(status(&hosts, "/", &[]), 400);
        assert_eq!(status(&hosts, "/", &["localhost", "localhost"]), 400);
    }

    #[test]
    fn the_host_of_a_whole_url_decides() {
        let hosts = on("127.0.0.1:80", &[]);
        assert_eq!(status(&hosts, "http://evil.example/", &["localhost"]), 421);
        assert_eq!(status(&hosts, "http://localhost/", &["evil.example"]), 200);
        assert_eq!(status(&hosts, "http://localhost/", &[]), 400);
    }
}
