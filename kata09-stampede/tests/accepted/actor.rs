//! An actor: one task owns values and loads, and nothing is locked. Callers send it a question.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use std::{
        collections::HashMap,
        sync::{Arc, Mutex},
    };

    use futures::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
    use kata09_stampede::{Builder, GetError, Held, Key, Loader, Settings, Values, log_load};
    use tokio::{
        select,
        sync::{mpsc, oneshot},
        task::JoinSet,
        time::Instant,
    };
    use tokio_util::sync::CancellationToken;

    use crate::shell::{Answer, caught, unless_cancelled};

    type Reply<V> = oneshot::Sender<Answer<V>>;

    enum Question<K, V> {
        Get(K, Reply<V>),
        /// A caller has left: look whether its load is still wanted.
        Left(K),
    }

    pub(crate) struct Cache<K: Key, L: Loader<K>> {
        questions: mpsc::UnboundedSender<Question<K, L::Value>>,
        values: Arc<Mutex<Values<K, L::Value>>>,
        /// The actor, begun by the first call, as `build` may have no runtime.
        actor: Arc<Mutex<Option<Actor<K, L>>>>,
        task: Arc<Mutex<JoinSet<()>>>,
    }

    impl<K: Key, L: Loader<K>> Clone for Cache<K, L> {
        fn clone(&self) -> Self {
            Self {
                questions: self.questions.clone(),
                values: Arc::clone(&self.values),
                actor: Arc::clone(&self.actor),
                task: Arc::clone(&self.task),
            }
        }
    }

    struct Actor<K: Key, L: Loader<K>> {
        loader: Arc<L>,
        questions: mpsc::UnboundedReceiver<Question<K, L::Value>>,
        values: Arc<Mutex<Values<K, L::Value>>>,
        flights: HashMap<K, Flight<L::Value>>,
    }

    struct Flight<V> {
        load: BoxFuture<'static, Answer<V>>,
        replies: Vec<Reply<V>>,
        most: usize,
        start: Instant,
    }

    /// Tells the actor that its caller has left.
    struct Caller<K: Key, V>(mpsc::UnboundedSender<Question<K, V>>, K);

    impl<K: Key, V> Drop for Caller<K, V> {
        fn drop(&mut self) {
            let _ = self.0.send(Question::Left(self.1.clone()));
        }
    }

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        pub(crate) fn builder(loader: L) -> Builder<L, Self> {
            Builder::new(loader, |loader, settings: Settings| {
                let (sender, questions) = mpsc::unbounded_channel();
                let values = Arc::new(Mutex::new(Values::new(settings)));
                let actor = Actor {
                    loader: Arc::new(loader),
                    questions,
                    values: Arc::clone(&values),
                    flights: HashMap::new(),
                };
                let actor = Arc::new(Mutex::new(Some(actor)));
                Self {
                    questions: sender,
                    values,
                    actor,
                    task: Arc::default(),
                }
            })
        }

        pub(crate) fn len(&self) -> usize {
            self.values.lock().unwrap().len()
        }

        pub(crate) async fn get(&self, cancel: &CancellationToken, key: K) -> Answer<L::Value> {
            unless_cancelled(cancel, async {
                if let Some(actor) = self.actor.lock().unwrap().take() {
                    self.task.lock().unwrap().spawn(actor.run());
                }
                let (reply, answer) = oneshot::channel();
                let _ = self.questions.send(Question::Get(key.clone(), reply));
                let mut asked = Asked(answer, Caller(self.questions.clone(), key));
                let answer = (&mut asked.0).await;
                answer.unwrap_or(Err(GetError::Panicked))
            })
            .await
        }
    }

    /// Dropped in this order: the actor hears that a caller has left when its reply is closed.
    struct Asked<K: Key, V>(oneshot::Receiver<Answer<V>>, Caller<K, V>);

    impl<K: Key, L: Loader<K>> Actor<K, L> {
        async fn run(mut self) {
            loop {
                let mut loads: FuturesUnordered<_> = self
                    .flights
                    .iter_mut()
                    .map(|(key, flight)| (&mut flight.load).map(move |answer| (key, answer)))
                    .collect();
                select! {
                    biased;
                    question = self.questions.recv() => {
                        drop(loads);
                        let Some(question) = question else { return };
                        self.hear(question);
                    }
                    Some((key, answer)) = loads.next() => {
                        let key = key.clone();
                        drop(loads);
                        self.land(&key, &answer);
                    }
                }
            }
        }

        fn hear(&mut self, question: Question<K, L::Value>) {
            match question {
                Question::Get(key, reply) => self.ask(key, reply),
                Question::Left(key) => {
                    let Some(flight) = self.flights.get_mut(&key) else {
                        return;
                    };
                    flight.replies.retain(|reply| !reply.is_closed());
                    if flight.replies.is_empty() {
                        self.flights.remove(&key);
                    }
                }
            }
        }

        fn ask(&mut self, key: K, reply: Reply<L::Value>) {
            if let Held::Fresh(value) = self.values.lock().unwrap().get(&key) {
                let _ = reply.send(Ok(value));
                return;
            }
            let loader = Arc::clone(&self.loader);
            let flight = self.flights.entry(key.clone()).or_insert_with(|| Flight {
                load: caught(async move { loader.load(&key).await }).boxed(),
                replies: Vec::new(),
                most: 0,
                start: Instant::now(),
            });
            flight.replies.push(reply);
            flight.most = flight.most.max(flight.replies.len());
        }

        fn land(&mut self, key: &K, answer: &Answer<L::Value>) {
            let Some(flight) = self.flights.remove(key) else {
                return;
            };
            if let Ok(value) = answer {
                self.values
                    .lock()
                    .unwrap()
                    .insert(key.clone(), value.clone());
            }
            log_load(key, flight.most, flight.start, Some(answer));
            for reply in flight.replies {
                let _ = reply.send(answer.clone());
            }
        }
    }
}
