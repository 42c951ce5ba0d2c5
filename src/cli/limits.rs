//! How much a guest may take, as flags.

use clap::Args;

use crate::cli::quantity::{Bytes, Span};
use crate::harness::limits::RunLimits;

const LIMITS: &str = "What the component may take";

/// The flags that limit a run.
#[derive(Debug, Args)]
pub(super) struct LimitArgs {
    /// How long it may take, waiting included: 30s, 500ms, 2m; as long as it likes if not given
    #[arg(help_heading = LIMITS, long, value_name = "TIME")]
    time: Option<Span>,
    /// How much memory: 256MiB, 1GiB, or bytes; as much as there is if not given
    #[arg(help_heading = LIMITS, long, value_name = "SIZE")]
    memory: Option<Bytes>,
    /// How much it may execute, about one an instruction: the same in each run
    #[arg(help_heading = LIMITS, long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    fuel: Option<u64>,
}

impl LimitArgs {
    /// The limits.
    pub(super) fn limits(&self) -> RunLimits {
        RunLimits {
            memory: self.memory.map(|memory| memory.0),
            time: self.time.map(|time| time.0),
            fuel: self.fuel,
        }
    }
}
