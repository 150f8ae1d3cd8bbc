//! "Be liberal in what you accept." A misspelt `delay_ms` is ignored, and the default delay runs.

use crate::support;

#[path = "../suite/mod.rs"]
mod suite;

mod subject {
    use order_pipeline::Order;
    pub(crate) use order_pipeline::{OrderPipeline, steps::courier};
    use serde_json::Value;

    pub(crate) fn order_from_json(json: &str) -> Result<Order, String> {
        let mut value: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
        if let Some(object) = value.as_object_mut() {
            let known = ["order_id", "amount", "fail_step", "delay_ms"];
            object.retain(|field, _| known.contains(&field.as_str()));
        }
        crate::shell::order_from_json(&value.to_string())
    }
}
