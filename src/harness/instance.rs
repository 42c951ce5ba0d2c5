//! A component instance in its store.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout_at;
use wasmtime::component::{ComponentExportIndex, Instance, ResourceAny, ResourceType, Val};
use wasmtime::{Store, Trap};

use crate::harness::engine::Guest;
use crate::harness::error::{HarnessError, Phase};
use crate::harness::grants::Grants;
use crate::harness::interrupt::Interrupt;
use crate::harness::limits::{Limits, RunLimits, Spent};
use crate::harness::linker;
use crate::harness::race::{Race, race};
use crate::harness::state::{State, Waiting};
use crate::harness::trap::{self, Stop, Trapped};

/// An instance of a guest that can be called again and again.
pub(super) struct Live {
    runtime: Runtime,
    store: Store<State>,
    instance: Instance,
    limits: RunLimits,
    end: Option<Instant>,
    interrupt: Option<Arc<Interrupt>>,
}

/// Why a guest did not come back.
#[derive(Debug)]
pub(super) enum Ended {
    /// It called `exit`, with this code.
    Exit(u8),
    /// It trapped, or the host could go no further.
    Trap(Trapped),
    /// It reached a limit.
    Limit(Spent),
}

impl Live {
    /// Instantiates `guest` with `grants` and nothing else.
    pub(super) fn start(guest: &Guest, grants: &Grants) -> Result<Self, HarnessError> {
        Self::interruptible(guest, grants, None)
    }

    /// The same for a guest that can be stopped. Its time is that of one call.
    pub(super) fn interruptible(
        guest: &Guest,
        grants: &Grants,
        interrupt: Option<Arc<Interrupt>>,
    ) -> Result<Self, HarnessError> {
        let name = || guest.name.clone();
        let limits = guest.limits;
        let ready = linker::linked(guest)?;
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| HarnessError::NoRuntime { name: name(), error })?;
        // A thread that is held up can't look at the clock.
        let waiting = if limits.time.is_some() { Waiting::Yields } else { Waiting::Blocks };
        let memory = limits.memory.map_or_else(Limits::none, Limits::of);
        let mut store = Store::new(guest.component.engine(), State::new(grants, memory, waiting)?);
        store.data_mut().places = Arc::clone(&guest.places);
        let end = prepare(&mut store, &limits, interrupt.as_ref())
            .map_err(|error| HarnessError::unlinkable(&guest.name, error))?;
        let bounds = Bounds { end, interrupt: interrupt.as_deref() };
        let instantiated = within(&runtime, bounds, ready.instantiate_async(&mut store));
        let instance = instantiated.map_err(|error| match ended(error, &store, &limits, bounds) {
            Ended::Exit(code) => HarnessError::ExitedEarly { name: name(), code },
            Ended::Trap(trapped) => HarnessError::Trap { name: name(), phase: Phase::Start, trapped },
            Ended::Limit(spent) => HarnessError::Limit { name: name(), spent },
        })?;
        Ok(Self { runtime, store, instance, limits, end, interrupt })
    }

    /// Calls an exported function that returns one value, or none.
    pub(super) fn call(
        &mut self,
        function: ComponentExportIndex,
        args: &[Val],
        returns: bool,
    ) -> Result<Option<Val>, Ended> {
        let Self { runtime, store, instance, limits, end, interrupt } = self;
        let bounds = Bounds { end: *end, interrupt: interrupt.as_deref() };
        let mut results = vec![Val::Bool(false); usize::from(returns)];
        let called = within(runtime, bounds, async {
            let function = instance
                .get_func(&mut *store, function)
                .ok_or_else(|| wasmtime::format_err!("the function is not exported"))?;
            function.call_async(&mut *store, args, &mut results).await
        });
        called.map_err(|error| ended(error, store, limits, bounds))?;
        Ok(results.pop())
    }

    /// Does whatever needs the store, within the limits of the guest.
    pub(super) fn run<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut Store<State>) -> wasmtime::Result<T>,
    ) -> Result<T, Ended> {
        let Self { runtime, store, limits, end, interrupt, .. } = self;
        let bounds = Bounds { end: *end, interrupt: interrupt.as_deref() };
        let done = within(runtime, bounds, work(&mut *store));
        done.map_err(|error| ended(error, store, limits, bounds))
    }

    /// The type that an exported resource has in this instance.
    pub(super) fn resource(&mut self, resource: ComponentExportIndex) -> Option<ResourceType> {
        self.instance.get_resource(&mut self.store, resource)
    }

    /// Drops a handle that the host holds; the destructor of the guest runs.
    pub(super) fn drop(&mut self, handle: ResourceAny) -> Result<(), Ended> {
        let Self { runtime, store, limits, end, interrupt, .. } = self;
        let bounds = Bounds { end: *end, interrupt: interrupt.as_deref() };
        let dropped = within(runtime, bounds, handle.resource_drop_async(&mut *store));
        dropped.map_err(|error| ended(error, store, limits, bounds))
    }

    /// Begins what has the time of one call, if time is that of a call.
    pub(super) fn begin(&mut self) {
        if let (Some(interrupt), Some(time)) = (&self.interrupt, self.limits.time) {
            self.store.set_epoch_deadline(1);
            self.end = Instant::now().checked_add(time);
            interrupt.begin(self.store.engine(), time);
        }
    }
}

