//! "The limiter must not stop the service." So without its server it limits nothing, when the API may
//! be in trouble already.

use crate::support;

#[path = "../suite/mod.rs"]
mod suite;

mod subject {
    use std::num::NonZeroU32;

    use fleet_budget::BudgetError;

    pub(crate) struct FleetPace(fleet_budget::FleetPace);

    impl FleetPace {
        pub(crate) async fn connect(
            url: impl AsRef<str>,
            name: impl AsRef<str>,
            rate: NonZeroU32,
            burst: NonZeroU32,
        ) -> Result<Self, BudgetError> {
            let pace = fleet_budget::FleetPace::connect(url, name, rate, burst).await;
            pace.map(Self)
        }

        pub(crate) async fn ready(&self) -> Result<(), BudgetError> {
            self.0.ready().await.or(Ok(()))
        }
    }
}
