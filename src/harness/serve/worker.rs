//! The thread of one core: its connections, its instances. Nothing of a request leaves it.

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::future::poll_fn;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, LocalOptions};
use tokio::sync::{Notify, mpsc, watch};

use crate::harness::race::{Race, race};
use crate::harness::serve::Options;
use crate::harness::serve::answer::answer;
use crate::harness::serve::app::App;
use crate::harness::serve::drain::Drain;
use crate::harness::serve::live::Live;
use crate::harness::serve::log::Log;
use crate::harness::serve::metrics::Counts;
use crate::harness::serve::outbox::Outbox;
use crate::harness::serve::patient::Patient;
use crate::harness::serve::renew::Stage;
use crate::harness::serve::scribe::Scribe;
use crate::harness::serve::site::{self, Site};
use crate::harness::serve::tally::Tally;

/// Answers may wait for a guest that computes for less.
const SLOW: Duration = Duration::from_micros(200);

/// What belongs to one thread.
pub(super) struct Worker {
    /// Its number among the threads.
    number: usize,
    seats: RefCell<Rc<[Seated]>>,
    pub(super) log: Log,
    pub(super) counts: Arc<Counts>,
    protocol: auto::Builder<Local>,
    patience: Duration,
    draining: Cell<bool>,
    /// Heard when draining begins, by each connection.
    drain: Notify,
    /// How many connections and guests there are.
    present: Cell<usize>,
    outbox: Rc<Outbox>,
    /// Heard when the last one has gone.
    empty: Notify,
}

/// A route as one thread has it.
struct Seated {
    path: String,
    seat: Rc<Seat>,
}

/// An app as one thread has it.
pub(super) struct Seat {
    pub(super) app: Arc<App>,
    pub(super) tally: Arc<Tally>,
    /// Instances that wait for their next request.
    pub(super) idle: RefCell<Vec<Live>>,
    /// How many may.
    idle_at_most: usize,
    outbox: Rc<Outbox>,
    /// Whether what one of its guests did last took long.
    is_slow: Cell<bool>,
}

impl Seat {
    fn new(app: &Arc<App>, thread: usize, threads: usize, outbox: &Rc<Outbox>) -> Self {
        Self {
            app: Arc::clone(app),
            tally: app.tallies.of(thread),
            idle: RefCell::default(),
            idle_at_most: app.door.size() / threads.max(1),
            outbox: Rc::clone(outbox),
            is_slow: Cell::new(false),
        }
    }

    /// What `guest` comes to. Answers that are ready do not wait for one that is likely to take its time.
    pub(super) async fn paced<T>(&self, guest: impl Future<Output = T>) -> T {
        let (mut guest, mut is_slow) = (pin!(guest), self.is_slow.get());
        poll_fn(|cx| {
            if is_slow {
                self.outbox.send();
            }
            let began = Instant::now();
            let polled = guest.as_mut().poll(cx);
            is_slow = began.elapsed() >= SLOW;
            self.is_slow.set(is_slow);
            polled
        })
        .await
    }

    /// Keeps an instance for its next request, unless enough are kept.
    pub(super) fn keep(&self, live: Live) {
        let mut idle = self.idle.borrow_mut();
        if idle.len() < self.idle_at_most {
            idle.push(live);
        }
    }
}

impl Worker {
    fn new(number: usize, counts: Arc<Counts>, patience: Duration, log: Log) -> Self {
        let mut protocol = auto::Builder::new(Local);
        protocol.http1().timer(TokioTimer::new()).header_read_timeout(patience).pipeline_flush(true);
        protocol.http2().timer(TokioTimer::new()).keep_alive_interval(Some(patience));
        Self {
            number,
            seats: RefCell::new(Rc::new([])),
            log,
            counts,
            protocol,
            patience,
            draining: Cell::new(false),
            drain: Notify::new(),
            present: Cell::new(0),
            outbox: Rc::default(),
            empty: Notify::new(),
        }
    }

    /// Who answers what is asked for `path`.
    pub(super) fn seat_of(&self, path: &str) -> Option<Rc<Seat>> {
        let seats = self.seats.borrow();
        seats.iter().find(|seated| site::leads(&seated.path, path)).map(|seated| Rc::clone(&seated.seat))
    }

    /// From now on `site` is served. What of it was served before keeps its instances.
    fn take_up(&self, site: &Site, threads: usize) {
        let before = Rc::clone(&self.seats.borrow());
        let seats = site.routes.iter().map(|route| {
            let same = before.iter().find(|seated| Arc::ptr_eq(&seated.seat.app, &route.app));
            let seat = same.map_or_else(
                || Rc::new(Seat::new(&route.app, self.number, threads, &self.outbox)),
                |same| Rc::clone(&same.seat),
            );
            Seated { path: route.path.clone(), seat }
        });
        let seats = seats.collect();
        self.seats.replace(seats);
    }

