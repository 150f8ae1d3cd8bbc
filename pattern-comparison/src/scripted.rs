//! The three services as scripts: the port over [`shared_mocks`], for virtual time.

use serde_json::{Value, json};
use shared_mocks::ScriptedService;

use crate::{CallError, Service, UserId};

/// What a mock service says of a user, or `None` if it is none of [`SERVICES`](crate::SERVICES).
///
/// The same JSON whether the service is asked in memory or over HTTP.
#[must_use]
pub fn section(service: &str, user_id: &str) -> Option<Value> {
    match service {
        "user" => Some(json!({ "user_id": user_id, "name": "Alice" })),
        "orders" => Some(json!({ "user_id": user_id, "count": 5 })),
        "notifications" => Some(json!({ "user_id": user_id, "unread": 2 })),
        _ => None,
    }
}

/// A script under another name than the three answers with the user's id alone.
impl Service for ScriptedService {
    // The inherent methods of the same names win over the trait's: no recursion here.
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
