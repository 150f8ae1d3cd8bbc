//! The name of a host, as `Host` headers and command lines write it.

use std::{fmt, net::IpAddr, str::FromStr};

use axum::http::uri::Authority;
use shared_terminal::quoted;

/// The name of a host without its port: `example.com`, `127.0.0.1` or `[::1]`.
///
/// Names compare without regard to case or to a dot at their end.
///
/// ```
/// use shared_server::HostName;
///
/// let name: HostName = "Tunnel.example.".parse()?;
/// assert_eq!(name.to_string(), "tunnel.example");
/// assert!("tunnel.example:8080".parse::<HostName>().is_err());
/// # Ok::<(), shared_server::ParseHostNameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HostName(String);

impl HostName {
    /// Reads `host` or `host:port`, as a `Host` header has it.
    pub(crate) fn with_port(text: &str) -> Option<Self> {
        // `http` lets a user's name through, which no `Host` may have.
        if text.contains('@') {
            return None;
        }
        let authority: Authority = text.parse().ok()?;
        let port = text.strip_prefix(authority.host())?;
        let is_port = |digits: &str| {
            let digits_only = digits.bytes().all(|byte| byte.is_ascii_digit());
            digits_only && (digits.is_empty() || digits.parse::<u16>().is_ok())
        };
        if !port.is_empty() && !port.strip_prefix(':').is_some_and(is_port) {
            return None;
        }
        Self::without_port(authority.host())
    }

    fn without_port(host: &str) -> Option<Self> {
        if let Some(inner) = host.strip_prefix('[') {
            let ip: IpAddr = inner.strip_suffix(']')?.parse().ok()?;
            return ip.is_ipv6().then(|| Self(format!("[{ip}]")));
        }
        let name = host.strip_suffix('.').unwrap_or(host);
        let allowed =
            |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=%".contains(&byte);
        let is_name = !name.is_empty() && name.bytes().all(allowed);
        is_name.then(|| Self(name.to_ascii_lowercase()))
    }

    fn ip(&self) -> Option<IpAddr> {
        let name = self.0.as_str();
        let inner = name
            .strip_prefix('[')
            .and_then(|name| name.strip_suffix(']'));
        inner.unwrap_or(name).parse().ok()
    }

    /// Whether it means this machine, whatever a resolver says.
    pub(crate) fn is_loopback(&self) -> bool {
        match self.ip() {
            Some(ip) => ip.to_canonical().is_loopback(),
            None => self.0 == "localhost" || self.0.ends_with(".localhost"),
        }
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for HostName {
    type Err = ParseHostNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || ParseHostNameError {
            text: text.to_owned(),
        };
        Self::without_port(text).ok_or_else(error)
    }
}

/// A text that is not a [`HostName`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{} is not a host name: write it without scheme, port or path, such as `tunnel.example`",
    quoted(text)
)]
pub struct ParseHostNameError {
    text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_host_name_is_named() {
        for text in ["", "a:80", "http://a", "a/b", "a b", "me@a", "[::1"] {
            let error = text.parse::<HostName>().unwrap_err();
            assert!(error.to_string().contains(text), "{error}");
        }
        let long = "/".repeat(60_000).parse::<HostName>().unwrap_err();
        assert!(long.to_string().len() < 300);
    }
}
