//! An order as a client sends it: strict JSON, with an error that names the field.

mod delays;
mod error;
mod id;
mod strict;

use std::num::NonZeroU64;

use serde::Deserialize;
use shared_terminal::quoted;

use self::strict::{amount, object, present};
pub use self::{
    delays::{DelayError, DelayMs, Delays},
    error::ParseOrderError,
    id::{OrderId, OrderIdError},
};

/// What a customer orders.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The name of the order.
    pub order_id: OrderId,
    /// What the payment step charges.
    #[serde(deserialize_with = "amount")]
    pub amount: NonZeroU64,
    /// The step that fails after its delay.
    #[serde(default, deserialize_with = "present")]
    pub fail_step: Option<StepName>,
    /// How long to run each step takes.
    #[serde(default, deserialize_with = "object")]
    pub delay_ms: Delays,
}

impl Order {
    /// An order with the usual delays, in which no step fails.
    #[must_use]
    pub fn new(order_id: OrderId, amount: NonZeroU64) -> Self {
        Self {
            order_id,
            amount,
            fail_step: None,
            delay_ms: Delays::default(),
        }
    }

    /// Reads one JSON object and nothing after it.
    ///
    /// # Errors
    /// If the text is not an order. The error names the field that is wrong, unknown, missing or given
    /// twice, with its line and column.
    ///
    /// ```
    /// use order_pipeline::Order;
    ///
    /// let order = Order::from_json(br#"{"order_id": "o-1", "amount": 1200}"#)?;
    /// assert_eq!(order.order_id.as_str(), "o-1");
    ///
    /// let error = Order::from_json(br#"{"order_id": "o-1", "amount": 0}"#).unwrap_err();
    /// assert!(error.to_string().starts_with("amount: "), "{error}");
    /// # Ok::<(), order_pipeline::ParseOrderError>(())
    /// ```
    pub fn from_json(json: &[u8]) -> Result<Self, ParseOrderError> {
        let mut json = serde_json::Deserializer::from_slice(json);
        let mut track = serde_path_to_error::Track::new();
        let parsed = object(serde_path_to_error::Deserializer::new(
            &mut json, &mut track,
        ));
        // The path names the field that was being read; it is empty for a fault of the whole.
        let order = parsed.map_err(|error| ParseOrderError::new(Some(&track.path()), &error))?;
        json.end()
            .map_err(|error| ParseOrderError::new(None, &error))?;
        Ok(order)
    }
}

/// The steps of this application.
// Through a string: a derived enum also accepts `{"payment": null}` as its variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub enum StepName {
    /// Charges the amount.
    Payment,
    /// Asks the vendor to prepare the goods.
    Vendor,
    /// Finds a courier to bring them.
    Courier,
}

impl StepName {
    /// All steps, in the order of every answer.
    pub const ALL: [Self; 3] = [Self::Payment, Self::Vendor, Self::Courier];

    /// The word in requests and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Vendor => "vendor",
            Self::Courier => "courier",
        }
    }
}

impl TryFrom<String> for StepName {
    type Error = StepNameError;

    fn try_from(word: String) -> Result<Self, StepNameError> {
        let found = Self::ALL.into_iter().find(|step| step.as_str() == word);
        found.ok_or(StepNameError { word })
    }
}

/// A word that is not a [`StepName`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} is not a step: choose {}", quoted(word), StepName::ALL.map(StepName::as_str).join(", "))]
pub struct StepNameError {
    word: String,
}
