//! Calls of exported functions, written in WAVE, in an instance that keeps its state; and what a script adds to WAVE:
//! names for answers (`let c = counter(5)`), methods (`c.increment()`), parts (`pair.0`), `?`, `drop(c)`.

mod carry;
mod check;
pub mod error;
mod handles;
pub mod lookup;
mod statement;
mod told;

use std::sync::Arc;

use wasmtime::component::{ResourceAny, Type, Val};

use crate::base::problems::Problems;
use crate::harness::call::carry::Porter;
use crate::harness::call::error::{CallError, StreamCut};
use crate::harness::call::handles::{Gone, Handles};
use crate::harness::engine::Guest;
use crate::harness::error::HarnessError;
use crate::harness::exports::Function;
use crate::harness::expression::{Excerpt, Expression};
use crate::harness::grants::Grants;
use crate::harness::instance::{Ended, Live};
use crate::harness::interrupt::Interrupt;
use crate::harness::report::Answer;
use crate::harness::scope::{Scope, Variable};
use crate::harness::wave::CallText;
use crate::harness::wit::Names;

/// A statement that fits the component, and the statements before it.
pub struct Step<'g> {
    expression: Expression,
    /// The name that the answer gets.
    bind: Option<String>,
    asked: Asked<'g>,
    /// How many `?` stand behind it.
    takes: usize,
    ty: Option<Type>,
    types: Arc<Names>,
    /// The names that are given away.
    gives: Vec<String>,
}

impl Step<'_> {
    /// The type of the answer, as WIT spells it.
    pub fn spell(&self) -> String {
        self.ty.as_ref().map_or("()".to_owned(), |ty| self.types.spell(ty))
    }

    /// The name that the answer gets.
    pub fn bound(&self) -> Option<&str> {
        self.bind.as_deref()
    }

    /// Whether there is an answer to be shown: what gets a name is not, nor is what `drop` returns.
    pub fn is_shown(&self) -> bool {
        self.bind.is_none() && !matches!(self.asked, Asked::Drop(_))
    }
}

/// What a statement asks for.
enum Asked<'g> {
    Call(Box<Call<'g>>),
    Path { name: String, parts: Vec<Part> },
    Drop(String),
}

/// A part of a value.
enum Part {
    Field(String),
    Index(usize),
}

/// A call that fits the function it names.
struct Call<'g> {
    expression: Expression,
    function: &'g Function,
    text: CallText,
    /// The name of the handle it is called on.
    receiver: Option<String>,
    /// The arguments; none if names stand for some of them, which have no value yet.
    args: Option<Vec<Val>>,
}

/// Holds every expression against what `guest` exports, and runs none.
pub fn prepare<'g>(
    guest: &'g Guest,
    expressions: &[Expression],
) -> Result<Vec<Step<'g>>, Problems<HarnessError>> {
    let mut problems = Problems::new();
    let mut steps = Vec::new();
    let mut scope = Scope::default();
    let mut unknown: Vec<String> = Vec::new();
    for expression in expressions {
        // What comes of a mistake is no other mistake.
        if unknown.iter().any(|name| mentions(expression.raw(), name)) {
            continue;
        }
        match check::step(guest, expression, &mut scope) {
            Ok(step) => steps.push(step),
            Err(more) => {
                unknown.extend(let_name(expression.raw()));
                problems.extend(more.into_iter().map(HarnessError::from));
            }
        }
    }
    problems.or_value(steps)
}

/// The name that a statement would have bound.
fn let_name(text: &str) -> Option<String> {
    let (name, _) = text.trim_start().strip_prefix("let ")?.split_once('=')?;
    Some(name.trim().to_owned())
}

fn mentions(text: &str, name: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').any(|word| word == name)
}

/// An instance of a component and what its calls have left in it.
pub struct Session<'g> {
    guest: &'g Guest,
    live: Live,
    scope: Scope,
    handles: Handles,
    porter: Porter,
    is_broken: bool,
}

/// The most values that are read of one stream, unless something else is said.
pub const MOST_VALUES: usize = 1_000_000;

