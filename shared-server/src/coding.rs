//! How a body is coded on its way: in chunks, or not at all.

use axum::http::{HeaderMap, StatusCode, header::TRANSFER_ENCODING};
use shared_terminal::quoted;

use crate::Refusal;

/// Refuses a request whose body hyper would hand on still coded.
///
/// hyper decodes `chunked` where it comes last and ignores every coding before it: of
/// `gzip, chunked` the handler would get compressed bytes. RFC 9112, 6.1, asks for 501. What does not
/// end in `chunked` hyper refuses itself, with 400 (6.3).
pub(crate) fn check(headers: &HeaderMap) -> Result<(), Refusal> {
    let lines = headers.get_all(TRANSFER_ENCODING).iter();
    let text = lines.map(|line| String::from_utf8_lossy(line.as_bytes()));
    let text = text.collect::<Vec<_>>().join(",");
    let codings = text.split(',').map(str::trim);
    let mut codings = codings.filter(|coding| !coding.is_empty());
    match (codings.next(), codings.next()) {
        (None, _) => Ok(()),
        (Some(only), None) if only.eq_ignore_ascii_case("chunked") => Ok(()),
        _ => Err(Refusal::new(
            StatusCode::NOT_IMPLEMENTED,
            format!(
                "transfer-encoding: {}: only `chunked` is known",
                quoted(&text)
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn is_known(lines: &[&'static str]) -> bool {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(TRANSFER_ENCODING, HeaderValue::from_static(line));
        }
        check(&headers).is_ok()
    }

    #[test]
    fn chunked_alone_is_known() {
        assert!(is_known(&[]));
        assert!(is_known(&["chunked"]));
        assert!(is_known(&[" Chunked ,"]));
        assert!(!is_known(&["gzip, chunked"]));
        assert!(!is_known(&["gzip", "chunked"]));
        assert!(!is_known(&["chunked, chunked"]));
        assert!(!is_known(&["identity, chunked"]));
        assert!(!is_known(&["chunked;level=9"]));
    }
}
