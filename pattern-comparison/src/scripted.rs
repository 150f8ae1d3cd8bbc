//! The three services as scripts: the port over [`shared_mocks`], in virtual time.

use serde_json::{Value, json};
use shared_mocks::ScriptedService;

use crate::{CallError, Service, UserId};

/// The section that a mock service returns, or `None` if it is not one of
/// [`SERVICES`](crate::SERVICES).
///
/// The JSON is the same in memory and over HTTP.
#[must_use]
pub fn section(service: &str, user_id: &str) -> Option<Value> {
    match service {
        "user" => Some(json!({ "user_id": user_id, "name": "Alice" })),
        "orders" => Some(json!({ "user_id": user_id, "count": 5 })),
        "notifications" => Some(json!({ "user_id": user_id, "unread": 2 })),
        _ => None,
    }
}

/// A script under any other name returns the user's id alone.
impl Service for ScriptedService {
    // No recursion: inherent methods win over the trait's methods of the same name.
    fn name(&self) -> &str {
        self.name()
    }

    async fn call(&self, user: &UserId) -> Result<Value, CallError> {
        self.call()
            .await
            .map_err(|failure| CallError::Failed(failure.into()))?;
        let user_id = user.as_str();
        Ok(section(self.name(), user_id).unwrap_or_else(|| json!({ "user_id": user_id })))
    }
}
