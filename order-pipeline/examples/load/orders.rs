//! Orders by number, of which some ask for a failure, and what is right for an answer.

use order_pipeline::StepName;
use serde_json::{Value, json};

/// What an order asks for, and has to get.
#[derive(Clone, Copy)]
struct Fault {
    step: StepName,
    status: u16,
    kind: &'static str,
}

fn fault(number: u64) -> Option<Fault> {
    let (step, status, kind) = if number.is_multiple_of(5) {
        (StepName::Payment, 400, "payment_declined")
    } else if number.is_multiple_of(7) {
        (StepName::Vendor, 503, "vendor_unavailable")
    } else if number.is_multiple_of(9) {
        (StepName::Courier, 503, "no_courier")
    } else {
        return None;
    };
    Some(Fault { step, status, kind })
}

/// The body of an order whose steps take 1 ms.
pub(crate) fn order(number: u64) -> String {
    let mut order = json!({
        "order_id": format!("o-{number}"),
        "amount": number + 1,
        "delay_ms": { "payment": 1, "vendor": 1, "courier": 1 },
    });
    if let Some(fault) = fault(number) {
        order["fail_step"] = fault.step.as_str().into();
    }
    order.to_string()
}

/// The kind of an answer, `ok` for a good one.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn check(number: u64, status: u16, body: &[u8]) -> Result<&'static str, &'static str> {
    let answer: Value = serde_json::from_slice(body).map_err(|_| "not JSON")?;
    let fault = fault(number);
    let kind = fault.map(|fault| fault.kind);
    if status != fault.map_or(200, |fault| fault.status) {
        return Err("HTTP status");
    }
    if answer["status"] != if fault.is_some() { "error" } else { "ok" } {
        return Err("status");
    }
    if answer["error"]["kind"].as_str() != kind {
        return Err("kind");
    }
    if answer["order_id"] != format!("o-{number}") {
        return Err("the answer to another order");
    }
    let steps = answer["steps"].as_array().ok_or("no steps")?;
    let names = steps.iter().map(|step| step["name"].as_str());
    if !names.eq(StepName::ALL.map(|name| Some(name.as_str()))) {
        return Err("names of the steps");
    }
    for (step, name) in steps.iter().zip(StepName::ALL) {
        let own = fault.filter(|fault| fault.step == name);
        let right = match step["status"].as_str() {
            Some("error") => own.is_some(),
            Some("ok") => own.is_none(),
            // It ends at the same millisecond as the failure: before it or because of it.
            Some("cancelled") => own.is_none() && fault.is_some(),
            _ => false,
        };
        let detail = step.get("detail").map(Value::as_str);
        if !right || detail != own.map(|fault| Some(fault.kind)) || !step["duration_ms"].is_u64() {
            return Err("a step");
        }
    }
    Ok(kind.unwrap_or("ok"))
}
