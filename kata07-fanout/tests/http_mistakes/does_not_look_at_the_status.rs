//! "No error, so there are widgets."
//!
//! To reqwest a 500 is an answer like any other.

use kata07_fanout::ApiError;
use reqwest::Response;

use crate::http_shell::{Pieces, judged};

judged!(Mistake);

struct Mistake;

impl Pieces for Mistake {
    fn checked(response: Response) -> Result<Response, ApiError> {
        Ok(response)
    }
}
