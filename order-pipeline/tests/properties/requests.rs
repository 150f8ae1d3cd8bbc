//! Every order parses, and nothing else does.

use order_pipeline::{Order, OrderId, StepName};
use proptest::{collection::vec, prelude::*, sample::Index, test_runner::TestCaseResult};
use serde_json::{Value, json};

use super::{
    config,
    fault::fault,
    ms,
    written::{Pen, order_and_fields, style},
};

/// Text that parses is an order: written again, it parses to the same one.
pub(super) fn is_stable(text: &[u8]) -> TestCaseResult {
    let Ok(order) = Order::from_json(text) else {
        return Ok(());
    };
    prop_assert!(std::str::from_utf8(text).is_ok());
    prop_assert!((1..=OrderId::MAX_CHARS).contains(&order.order_id.as_str().chars().count()));
    prop_assert!(
        StepName::ALL
            .iter()
            .all(|step| order.delay_ms.of(*step) <= ms(60_000))
    );
    prop_assert_eq!(Order::from_json(print(&order).as_bytes()), Ok(order));
    Ok(())
}

fn print(order: &Order) -> String {
    let delays = StepName::ALL.map(|step| {
        let ms = u64::try_from(order.delay_ms.of(step).as_millis()).unwrap();
        (step.as_str().to_owned(), Value::from(ms))
    });
    let mut json = json!({
        "order_id": order.order_id.as_str(),
        "amount": order.amount.get(),
        "delay_ms": serde_json::Map::from_iter(delays),
    });
    if let Some(step) = order.fail_step {
        json["fail_step"] = step.as_str().into();
    }
    json.to_string()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_valid_spelling_parses(
        (order, fields) in order_and_fields(),
        style in style(),
    ) {
        let text = Pen::write(&fields, &style);
        prop_assert_eq!(Order::from_json(text.as_bytes()), Ok(order), "{}", text);
        is_stable(text.as_bytes())?;
    }

    #[test]
    fn a_refusal_names_the_fault(
        (_, fields) in order_and_fields(),
        fault in fault(),
        style in style(),
    ) {
        let (text, named) = fault.write(fields, &style);
        match Order::from_json(text.as_bytes()) {
            Ok(order) => prop_assert!(false, "{} is no order, but was read as {:?}", text, order),
            Err(error) => {
                let error = error.to_string();
                prop_assert!(!error.is_empty());
                if let Some(named) = named {
                    prop_assert!(error.contains(&named), "{} does not name {:?}: {}", error, named, text);
                }
            }
        }
    }

    #[test]
    fn no_text_makes_it_panic(
        any in vec(any::<u8>(), 0..200),
        near in "([\\[{]? ?(\"(order_id|amount|fail_step|delay_ms|vendor)\"|\"o\"|null|-?[0-9]{1,25}(\\.5|e9)?) ?[:,\\]}]?){0,12}",
        (_, fields) in order_and_fields(),
        style in style(),
        flips in vec((any::<Index>(), any::<u8>()), 1..4),
    ) {
        is_stable(&any)?;
        is_stable(near.as_bytes())?;
        let mut bytes = Pen::write(&fields, &style).into_bytes();
        for (place, byte) in flips {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        is_stable(&bytes)?;
    }
}
