//! All parts under soak, in rounds with a rest after each.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use fastrand::Rng;
use shared_judge::alive_tasks;
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{
    Failure, LONG, dashboards::Dashboards, orders::Orders, requests::Requests, turn::Turn,
    widgets::Widgets,
};

/// How many clients each part has.
const CLIENTS: usize = 16;

/// What a client does in one round.
const TURNS: usize = 30;

/// The tasks that live as long as the world: the accept loops of the gateway and of its services.
const TASKS: usize = 2;

pub(crate) struct World {
    parts: Arc<Parts>,
    done: usize,
    cut: usize,
}

struct Parts {
    requests: Requests,
    orders: Orders,
    dashboards: Dashboards,
}

impl World {
    pub(crate) async fn start() -> Result<Self, Failure> {
        let parts = Parts {
            requests: Requests::start().await?,
            orders: Orders::new()?,
            dashboards: Dashboards::new(),
        };
        Ok(Self {
            parts: Arc::new(parts),
            done: 0,
            cut: 0,
        })
    }

    /// What was done so far, in words.
    pub(crate) fn done(&self) -> String {
        let (done, cut) = (self.done, self.cut);
        format!("{done} operations, {cut} of them left or cancelled half-way")
    }

    /// Runs all clients concurrently, until all have ended and everything is at rest.
    pub(crate) async fn round(&mut self, random: &mut Rng, number: usize) -> Result<(), Failure> {
        let widgets = Arc::new(Widgets::new(number.is_multiple_of(2)));
        let cut = Arc::new(AtomicUsize::new(0));
        let mut clients = JoinSet::new();
        for client in 0..4 * CLIENTS {
            let (parts, widgets) = (Arc::clone(&self.parts), Arc::clone(&widgets));
            let (mut random, cut) = (random.fork(), Arc::clone(&cut));
            clients.spawn(async move {
                for _ in 0..TURNS {
                    let turn = async {
                        match client % 4 {
                            0 => parts.requests.turn(&mut random).await,
                            1 => parts.orders.turn(&mut random).await,
                            2 => parts.dashboards.turn(&mut random).await,
                            _ => widgets.turn(&mut random).await,
                        }
                    };
                    let part = ["the gateway", "the pipeline", "kata 01", "kata 07"][client % 4];
                    let turn = timeout(2 * LONG, turn).await;
                    let turn = turn.map_err(|_| format!("{part}: a call does not end"))?;
                    if let Turn::Cut = turn? {
                        cut.fetch_add(1, Ordering::Relaxed);
                    }
                }
                Ok::<_, Failure>(())
            });
        }
        while let Some(client) = clients.join_next().await {
            client??;
        }
        self.done += 4 * CLIENTS * TURNS;
        self.cut += cut.load(Ordering::Relaxed);
        self.at_rest(&widgets).await?;
        widgets.comes_out_even().await
    }

    /// Waits until everything is at rest; what never rests is lost.
    async fn at_rest(&self, widgets: &Widgets) -> Result<(), Failure> {
        let start = Instant::now();
        while let Some(left) = self.left(widgets).await? {
            if start.elapsed() > LONG {
                return Err(format!("still not at rest: {left}").into());
            }
            sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }

    /// What is still running, in words.
    async fn left(&self, widgets: &Widgets) -> Result<Option<String>, Failure> {
        let Parts {
            requests,
            orders,
            dashboards,
        } = &*self.parts;
        let left = requests
            .left()
            .or_else(|| orders.left())
            .or_else(|| dashboards.left())
            .or_else(|| widgets.left());
        // The connections of the round are tasks, also the one of the metrics request: count tasks last.
        let alive = alive_tasks();
        let left = left.or_else(|| (alive > TASKS).then(|| format!("{alive} tasks, of {TASKS}")));
        match left {
            Some(left) => Ok(Some(left)),
            None => requests.left_by_its_metrics().await,
        }
    }
}
