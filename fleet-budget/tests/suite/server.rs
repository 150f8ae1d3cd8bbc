//! The server goes away, and comes back.

use tokio::time::{Instant, sleep, timeout};

use super::{
    subject::FleetPace,
    support::{keeps_the_line, ms, name, nonzero, own_server},
};

#[tokio::test]
async fn nothing_passes_without_the_server() {
    let Some(mut server) = own_server().await else {
        return;
    };
    let pace = FleetPace::connect(server.url(), name(), nonzero(100), nonzero(5))
        .await
        .unwrap();
    pace.ready().await.unwrap();
    server.kill();
    for _ in 0..10 {
        let answer = timeout(ms(5_000), pace.ready()).await;
        let answer = answer.expect("promised: an error; found: it hangs");
        assert!(
            answer.is_err(),
            "promised: an error; found: a token from nowhere"
        );
    }
}

#[tokio::test]
async fn a_server_that_lost_its_data_gives_no_second_burst() {
    let Some(mut server) = own_server().await else {
        return;
    };
    let pace = FleetPace::connect(server.url(), name(), nonzero(10), nonzero(20))
        .await
        .unwrap();
    let (start, mut taken) = (Instant::now(), Vec::new());
    for _ in 0..20 {
        pace.ready().await.unwrap();
        taken.push(start.elapsed());
    }
    server.kill();
    server.restart().await;
    let run = async {
        while taken.len() < 25 {
            match pace.ready().await {
                Ok(()) => taken.push(start.elapsed()),
                Err(_) => sleep(ms(10)).await,
            }
        }
    };
    let ended = timeout(ms(10_000), run).await;
    ended.expect("promised: tokens again, once the server is back");
    keeps_the_line(&taken, 10, 20);
}
