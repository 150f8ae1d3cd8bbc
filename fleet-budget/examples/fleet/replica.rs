//! One of the processes: kata 07's client, on one of three budgets.

use std::{error::Error, num::NonZeroU32, process::ExitCode, str::FromStr};

use fleet_budget::{Budget, FleetPace};
use kata07_fanout::{HttpWidgetApi, Pace, UserId, solution::FanOutClient};
use tokio_util::sync::CancellationToken;

use crate::{api::USERS_OF_A_PROCESS, way::Way};

/// The first argument of such a process.
const REPLICA: &str = "replica";

/// The same in every run: it is the server that is new.
const NAME: &str = "widgets-api";

pub(crate) struct Replica {
    pub(crate) way: Way,
    pub(crate) api: String,
    pub(crate) redis: String,
    pub(crate) number: u64,
    pub(crate) users: u32,
    pub(crate) processes: NonZeroU32,
    pub(crate) rate: NonZeroU32,
    pub(crate) burst: NonZeroU32,
}

impl Replica {
    pub(crate) fn to_arguments(&self) -> Vec<String> {
        let (way, api, redis) = (self.way as usize, self.api.clone(), self.redis.clone());
        let numbers = [self.number, self.users.into()];
        let limits = [self.processes, self.rate, self.burst];
        let mut arguments = vec![REPLICA.to_owned(), way.to_string(), api, redis];
        arguments.extend(numbers.map(|number| number.to_string()));
        arguments.extend(limits.map(|limit| limit.to_string()));
        arguments
    }

    /// `None` if this process is not one of the fleet.
    pub(crate) fn from_arguments(mut arguments: impl Iterator<Item = String>) -> Option<Self> {
        arguments.nth(1).filter(|first| first == REPLICA)?;
        Some(Self {
            way: *Way::ALL.get(next::<usize>(&mut arguments)?)?,
            api: next(&mut arguments)?,
            redis: next(&mut arguments)?,
            number: next(&mut arguments)?,
            users: next(&mut arguments)?,
            processes: next(&mut arguments)?,
            rate: next(&mut arguments)?,
            burst: next(&mut arguments)?,
        })
    }

    pub(crate) async fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        let Self {
            rate,
            burst,
            processes,
            ..
        } = self;
        match self.way {
            Way::All => self.fetch(Pace::new(rate, burst)).await,
            Way::Part => self.fetch(Pace::part(rate, burst, processes)).await,
            Way::One => {
                let pace = FleetPace::connect(&self.redis, NAME, rate, burst).await?;
                self.fetch(pace).await
            }
        }
    }

    async fn fetch(&self, budget: impl Budget) -> Result<ExitCode, Box<dyn Error>> {
        let api = HttpWidgetApi::builder(&self.api).no_proxy().build()?;
        let client = FanOutClient::builder(api).build_with(budget);
        let first = self.number * USERS_OF_A_PROCESS;
        let users = (first..first + u64::from(self.users)).map(UserId);
        client.fetch_all(&CancellationToken::new(), users).await?;
        Ok(ExitCode::SUCCESS)
    }
}

fn next<T: FromStr>(arguments: &mut impl Iterator<Item = String>) -> Option<T> {
    arguments.next()?.parse().ok()
}
