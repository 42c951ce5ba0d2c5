//! What a request may take, as flags.

use std::time::Duration;

use clap::Args;

use crate::cli::quantity::{Bytes, Span};
use crate::harness::serve::RequestLimits;

const LIMITS: &str = "What a request may take";

/// The flags that limit requests. Those of a route go before those of the command line.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct LimitArgs {
    /// How long from a request to the end of its answer: 30s, 500ms, 2m [default: 30s]
    #[arg(help_heading = LIMITS, long, value_name = "TIME")]
    time: Option<Span>,
    /// How much memory: 256MiB, 1GiB, or bytes [default: 256MiB]
    #[arg(help_heading = LIMITS, long, value_name = "SIZE")]
    memory: Option<Bytes>,
    /// How many requests are answered at once [default: 1000]
    #[arg(help_heading = LIMITS, long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    at_once: Option<u32>,
    /// How many more wait for their turn; who comes after them is told 503 [default: 1000]
    #[arg(help_heading = LIMITS, long, value_name = "N")]
    waiting: Option<u32>,
    /// How many requests an instance answers, one after the other; they see what the ones before have left in it [default: 1]
    #[arg(help_heading = LIMITS, long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    reuse: Option<u32>,
}

impl LimitArgs {
    /// These, and where they say nothing, `others`.
    pub(super) fn or(self, others: LimitArgs) -> Self {
        Self {
            time: self.time.or(others.time),
            memory: self.memory.or(others.memory),
            at_once: self.at_once.or(others.at_once),
            waiting: self.waiting.or(others.waiting),
            reuse: self.reuse.or(others.reuse),
        }
    }

    /// These, and where they say nothing, what is good for most.
    pub(super) fn limits(self) -> RequestLimits {
        RequestLimits {
            time: self.time.map_or(Duration::from_secs(30), |Span(time)| time),
            memory: self.memory.map_or(256 << 20, |Bytes(memory)| memory),
            at_once: self.at_once.unwrap_or(1000),
            waiting: self.waiting.unwrap_or(1000),
            reuse: self.reuse.unwrap_or(1),
        }
    }
}
