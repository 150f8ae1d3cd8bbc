//! "I have a timeout to connect."
//!
//! A server that connects and then says nothing keeps the request for ever.

use std::time::Duration;

use kata07_fanout::UserId;
use reqwest::{ClientBuilder, RequestBuilder, redirect};

use crate::http_shell::{HttpWidgetApi, Pieces, judged};

judged!(Mistake);

struct Mistake;

impl Pieces for Mistake {
    fn client(builder: ClientBuilder) -> ClientBuilder {
        let builder = builder.redirect(redirect::Policy::none());
        builder.connect_timeout(Duration::from_secs(1))
    }

    fn request(api: &HttpWidgetApi<Self>, user: UserId) -> RequestBuilder {
        api.client.get(api.url(user))
    }
}
