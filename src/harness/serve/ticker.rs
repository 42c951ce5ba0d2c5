//! The clock by which guests that only compute let others have their thread.

use std::io;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use wasmtime::{Engine, EngineWeak};

/// How long a guest may compute before others get their turn.
const TICK: Duration = Duration::from_millis(5);

/// A thread that tells engines when time has passed, until it is dropped.
pub(super) struct Ticker {
    engines: Arc<Mutex<Vec<EngineWeak>>>,
}

impl Ticker {
    pub(super) fn start() -> io::Result<Self> {
        let engines = Arc::default();
        let watched = Arc::downgrade(&engines);
        thread::Builder::new().name("witc-ticker".to_owned()).spawn(move || tick(&watched))?;
        Ok(Self { engines })
    }

    /// From now on `engine` is told, as long as it lives.
    pub(super) fn watch(&self, engine: &Engine) {
        let mut engines = self.engines.lock().unwrap_or_else(PoisonError::into_inner);
        // One that is told twice would let its guests compute for half the time only.
        if !engines.iter().filter_map(EngineWeak::upgrade).any(|known| Engine::same(&known, engine)) {
            engines.push(engine.weak());
        }
    }
}

fn tick(watched: &Weak<Mutex<Vec<EngineWeak>>>) {
    while let Some(engines) = watched.upgrade() {
        engines.lock().unwrap_or_else(PoisonError::into_inner).retain(|engine| match engine.upgrade() {
            Some(engine) => {
                engine.increment_epoch();
                true
            }
            None => false,
        });
        drop(engines);
        thread::sleep(TICK);
    }
}