impl<'g> Session<'g> {
    /// Instantiates `guest` with `grants` and nothing else.
    pub fn start(guest: &'g Guest, grants: &Grants) -> Result<Self, HarnessError> {
        Ok(Self::of(guest, Live::start(guest, grants)?))
    }

    /// The same for a guest that can be stopped by hand.
    pub fn interruptible(
        guest: &'g Guest,
        grants: &Grants,
        interrupt: &Arc<Interrupt>,
    ) -> Result<Self, HarnessError> {
        Ok(Self::of(guest, Live::interruptible(guest, grants, Some(Arc::clone(interrupt)))?))
    }

    fn of(guest: &'g Guest, mut live: Live) -> Self {
        let mut handles = Handles::default();
        for (name, index) in &guest.exports.resources {
            handles.names.extend(live.resource(*index).map(|ty| (ty, name.clone())));
        }
        let porter = Porter::new(MOST_VALUES);
        Self { guest, live, scope: Scope::default(), handles, porter, is_broken: false }
    }

    /// Reads no more than `most` values of one stream.
    #[must_use]
    pub fn reading(self, most: usize) -> Self {
        Self { porter: Porter::new(most), ..self }
    }

    /// Whether a stream went on in the last answers; asked once.
    pub fn cut(&mut self, step: &Step<'_>) -> Option<StreamCut> {
        let was_cut = std::mem::take(&mut self.porter.was_cut);
        let Excerpt { source_code, at } = step.expression.whole();
        was_cut.then_some(StreamCut { most: self.porter.most, source_code, at })
    }

