//! The query of a request, checked before any work starts.

use std::collections::BTreeMap;

use axum::http::Uri;
use pattern_comparison::{Deadline, Selection, UserId};
use shared_server::{Refusal, parameters};
use shared_terminal::{error_chain, quoted};

use crate::{Shared, bad_request};

/// The parameters of a query, by name.
pub(crate) struct Words(BTreeMap<String, String>);

impl Words {
    /// # Errors
    /// 400 for a parameter that is not `known`.
    pub(crate) fn of(uri: &Uri, known: &[&str]) -> Result<Self, Refusal> {
        parameters(uri, known).map(Self)
    }

    /// The user; `123` by default.
    pub(crate) fn user_id(&self) -> Result<UserId, Refusal> {
        self.parsed("user_id", |word| {
            word.parse::<UserId>().map_err(|error| error.to_string())
        })
        .map(Option::unwrap_or_default)
    }

    pub(crate) fn scenario(&self) -> Result<Option<Selection>, Refusal> {
        self.parsed("scenario", |words| {
            words
                .parse::<Selection>()
                .map_err(|error| error_chain(&error))
        })
    }

    /// The deadline; the gateway's by default.
    pub(crate) fn deadline(&self, gateway: &Shared) -> Result<Deadline, Refusal> {
        let deadline = self.parsed("deadline", |word| {
            word.parse::<Deadline>().map_err(|error| error.to_string())
        })?;
        Ok(deadline.unwrap_or(gateway.deadline))
    }

    /// A time in whole milliseconds.
    pub(crate) fn ms(&self, name: &str) -> Result<Option<u64>, Refusal> {
        self.parsed(name, |word| {
            word.parse()
                .map_err(|_| format!("{} is not a whole number", quoted(word)))
        })
    }

    fn parsed<T>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Refusal> {
        let word = self.0.get(name);
        word.map(|word| parse(word).map_err(|why| bad_request(name, why)))
            .transpose()
    }
}
