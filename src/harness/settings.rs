//! What an engine of wasmtime is set to do: code is good for engines with the same settings only.

use std::num::NonZeroUsize;

use wasmtime::{Config, Engine, Strategy, WasmBacktraceDetails};

use crate::harness::error::HarnessError;
use crate::harness::limits::RunLimits;
use crate::harness::trap::MOST_CALLS;

/// What an engine is set to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) purpose: Purpose,
    pub(super) concurrency: Concurrency,
    pub(super) tier: Tier,
}

/// What machine code is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// One instance: a quick start counts. Code that counts or looks up is slower, so only what is limited is counted.
    Once(RunLimits),
    /// Instances by the thousand, of which none may hold up the others.
    Many,
}

/// Whether an engine supports the asynchronous ABI: async functions, streams, futures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Concurrency {
    Off,
    On,
}

/// How much a compiler thinks about the code that it makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// Little: code is there in a fraction of the time, and takes about twice as long to run.
    Quick,
    /// A lot.
    Best,
}

impl Purpose {
    /// Whether what is executed is counted, which compilers do each in their own way: then there is one.
    fn counts(self) -> bool {
        match self {
            Purpose::Once(limits) => limits.fuel.is_some(),
            Purpose::Many => false,
        }
    }
}

impl Tier {
    /// The tier for `component`, of which nobody has seen any code yet: what is small is compiled in a moment anyway.
    pub fn for_now(component: &[u8]) -> Self {
        /// Of such a component the best code takes a second and more.
        const LARGE: usize = 1 << 20;
        if component.len() > LARGE && WINCH { Tier::Quick } else { Tier::Best }
    }
}

/// Whether there is a quick compiler for this machine.
const WINCH: bool = cfg!(all(target_arch = "x86_64", target_os = "linux"));

impl Settings {
    /// The settings under which there may be code of a component, the preferred ones first: with [`Tier::Quick`],
    /// either kind of code will do.
    pub(super) fn all(purpose: Purpose, tier: Tier) -> impl Iterator<Item = Self> {
        let tiers: &[Tier] = match tier {
            Tier::Quick if purpose.counts() => &[Tier::Best],
            Tier::Quick => &[Tier::Best, Tier::Quick],
            Tier::Best => &[Tier::Best],
        };
        // Most components know nothing of the asynchronous ABI, and run leaner on an engine that knows nothing of it
        // either.
        let order = [Concurrency::Off, Concurrency::On];
        tiers.iter().flat_map(move |tier| order.map(|concurrency| Self { purpose, concurrency, tier: *tier }))
    }

    /// An engine with these settings, for the component `name`.
    pub(super) fn engine(&self, name: &str) -> Result<Engine, HarnessError> {
        Engine::new(&self.config()).map_err(|error| HarnessError::unusable(name, error))
    }

    /// As [`config`](Self::config), for an engine that only takes code, and has a compiler only where it would else refuse
    /// what that compiler has made.
    pub(super) fn config_for_code(&self) -> Config {
        let mut config = self.config();
        match self.tier {
            // This is the code that an engine without a compiler takes.
            Tier::Best => {
                config.enable_compiler(false);
            }
            Tier::Quick => {}
        }
        config
    }

    pub(super) fn config(&self) -> Config {
        let mut config = Config::new();
        config.wasm_backtrace_max_frames(NonZeroUsize::new(MOST_CALLS));
        config.wasm_backtrace_details(WasmBacktraceDetails::Enable);
        config.wasm_component_model_map(true);
        config.wasm_component_model_fixed_length_lists(true);
        config.wasm_component_model_implements(true);
        match self.concurrency {
            Concurrency::Off => {
                config.concurrency_support(false);
            }
            Concurrency::On => {
                config.wasm_component_model_more_async_builtins(true);
                config.wasm_component_model_async_stackful(true);
                config.wasm_component_model_error_context(true);
            }
        }
        match self.tier {
            Tier::Quick => {
                config.strategy(Strategy::Winch);
            }
            Tier::Best => {}
        }
        match self.purpose {
            Purpose::Once(limits) => {
                config.epoch_interruption(limits.time.is_some());
                config.consume_fuel(limits.fuel.is_some());
            }
            Purpose::Many => {
                config.epoch_interruption(true);
            }
        }
        config
    }
}
