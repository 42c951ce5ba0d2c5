//! What a binary may have. wasmparser sets the limits for most engines, and it has changed them.

use std::fmt::{self, Display};

use miette::Diagnostic;
use thiserror::Error;

use crate::component::ComponentName;
use crate::compose::layout::share::Shared;
use crate::compose::plan::LinkPlan;

/// How many instances we put into one component, with some to spare for those that count differently.
pub(super) const SCOPE: usize = 900;

/// How much there is of what is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Instances in the component that has most of them.
    pub instances: usize,
    /// Modules and components in the whole binary.
    pub parts: usize,
}

/// The limits of some validators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Which.
    pub who: &'static str,
    instances: usize,
    parts: usize,
}

/// Up to wasmparser 0.258: each component on its own is limited.
pub const OLDER: Rules = Rules { who: "wasmtime up to 49", instances: 1000, parts: usize::MAX };
/// From wasmparser 0.261 on.
pub const NEWER: Rules =
    Rules { who: "wasmtime from 50 and wasm-tools from 1.261 on", instances: 4096, parts: 1000 };

impl Counts {
    /// Whether validators with these rules take it.
    pub fn fits(self, rules: Rules) -> bool {
        self.instances <= rules.instances && self.parts <= rules.parts
    }
}

/// More than any engine takes.
#[derive(Clone, Debug, PartialEq, Eq, Error, Diagnostic)]
#[error("the composed component would be too large for every engine: {counts}")]
#[diagnostic(code(witc::compose::limit), help("{help}"))]
pub struct Limit {
    /// How much there is.
    pub counts: Counts,
    /// Who has how much of it, and what to do.
    pub help: String,
}

impl Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { instances, parts } = self;
        write!(f, "{parts} modules and components, and {instances} instances in one of them")
    }
}

/// A result that only some engines take.
#[derive(Clone, Debug, PartialEq, Eq, Error, Diagnostic)]
#[error("the composed component is too large for {}: it has {counts}", rules.who)]
#[diagnostic(
    code(witc::compose::large),
    severity(Warning),
    help("{}", rules.help())
)]
pub struct Large {
    /// How much there is.
    pub counts: Counts,
    /// Whom it is too large for.
    pub rules: Rules,
}

impl Large {
    /// If there is such an engine.
    pub(in crate::compose) fn of(counts: Counts) -> Option<Self> {
        let rules = [OLDER, NEWER].into_iter().find(|rules| !counts.fits(*rules))?;
        Some(Self { counts, rules })
    }
}

impl Rules {
    fn help(self) -> String {
        let Rules { who, instances, parts } = self;
        let parts = if parts == usize::MAX {
            String::new()
        } else {
            format!("{parts} modules and components in all, and ")
        };
        format!(
            "{who} allow {parts}{instances} instances in each component; compose fewer components for those"
        )
    }
}

/// Nobody is troubled by what some engine takes.
pub(super) fn check(plan: &LinkPlan, shared: &Shared, counts: Counts) -> Result<(), Limit> {
    if counts.fits(OLDER) || counts.fits(NEWER) {
        return Ok(());
    }
    Err(Limit { counts, help: help(plan, shared) })
}

fn help(plan: &LinkPlan, shared: &Shared) -> String {
    const MANY: usize = 4;
    let of_rules = |rules: Rules| {
        let parts =
            if rules.parts == usize::MAX { "any number of".to_owned() } else { rules.parts.to_string() };
        format!(
            "{}: {parts} modules and components, {} instances in each component",
            rules.who, rules.instances
        )
    };
    let mut costs: Vec<(usize, usize, &ComponentName)> = plan
        .instances
        .values()
        .map(|step| {
            let component = &plan.components[step.component];
            (1 + shared.count(&component.parts), step.args.len(), &component.name)
        })
        .collect();
    costs.sort_by(|a, b| (b.0 + b.1).cmp(&(a.0 + a.1)).then_with(|| a.2.cmp(b.2)));
    let mut lines = vec![of_rules(OLDER), of_rules(NEWER)];
    let cost = |parts: usize, args: usize| format!("{parts} modules and components, and {args} imports");
    lines.extend(
        costs.iter().take(MANY).map(|(parts, args, name)| format!("`{name}`: {}", cost(*parts, *args))),
    );
    if let Some(rest) = costs.get(MANY..).filter(|rest| !rest.is_empty()) {
        let sum = |of: fn(&(usize, usize, &ComponentName)) -> usize| rest.iter().map(of).sum::<usize>();
        lines.push(format!("{} others: {}", rest.len(), cost(sum(|cost| cost.0), sum(|cost| cost.1))));
    }
    lines
        .push("compose fewer components, or make one module of those that belong together before".to_owned());
    lines.join("\n")
}