/// Sets what of the limits is in the store's hands, and the clock. Returns when time is up.
fn prepare(
    store: &mut Store<State>,
    limits: &RunLimits,
    interrupt: Option<&Arc<Interrupt>>,
) -> wasmtime::Result<Option<Instant>> {
    // An answer may be as large as a memory can hold it; wasmtime's own limit would look like a trap.
    store.set_hostcall_fuel(usize::MAX);
    store.limiter(|state| &mut state.limits);
    if let Some(fuel) = limits.fuel {
        store.set_fuel(fuel)?;
    }
    let Some(time) = limits.time else { return Ok(None) };
    store.set_epoch_deadline(1);
    if let Some(interrupt) = interrupt {
        interrupt.begin(store.engine(), time);
        return Ok(Instant::now().checked_add(time));
    }
    let engine = store.engine().weak();
    // Code that runs is stopped from outside. A guest that waits is not waited for any longer.
    thread::spawn(move || {
        thread::sleep(time);
        if let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
        }
    });
    Ok(Instant::now().checked_add(time))
}

/// The time that a guest has is over.
#[derive(Debug, thiserror::Error)]
#[error("time is up")]
struct TimeIsUp;

/// The user wants it to stop.
#[derive(Debug, thiserror::Error)]
#[error("interrupted")]
struct Interrupted;

/// What ends a guest that doesn't end by itself.
#[derive(Clone, Copy)]
struct Bounds<'i> {
    end: Option<Instant>,
    interrupt: Option<&'i Interrupt>,
}

fn within<T>(
    runtime: &Runtime,
    Bounds { end, interrupt }: Bounds<'_>,
    work: impl Future<Output = wasmtime::Result<T>>,
) -> wasmtime::Result<T> {
    /// A guest that computes is stopped by its engine, which knows where it was.
    const GRACE: Duration = Duration::from_millis(50);
    let work = async {
        let Some(interrupt) = interrupt else { return work.await };
        match race(work, interrupt.pressed()).await {
            Race::First(done) => done,
            Race::Second(()) => Err(Interrupted.into()),
        }
    };
    runtime.block_on(async {
        match end {
            Some(end) => timeout_at((end + GRACE).into(), work).await.map_err(|_| TimeIsUp)?,
            None => work.await,
        }
    })
}

/// Sorts out why a guest did not come back.
fn ended(error: wasmtime::Error, store: &Store<State>, limits: &RunLimits, bounds: Bounds<'_>) -> Ended {
    let trap = error.downcast_ref::<Trap>().copied();
    let was_pressed = bounds.interrupt.is_some_and(Interrupt::was_pressed);
    if was_pressed && (error.is::<Interrupted>() || trap == Some(Trap::Interrupt)) {
        return Ended::Limit(Spent::Patience);
    }
    if let Some(time) = limits.time
        && (error.is::<TimeIsUp>() || trap == Some(Trap::Interrupt))
    {
        return Ended::Limit(Spent::Time(time));
    }
    if let Some(fuel) = limits.fuel
        && trap == Some(Trap::OutOfFuel)
    {
        return Ended::Limit(Spent::Fuel(fuel));
    }
    match (trap::stop(error, &store.data().places), limits.memory) {
        (Stop::Exit(code), _) => Ended::Exit(code),
        (Stop::Trap(trapped), Some(memory)) if store.data().limits.refused() => {
            Ended::Limit(Spent::Memory(memory, trapped))
        }
        (Stop::Trap(trapped), Some(_) | None) => Ended::Trap(trapped),
    }
}
