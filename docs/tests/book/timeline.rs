//! `timeline.md` shows what its code draws. `BLESS=1` rewrites the figure.

use std::{env, fs, path::Path};

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

    let mut picture = recorder.timeline("Two mirrors, one file");
    picture.description = "The near mirror returns at 30ms and the far mirror is cancelled; the refresh is still running.".to_owned();
    let docs = Path::new(env!("CARGO_MANIFEST_DIR"));
    let figure = docs.join("src/own-run.svg");
    if env::var_os("BLESS").is_some() {
        fs::write(&figure, picture.to_svg()).unwrap();
    }
    let shown = fs::read_to_string(&figure).unwrap().replace("\r\n", "\n");
    assert_eq!(shown, picture.to_svg(), "stale; BLESS=1 rewrites it");

    let picture = strip_str(&picture.to_text(70)).to_string();
    let picture: Vec<_> = picture.lines().map(str::trim_end).collect();
    let page = fs::read_to_string(docs.join("src/timeline.md")).unwrap();
    let page: Vec<_> = page.lines().map(str::trim_end).collect();
    assert!(
        page.windows(picture.len()).any(|lines| lines == picture),
        "timeline.md should show:\n{}",
        picture.join("\n")
    );
}
