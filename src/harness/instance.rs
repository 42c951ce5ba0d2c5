//! A component instance in its store.

use tokio::runtime::{Builder, Runtime};
use wasmtime::Store;
use wasmtime::component::{ComponentExportIndex, Instance, Val};

use crate::harness::engine::Guest;
use crate::harness::error::{HarnessError, Phase};
use crate::harness::grants::Grants;
use crate::harness::limits::Limits;
use crate::harness::linker;
use crate::harness::state::{State, Waiting};
use crate::harness::trap::{self, Stop};

/// An instance of a guest that can be called again and again.
pub(super) struct Live {
    runtime: Runtime,
    store: Store<State>,
    instance: Instance,
}

impl Live {
    /// Instantiates `guest` with `grants` and nothing else.
    pub(super) fn start(guest: &Guest, grants: &Grants) -> Result<Self, HarnessError> {
        let name = || guest.name.clone();
        let ready = linker::linked(guest)?;
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| HarnessError::NoRuntime { name: name(), error })?;
        let state = State::new(grants, Limits::none(), Waiting::Blocks)?;
        let mut store = Store::new(guest.component.engine(), state);
        // An answer may be as large as a memory can hold it; wasmtime's own limit would look like a trap.
        store.set_hostcall_fuel(usize::MAX);
        let instance =
            runtime.block_on(ready.instantiate_async(&mut store)).map_err(|error| {
                match trap::stop(error) {
                    Stop::Exit(code) => HarnessError::ExitedEarly { name: name(), code },
                    Stop::Trap(trapped) => HarnessError::Trap { name: name(), phase: Phase::Start, trapped },
                }
            })?;
        Ok(Self { runtime, store, instance })
    }

    /// Calls an exported function that returns one value, or none.
    pub(super) fn call(
        &mut self,
        function: ComponentExportIndex,
        args: &[Val],
        returns: bool,
    ) -> Result<Option<Val>, Stop> {
        let Self { runtime, store, instance } = self;
        let mut results = vec![Val::Bool(false); usize::from(returns)];
        let called = runtime.block_on(async {
            let function = instance
                .get_func(&mut *store, function)
                .ok_or_else(|| wasmtime::format_err!("the function is not exported"))?;
            function.call_async(&mut *store, args, &mut results).await
        });
        called.map_err(trap::stop)?;
        Ok(results.pop())
    }
}
