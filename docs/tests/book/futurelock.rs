//! The page on cancellation shows futurelock with a mutex; here are the other two that it names.

use std::{pin::pin, sync::Arc};

use tokio::{
    select,
    sync::{Semaphore, mpsc},
    task::JoinSet,
    time::{Duration, sleep, timeout},
};

const HOUR: Duration = Duration::from_secs(3_600);

/// Waits a second time while the first wait is kept, unpolled and first in the queue.
async fn kept_and_waited_for(wait: impl AsyncFn()) {
    let mut kept = pin!(wait());
    select! {
        () = &mut kept => {}
        () = sleep(Duration::from_millis(10)) => wait().await,
    }
}

#[tokio::test(start_paused = true)]
async fn a_kept_acquire_locks_a_semaphore() {
    let room = Arc::new(Semaphore::new(1));
    let held = Arc::clone(&room).acquire_owned().await.unwrap();
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        sleep(Duration::from_millis(100)).await;
        drop(held);
    });
    let acquire = async || drop(room.acquire().await.unwrap());
    let hangs = kept_and_waited_for(acquire);
    assert!(timeout(HOUR, hangs).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_kept_send_locks_a_bounded_channel() {
    let (tx, mut rx) = mpsc::channel(1);
    tx.send(0).await.unwrap();
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        sleep(Duration::from_millis(100)).await;
        rx.recv().await; // one place is free, and the kept send gets it
        sleep(2 * HOUR).await;
    });
    let send = async || tx.send(1).await.unwrap();
    let hangs = kept_and_waited_for(send);
    assert!(timeout(HOUR, hangs).await.is_err());
}
