//! A watchdog for tests whose clock does not move: they fail by name instead of hanging.

use std::{
    env,
    future::poll_fn,
    io::{Write, stderr, stdout},
    pin::pin,
    process,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    task::Poll,
    thread,
    time::{Duration, Instant},
};

use tokio::{runtime::Handle, sync::Notify, time};

/// How long the clock may stand still, in real time. `JUDGE_PATIENCE` sets it, in seconds.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many times that a test may take in all: the limit on a real clock, which always moves.
const WHOLE_TEST: u32 = 6;
/// How long a test that was told to fail may take to do so.
const GRACE: Duration = Duration::from_secs(3);
/// How often the watchdog looks at the clock.
const LOOK: Duration = Duration::from_millis(100);
/// So many polls at one instant of the clock: the code asks again and again instead of waiting. A test
/// that gets more results than that at one instant uses `watchdog` alone.
const MOST_POLLS: usize = 30_000;

thread_local! {
    /// The watchdog of the test that runs on this thread. It ends with the thread, so that it also
    /// sees a runtime that does not shut down.
    static WATCHDOG: Watchdog = Watchdog::start();
}

/// Watches over the rest of this test: if tokio's clock stands still for 10 s of real time, or the
/// test takes more than a minute, the process ends with the name of the test.
///
/// Call it inside the runtime, in the helper that every test uses, as often as you like: only another
/// runtime starts the limits anew. For a debugger, set `JUDGE_PATIENCE=3600` (seconds).
///
/// [`watched`] does the same and can fail the one test instead of ending the process.
pub fn watchdog() {
    WATCHDOG.with(|watchdog| watchdog.shared.start_anew());
}

/// Awaits `call`, and panics if time stands still: the test fails, and the other tests go on.
///
/// Time stands still when code polls in a loop (`yield_now` until something is done): the runtime is
/// never idle, so the paused clock never moves. A loop inside `call` is found by counting polls, in
/// less than a second; one in a task by the [`watchdog`].
///
/// A loop without an await, or a call that blocks the thread, cannot be stopped: the process ends
/// then, with the name of the test and the exit code of a failed run.
///
/// ```should_panic
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// use std::time::Duration;
/// use tokio::{task::yield_now, time::{Instant, sleep}};
///
/// let done = Instant::now() + Duration::from_millis(40);
/// // time stands still at 0ms: …
/// shared_judge::watched(async { while Instant::now() < done { yield_now().await } }).await;
/// # }
/// ```
///
/// # Panics
/// If time stands still. A panic of `call` passes through.
///
/// # Cancel safety
/// Dropping the future drops `call`.
pub async fn watched<F: Future>(call: F) -> F::Output {
    watchdog();
    let shared = WATCHDOG.with(|watchdog| Arc::clone(&watchdog.shared));
    let mut told = pin!(shared.told.notified());
    let mut call = pin!(call);
    let begun = time::Instant::now();
    let (mut last, mut polls) = (begun, 0);
    poll_fn(|context| {
        assert!(
            told.as_mut().poll(context).is_pending(),
            "time stands still: {:?} of real time have passed, and the test has not ended\n\
             (a task that loops over `yield_now` keeps the clock from moving: await what wakes you)",
            patience(),
        );
        if let Poll::Ready(output) = call.as_mut().poll(context) {
            return Poll::Ready(output);
        }
        let now = time::Instant::now();
        polls = if now == last { polls + 1 } else { 0 };
        last = now;
        assert!(
            polls < MOST_POLLS,
            "time stands still {:?} after the start: {MOST_POLLS} polls, and the clock has not moved\n\
             (a loop over `yield_now` asks again and again: await what wakes you)",
            now - begun,
        );
        Poll::Pending
    })
    .await
}

/// What the test's thread and its watchdog share.
struct Shared {
    /// Tells each `watched` future to panic.
    told: Notify,
    watch: Mutex<Watch>,
}

struct Watch {
    /// The runtime whose clock should move; `None` outside of one.
    runtime: Option<Handle>,
    clock: Option<time::Instant>,
    /// When the clock was last seen to move.
    moved: Instant,
    begun: Instant,
}

impl Shared {
    /// Begins anew in another runtime. In the same one, only its clock counts: a test may call this in
    /// a loop that never ends.
    fn start_anew(&self) {
        let runtime = Handle::try_current().ok();
        let id = |runtime: &Option<Handle>| runtime.as_ref().map(Handle::id);
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        if runtime.is_some() && id(&watch.runtime) == id(&runtime) {
            return;
        }
        *watch = Watch {
            clock: runtime.as_ref().map(clock),
            runtime,
            moved: Instant::now(),
            begun: Instant::now(),
        };
    }

    /// By how much the test has passed its limits.
    fn overdue(&self) -> Option<Duration> {
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        let now = watch.runtime.as_ref().map(clock);
        if now != watch.clock {
            watch.clock = now;
            watch.moved = Instant::now();
        }
        let standing = watch.moved.elapsed().checked_sub(patience());
        let in_all = watch.begun.elapsed().checked_sub(patience() * WHOLE_TEST);
        standing.max(in_all)
    }
}

/// Runs on a thread of its own, which ends when the test's thread does: the sender is dropped then.
struct Watchdog {
    shared: Arc<Shared>,
    _test: Sender<()>,
}

impl Watchdog {
    fn start() -> Self {
        let shared = Arc::new(Shared {
            told: Notify::new(),
            watch: Mutex::new(Watch {
                runtime: None,
                clock: None,
                moved: Instant::now(),
                begun: Instant::now(),
            }),
        });
        let (test, ended) = channel();
        let name = thread::current()
            .name()
            .unwrap_or("without a name")
            .to_owned();
        let seen = Arc::clone(&shared);
        thread::spawn(move || guard(&name, &seen, &ended));
        Self {
            shared,
            _test: test,
        }
    }
}

fn guard(test: &str, shared: &Shared, ended: &Receiver<()>) {
    while ended.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
        match shared.overdue() {
            Some(over) if over > GRACE => end_the_run(test),
            Some(_) => shared.told.notify_waiters(),
            None => {}
        }
    }
}

/// The thread of the test cannot be stopped, so the process is. Written past the capture of the test
/// harness, in its own words and with its exit code, so that what reads its output understands.
fn end_the_run(test: &str) -> ! {
    let _ = writeln!(stdout(), "\ntest {test} ... FAILED");
    let _ = writeln!(
        stderr(),
        "\ntest {test} hangs: {:?} of real time have passed, and tokio's clock has not moved.\n\
         Something blocks the thread (a loop without an await, a blocking call, a wait in `Drop`),\n\
         or the runtime cannot shut down (`spawn_blocking` never ends by itself).\n\
         A thread cannot be stopped, so the whole run ends here: tests without a result did not run.",
        patience() + GRACE,
    );
    process::exit(101)
}

fn patience() -> Duration {
    let set = env::var("JUDGE_PATIENCE").ok();
    let set = set.and_then(|seconds| Duration::try_from_secs_f64(seconds.parse().ok()?).ok());
    set.unwrap_or(PATIENCE)
}

/// The time on the clock of `runtime`, paused or not.
fn clock(runtime: &Handle) -> time::Instant {
    let _entered = runtime.enter();
    time::Instant::now()
}
