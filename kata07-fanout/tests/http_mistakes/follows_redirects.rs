//! "The client does the right thing."
//!
//! It sends up to ten more requests, to wherever the server says, and takes no token for them.

use reqwest::ClientBuilder;

use crate::http_shell::{Pieces, judged};

judged!(Mistake);

struct Mistake;

impl Pieces for Mistake {
    fn client(builder: ClientBuilder) -> ClientBuilder {
        builder
    }
}
