//! The picture on `timeline.md` is the one that the code above it draws.

use std::{fs, path::Path};

use anstream::adapter::strip_str;
use timeline::Recorder;
use tokio::{
    select,
    task::JoinSet,
    time::{Duration, sleep},
};

async fn download(ms: u64) -> Result<(), ()> {
    sleep(Duration::from_millis(ms)).await;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn the_timeline_page_shows_its_own_picture() {
    let recorder = Recorder::new();
    let watched = recorder.clone();
    let mut tasks = JoinSet::new();
    tasks.spawn(async move { watched.watch("refresh", download(500)).await });
    let first = select! {
        biased;
        it = recorder.watch("near mirror", download(30)) => it,
        it = recorder.watch("far mirror", download(120)) => it,
    };
    assert_eq!(first, Ok(()));

    let picture = recorder.timeline("Two mirrors, one file").to_text(70);
    let picture = strip_str(&picture).to_string();
    let picture: Vec<_> = picture.lines().map(str::trim_end).collect();
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/timeline.md");
    let page = fs::read_to_string(page).unwrap();
    let page: Vec<_> = page.lines().map(str::trim_end).collect();
    assert!(
        page.windows(picture.len()).any(|lines| lines == picture),
        "timeline.md should show:\n{}",
        picture.join("\n")
    );
}