    /// Holds `expression` against the component and what is bound so far, and runs nothing.
    pub fn prepare(&self, expression: &Expression) -> Result<Step<'g>, Problems<HarnessError>> {
        let step = check::step(self.guest, expression, &mut self.scope.clone());
        step.map_err(|problems| {
            let mut all = Problems::new();
            all.extend(problems.into_iter().map(HarnessError::from));
            all
        })
    }

    /// Whether the instance can't be called again: a call has not come back.
    pub fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// What is bound.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Runs one statement. After a trap or a limit the instance can't be called again.
    pub fn run(&mut self, step: &Step<'_>) -> Result<Answer, HarnessError> {
        let mut value = match &step.asked {
            Asked::Call(call) => self.call(call)?,
            Asked::Path { name, parts } => self.part(step, name, parts)?,
            Asked::Drop(name) => self.drop(name, step.expression.raw().trim())?,
        };
        self.scope.give(&step.gives, step.expression.raw().trim());
        for _ in 0..step.takes {
            value = self.taken(step, value)?;
        }
        let shown = value.as_ref().map(|value| self.handles.shown(value));
        if let Some(name) = &step.bind {
            let (ty, types) = (step.ty.clone(), Arc::clone(&step.types));
            self.scope.bind(name, Variable { ty, types, value, given: None });
        }
        Ok(Answer { value: shown })
    }

    /// Drops every handle that is left, the youngest first.
    pub fn end(mut self) -> Result<(), HarnessError> {
        let left = self.handles.release_all();
        left.into_iter().try_for_each(|(handle, label)| self.drop_handle(handle, &label))
    }

    fn call(&mut self, call: &Call<'_>) -> Result<Option<Val>, HarnessError> {
        let Call { expression, function, .. } = call;
        let args = match &call.args {
            Some(args) => args.clone(),
            None => check::args(call, &self.scope).map_err(first)?.values,
        };
        let types: Vec<Type> = function.params.iter().map(|(_, ty)| ty.clone()).collect();
        let given = self.handles.given(&args, &types).map_err(|Gone { label, by }| {
            let Excerpt { source_code, at } = expression.whole();
            CallError::Moved { what: label, by, source_code, at }
        })?;
        let called = self.carried(function, &args, &types);
        self.is_broken |= called.is_err();
        let value = called.map_err(|ended| self.ended(ended, call, &args))?;
        self.handles.give(&given, expression.raw().trim());
        if let Some(value) = &value {
            self.handles.adopt(value);
        }
        Ok(value)
    }

    /// What the function returns for `args`, with streams that are lists on this side.
    fn carried(&mut self, function: &Function, args: &[Val], types: &[Type]) -> Result<Option<Val>, Ended> {
        self.live.begin();
        let args = self.porter.write(&mut self.live, args.to_vec(), types)?;
        let value = self.live.call(function.index, &args, function.result.is_some())?;
        match (value, &function.result) {
            (Some(value), Some(ty)) => self.porter.read(&mut self.live, value, ty).map(Some),
            (value, _) => Ok(value),
        }
    }

    fn ended(&self, ended: Ended, call: &Call<'_>, args: &[Val]) -> CallError {
        let args: Vec<Val> = args.iter().map(|arg| self.handles.shown(arg)).collect();
        let (function, told) = (call.function.to_string(), told::told(call.function, &args));
        let Excerpt { source_code, at } = call.expression.whole();
        match ended {
            Ended::Exit(code) => {
                CallError::Exited { call: told, name: self.guest.name.clone(), code, source_code, at }
            }
            Ended::Trap(trapped) => CallError::CallTrap { function, call: told, trapped, source_code, at },
            Ended::Limit(spent) => CallError::CallLimit { function, call: told, spent, source_code, at },
        }
    }

    fn part(&self, step: &Step<'_>, name: &str, parts: &[Part]) -> Result<Option<Val>, CallError> {
        let bound = self.scope.get(name).and_then(|variable| variable.value.as_ref());
        let Some(mut value) = bound else { return Ok(None) };
        for part in parts {
            let inside = match (part, value) {
                (Part::Field(name), Val::Record(fields)) => {
                    fields.iter().find(|(field, _)| field == name).map(|(_, value)| value)
                }
                (Part::Index(index), Val::Tuple(values) | Val::FixedLengthList(values)) => values.get(*index),
                (Part::Index(index), Val::List(values)) => match values.get(*index) {
                    // Only now is it known how many there are.
                    None => return Err(CallError::no_element(&step.expression, name, *index, values.len())),
                    some => some,
                },
                (Part::Field(_) | Part::Index(_), _) => None,
            };
            let Some(inside) = inside else { return Ok(None) };
            value = inside;
        }
        Ok(Some(value.clone()))
    }

    /// What is in `some(..)` or `ok(..)`.
    fn taken(&self, step: &Step<'_>, value: Option<Val>) -> Result<Option<Val>, CallError> {
        match value {
            Some(Val::Option(Some(value)) | Val::Result(Ok(Some(value)))) => Ok(Some(*value)),
            Some(Val::Result(Ok(None))) => Ok(None),
            other => {
                let Excerpt { source_code, at } = step.expression.whole();
                let value = other.map(|value| self.handles.shown(&value));
                Err(CallError::NoValue { answer: Answer { value }.to_string(), source_code, at })
            }
        }
    }

    fn drop(&mut self, name: &str, expression: &str) -> Result<Option<Val>, HarnessError> {
        let value = self.scope.get(name).and_then(|variable| variable.value.clone());
        let released =
            value.map(|value| self.handles.release(&value, &expression.into())).unwrap_or_default();
        released.into_iter().try_for_each(|(handle, label)| self.drop_handle(handle, &label))?;
        Ok(None)
    }

    fn drop_handle(&mut self, handle: ResourceAny, label: &str) -> Result<(), HarnessError> {
        self.live.begin();
        let dropped = self.live.drop(handle);
        self.is_broken |= dropped.is_err();
        match dropped {
            // Who ends the program while it is ending has ended.
            Ok(()) | Err(Ended::Exit(_)) => Ok(()),
            Err(Ended::Trap(trapped)) => {
                Err(CallError::DropTrap { handle: label.to_owned(), trapped }.into())
            }
            Err(Ended::Limit(spent)) => Err(HarnessError::Limit { name: self.guest.name.clone(), spent }),
        }
    }
}

/// What was right when it was checked is right now.
fn first(problems: Problems<CallError>) -> HarnessError {
    let first = problems.into_iter().next();
    first.map_or_else(
        || HarnessError::unlinkable("", wasmtime::format_err!("the call can't be read")),
        HarnessError::from,
    )
}
