//! "Each process keeps to the rate." And the API counts all of them: four replicas, four budgets.

use crate::support;

#[path = "../suite/mod.rs"]
mod suite;

mod subject {
    use std::num::NonZeroU32;

    use fleet_budget::BudgetError;
    use kata07_fanout::Pace;

    pub(crate) struct FleetPace(Pace);

    impl FleetPace {
        pub(crate) async fn connect(
            _url: impl AsRef<str>,
            _name: impl AsRef<str>,
            rate: NonZeroU32,
            burst: NonZeroU32,
        ) -> Result<Self, BudgetError> {
            Ok(Self(Pace::new(rate, burst)))
        }

        pub(crate) async fn ready(&self) -> Result<(), BudgetError> {
            self.0.ready().await;
            Ok(())
        }
    }
}