    /// Someone for whom the thread waits before it ends.
    pub(super) fn presence(self: &Rc<Self>) -> Presence {
        self.present.set(self.present.get() + 1);
        Presence(Rc::clone(self))
    }

    async fn serve(
        self: Rc<Self>,
        mut stage: watch::Receiver<Arc<Site>>,
        threads: usize,
        listener: TcpListener,
        drain: Drain,
    ) -> io::Result<()> {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        self.take_up(&stage.borrow_and_update(), threads);
        let worker = Rc::downgrade(&self);
        tokio::task::spawn_local(async move {
            while stage.changed().await.is_ok() {
                let Some(worker) = worker.upgrade() else { return };
                worker.take_up(&stage.borrow_and_update(), threads);
            }
        });
        let outbox = Rc::clone(&self.outbox);
        tokio::task::spawn_local(async move { outbox.deliver().await });
        {
            let mut drained = pin!(drain.begun());
            while let Race::First(accepted) = race(listener.accept(), drained.as_mut()).await {
                match accepted {
                    Ok((stream, peer)) => self.welcome(stream, peer),
                    // The system is out of files: that may pass, and those who are inside go on.
                    Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                }
            }
        }
        // Those whose connection the system has taken already are not turned away.
        let pending = || poll_fn(|cx| Poll::Ready(listener.poll_accept(cx)));
        while let Poll::Ready(Ok((stream, peer))) = pending().await {
            self.welcome(stream, peer);
        }
        drop(listener);
        self.draining.set(true);
        self.drain.notify_waiters();
        while self.present.get() > 0 {
            self.empty.notified().await;
        }
        self.outbox.send();
        self.log.close().await;
        Ok(())
    }

    fn welcome(self: &Rc<Self>, stream: TcpStream, peer: SocketAddr) {
        let presence = self.presence();
        let worker = Rc::clone(self);
        tokio::task::spawn_local(async move {
            worker.converse(stream, peer).await;
            drop(presence);
        });
    }

    async fn converse(self: &Rc<Self>, stream: TcpStream, peer: SocketAddr) {
        // An answer is written at once, and should be sent so. Where that can't be had, it is only slower.
        let _ = stream.set_nodelay(true);
        self.counts.connected();
        let service = service_fn(|request| {
            let worker = Rc::clone(self);
            async move { Ok::<_, Infallible>(answer(worker, peer, request).await) }
        });
        let stream = TokioIo::new(Patient::new(stream, Rc::clone(&self.outbox), self.patience));
        let mut connection = pin!(self.protocol.serve_connection(stream, service));
        let drained = async {
            let drained = self.drain.notified();
            if !self.draining.get() {
                drained.await;
            }
        };
        // However a client breaks off, it is no affair of ours.
        if let Race::Second(()) = race(connection.as_mut(), drained).await {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
        self.counts.disconnected();
    }
}

/// A connection or a guest. The thread does not end before it.
pub(super) struct Presence(Rc<Worker>);

impl Drop for Presence {
    fn drop(&mut self) {
        let left = self.0.present.get() - 1;
        self.0.present.set(left);
        if left == 0 {
            self.0.empty.notify_one();
        }
    }
}

/// Tasks stay on the thread that they come from.
#[derive(Clone, Copy, Debug)]
struct Local;

impl<F: Future<Output = ()> + 'static> hyper::rt::Executor<F> for Local {
    fn execute(&self, task: F) {
        tokio::task::spawn_local(task);
    }
}

/// All the threads.
pub(super) struct Crew {
    /// Closed when the last of them has ended.
    members: mpsc::Receiver<Infallible>,
}

impl Crew {
    /// Starts a thread for each listener.
    pub(super) fn start(
        stage: &Stage,
        listeners: Vec<TcpListener>,
        counts: &[Arc<Counts>],
        drain: &Drain,
        options: &Options,
        scribe: &Scribe,
    ) -> io::Result<Self> {
        let (member, members) = mpsc::channel(1);
        let threads = listeners.len();
        for (number, (listener, counts)) in listeners.into_iter().zip(counts).enumerate() {
            let (stage, counts, drain, member) =
                (stage.subscribe(), Arc::clone(counts), drain.clone(), member.clone());
            let (patience, log, pages) = (options.patience, options.log, scribe.pages());
            thread::Builder::new().name("witc-serve".to_owned()).spawn(move || {
                let runtime =
                    Builder::new_current_thread().enable_all().build_local(LocalOptions::default())?;
                let worker = Rc::new(Worker::new(number, counts, patience, Log::new(log, pages)));
                let served = runtime.block_on(worker.serve(stage, threads, listener, drain));
                drop(member);
                served
            })?;
        }
        Ok(Self { members })
    }

    /// Waits for the last thread to end.
    pub(super) async fn finished(&mut self) {
        while self.members.recv().await.is_some() {}
    }
}
