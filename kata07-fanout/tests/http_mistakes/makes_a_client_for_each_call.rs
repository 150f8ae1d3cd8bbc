//! "A client is cheap."
//!
//! Each has its own pool, so no connection is used twice.

use kata07_fanout::UserId;
use reqwest::{Client, RequestBuilder};

use crate::http_shell::{HttpWidgetApi, Pieces, judged};

judged!(Mistake);

struct Mistake;

impl Pieces for Mistake {
    fn request(api: &HttpWidgetApi<Self>, user: UserId) -> RequestBuilder {
        let builder = Self::client(Client::builder().no_proxy());
        let client = builder.build().expect("there is no TLS to set up");
        client.get(api.url(user)).timeout(api.request_timeout)
    }
}
