//! A component instance in its store.

use tokio::runtime::{Builder, Runtime};
use wasmtime::Store;
use wasmtime::component::{ComponentExportIndex, Instance, ResourceTable, Val};
use wasmtime_wasi::cli::{stderr, stdin, stdout};
use wasmtime_wasi::{FsPerms, WasiCtx};
use wasmtime_wasi_http::WasiHttpCtx;

use crate::harness::engine::Guest;
use crate::harness::error::{EngineError, HarnessError, Phase};
use crate::harness::grants::{Access, Grants, Stdio};
use crate::harness::linker::{self, Network, State};
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
        let linker = linker::link(&guest.component)
            .map_err(|error| unlinkable(guest, error))?
            .map_err(|imports| HarnessError::missing_imports(&guest.name, imports))?;
        let ready = linker.instantiate_pre(&guest.component).map_err(|error| unlinkable(guest, error))?;
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| HarnessError::NoRuntime { name: name(), error })?;
        let state = State {
            wasi: context(grants)?,
            http: WasiHttpCtx::new(),
            hooks: Network,
            table: ResourceTable::new(),
        };
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

fn unlinkable(guest: &Guest, error: wasmtime::Error) -> HarnessError {
    HarnessError::Unlinkable { name: guest.name.clone(), error: EngineError(error) }
}

/// What WASI offers under `grants`. Sockets are linked, but every address and every lookup is refused.
fn context(grants: &Grants) -> Result<WasiCtx, HarnessError> {
    let mut builder = WasiCtx::builder();
    // One guest, one thread: it may wait for a file as any program does.
    builder.allow_blocking_current_thread(true);
    builder.args(&grants.args);
    for (name, value) in &grants.env {
        builder.env(name, value);
    }
    match grants.stdio {
        Stdio::Closed => {}
        Stdio::Inherited => {
            builder.stdin(stdin()).stdout(stdout()).stderr(stderr());
        }
        Stdio::ToStderr => {
            builder.stdout(stderr()).stderr(stderr());
        }
    }
    for dir in &grants.dirs {
        let permissions = match dir.access {
            Access::ReadOnly => FsPerms::ReadOnly,
            Access::ReadWrite => FsPerms::ReadWrite,
        };
        builder
            .preopened_dir(&dir.host, &dir.guest, permissions)
            .map_err(|error| HarnessError::NoDir { path: dir.host.clone(), error: EngineError(error) })?;
    }
    Ok(builder.build())
}
