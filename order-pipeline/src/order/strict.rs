//! What serde's derived code lets pass, or says in words that do not help.

use std::{fmt, marker::PhantomData, num::NonZeroU64};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Unexpected, Visitor, value::MapAccessDeserializer},
};

/// A struct from a JSON object only: a derived `Deserialize` also accepts an array.
pub(super) fn object<'de, T, D>(deserializer: D) -> Result<T, D::Error>
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

/// An integer from 1 up that fits `u64`.
pub(super) fn amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NonZeroU64, D::Error> {
    let expected = "an integer of at least 1";
    let amount = deserializer.deserialize_u64(Whole { expected })?;
    NonZeroU64::new(amount)
        .ok_or_else(|| D::Error::invalid_value(Unexpected::Unsigned(0), &expected))
}

/// An integer from 0 up. serde_json hands an integer over as a float where it does not fit `u64`,
/// and serde would call it "floating point".
pub(super) fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let expected = "an integer of at least 0";
    deserializer.deserialize_u64(Whole { expected })
}

struct Whole {
    expected: &'static str,
}

/// 2⁶⁴, the first number that is too big.
const TOO_BIG: f64 = 18_446_744_073_709_551_616.0;

impl Visitor<'_> for Whole {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<u64, E> {
        Ok(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<u64, E> {
        if number >= TOO_BIG {
            return Err(E::custom(format!(
                "the number is too big: at most {}",
                u64::MAX
            )));
        }
        Err(E::invalid_type(Unexpected::Float(number), &self))
    }
}

/// An optional field that is present has a value: `null` is not one.
pub(super) fn present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}
