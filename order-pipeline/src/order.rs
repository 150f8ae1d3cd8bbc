//! An order, as it is asked for: strict JSON, with an error that names the field.

use std::{fmt, marker::PhantomData, num::NonZeroU64, time::Duration};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};

/// What a customer asks for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Who it is.
    pub order_id: OrderId,
    /// What the payment step charges.
    pub amount: NonZeroU64,
    /// The step that fails, once its delay is over.
    #[serde(default, deserialize_with = "present")]
    pub fail_step: Option<StepName>,
    /// How long the steps take.
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
    /// Anything but an order, with the name of the field that is wrong, unknown, missing or given
    /// twice, and the place where that was seen.
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
        // The path is that of the field under way, and of none for a fault of the whole.
        let order = parsed.map_err(|error| ParseOrderError {
            field: named(&track.path()),
            message: error.to_string(),
        })?;
        json.end().map_err(|error| ParseOrderError {
            field: None,
            message: error.to_string(),
        })?;
        Ok(order)
    }
}

/// The field, if the fault was inside of one: between fields the path is `.`, or ends in `?`.
fn named(path: &serde_path_to_error::Path) -> Option<String> {
    let path = path.to_string();
    let field = path.trim_end_matches('?').trim_end_matches('.');
    (!field.is_empty()).then(|| field.to_owned())
}

/// Why a text is no [`Order`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", field.as_ref().map(|field| format!("{field}: ")).unwrap_or_default())]
pub struct ParseOrderError {
    /// The field, by its path; `None` where the message names it or there is none.
    pub field: Option<String>,
    /// What is wrong, with line and column.
    pub message: String,
}

/// The name of an order: 1 to 128 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct OrderId(String);

impl OrderId {
    /// The most characters (Unicode scalar values).
    pub const MAX_CHARS: usize = 128;

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for OrderId {
    type Error = OrderIdError;

    fn try_from(name: String) -> Result<Self, OrderIdError> {
        match name.chars().count() {
            1..=Self::MAX_CHARS => Ok(Self(name)),
            chars => Err(OrderIdError { chars }),
        }
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq<str> for OrderId {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for OrderId {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

/// Why a text is no [`OrderId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an order_id has 1 to {} characters, not {chars}", OrderId::MAX_CHARS)]
pub struct OrderIdError {
    chars: usize,
}

/// The steps of this application.
// By way of a string: a derived enum takes `{"payment": null}` for its variant too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub enum StepName {
    /// Charges the amount.
    Payment,
    /// Asks the vendor to prepare the goods.
    Vendor,
    /// Finds somebody to bring them.
    Courier,
}

impl StepName {
    /// All, in the order of every answer.
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

/// A word that is no [`StepName`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is no step: choose {}", StepName::ALL.map(StepName::as_str).join(", "))]
pub struct StepNameError {
    word: String,
}

/// How long each step takes, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Delays {
    /// 150 unless told otherwise.
    pub payment: DelayMs,
    /// 200 unless told otherwise.
    pub vendor: DelayMs,
    /// 100 unless told otherwise.
    pub courier: DelayMs,
}

impl Delays {
    /// The delay of one step.
    #[must_use]
    pub fn of(self, step: StepName) -> Duration {
        let DelayMs(ms) = match step {
            StepName::Payment => self.payment,
            StepName::Vendor => self.vendor,
            StepName::Courier => self.courier,
        };
        Duration::from_millis(ms.into())
    }
}

impl Default for Delays {
    fn default() -> Self {
        Self {
            payment: DelayMs(150),
            vendor: DelayMs(200),
            courier: DelayMs(100),
        }
    }
}

/// Whole milliseconds, 0 to 60,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u64")]
pub struct DelayMs(u16);

impl DelayMs {
    /// The longest.
    pub const MAX: u16 = 60_000;
}

impl TryFrom<u64> for DelayMs {
    type Error = DelayError;

    fn try_from(ms: u64) -> Result<Self, DelayError> {
        match u16::try_from(ms) {
            Ok(short @ 0..=Self::MAX) => Ok(Self(short)),
            _ => Err(DelayError { ms }),
        }
    }
}

/// Why a number is no [`DelayMs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a delay is at most {} ms, not {ms}", DelayMs::MAX)]
pub struct DelayError {
    ms: u64,
}

/// A struct from a JSON object only: a derived `Deserialize` takes an array for one too.
fn object<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    struct Object<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Object<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map))
        }
    }

    deserializer.deserialize_map(Object(PhantomData))
}

/// An optional field that is given has a value: `null` is none.
fn present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}
