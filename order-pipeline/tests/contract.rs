//! The suite on the reference; the same suite judges the mistakes.

#[path = "suite/mod.rs"]
mod suite;
#[path = "suite/support.rs"]
mod support;

mod subject {
    pub(crate) use order_pipeline::{OrderPipeline, steps::courier};

    pub(crate) fn order_from_json(json: &str) -> Result<order_pipeline::Order, String> {
        order_pipeline::Order::from_json(json.as_bytes()).map_err(|error| error.to_string())
    }
}
