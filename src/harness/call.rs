//! One call of an exported function, written in WAVE, in an instance that keeps its state.

use wasmtime::component::{Type, Val};

use crate::base::problems::Problems;
use crate::harness::engine::Guest;
use crate::harness::error::{ArgumentMisfit, HarnessError};
use crate::harness::exports::{Found, Function};
use crate::harness::expression::{Excerpt, Expression};
use crate::harness::grants::Grants;
use crate::harness::instance::{Ended, Live};
use crate::harness::report::Answer;
use crate::harness::wave::{CallText, Malformed, Reader};

/// A call that fits the function it names.
#[derive(Debug)]
pub struct Call<'g> {
    expression: Expression,
    function: &'g Function,
    args: Vec<Val>,
}

/// An instance of a component and what its calls have left in it.
pub struct Session<'g> {
    guest: &'g Guest,
    live: Live,
}

/// Holds every expression against what `guest` exports, and runs none.
pub fn prepare<'g>(
    guest: &'g Guest,
    expressions: &[Expression],
) -> Result<Vec<Call<'g>>, Problems<HarnessError>> {
    let mut problems = Problems::new();
    let mut calls = Vec::new();
    for expression in expressions {
        match call_of(guest, expression) {
            Ok(call) => calls.push(call),
            Err(more) => problems.extend(more),
        }
    }
    problems.or_value(calls)
}

impl<'g> Session<'g> {
    /// Instantiates `guest` with `grants` and nothing else.
    pub fn start(guest: &'g Guest, grants: &Grants) -> Result<Self, HarnessError> {
        Ok(Self { guest, live: Live::start(guest, grants)? })
    }

    /// Makes one call. After an error the instance can't be called again.
    pub fn call(&mut self, call: &Call<'_>) -> Result<Answer, HarnessError> {
        let Call { expression, function, args } = call;
        let called = self.live.call(function.index, args, function.result.is_some());
        let value = called.map_err(|ended| {
            let Excerpt { source_code, at } = expression.whole();
            match ended {
                Ended::Exit(code) => {
                    HarnessError::Exited { name: self.guest.name.clone(), code, source_code, at }
                }
                Ended::Trap(trapped) => {
                    HarnessError::CallTrap { function: function.to_string(), trapped, source_code, at }
                }
                Ended::Limit(spent) => {
                    HarnessError::CallLimit { function: function.to_string(), spent, source_code, at }
                }
            }
        })?;
        Ok(Answer { value })
    }
}

fn call_of<'g>(guest: &'g Guest, expression: &Expression) -> Result<Call<'g>, Problems<HarnessError>> {
    let call = CallText::parse(expression.raw()).map_err(|Malformed { what, help, at }| {
        let Excerpt { source_code, at } = expression.excerpt(at);
        HarnessError::not_a_call(what, help, source_code, at)
    })?;
    let function = function_of(guest, expression, &call)?;
    let args = args_of(function, expression, &call)?;
    Ok(Call { expression: expression.clone(), function, args })
}

fn function_of<'g>(
    guest: &'g Guest,
    expression: &Expression,
    call: &CallText,
) -> Result<&'g Function, HarnessError> {
    let Excerpt { source_code, at } = expression.excerpt(call.name_at.clone());
    let function = match guest.exports.find(&call.name) {
        Found::One(function) => function,
        Found::None(near) => {
            return Err(HarnessError::no_such_function(guest, &call.name, near, source_code, at));
        }
        Found::Many(functions) => {
            return Err(HarnessError::ambiguous(&call.name, &functions, source_code, at));
        }
    };
    match function.handle() {
        None => Ok(function),
        Some(handle) => Err(HarnessError::NeedsHandle {
            function: function.to_string(),
            handle,
            signature: function.signature.clone(),
            source_code,
            at,
        }),
    }
}

/// The arguments, every one held against its parameter. As WAVE has it, options at the end may be left out.
fn args_of(
    function: &Function,
    expression: &Expression,
    call: &CallText,
) -> Result<Vec<Val>, Problems<HarnessError>> {
    let given = call.args();
    let needed =
        function.params.iter().rposition(|(_, ty)| !matches!(ty, Type::Option(_))).map_or(0, |last| last + 1);
    if given.len() > function.params.len() || given.len() < needed {
        let Excerpt { source_code, at } = expression.excerpt(call.args_at.clone());
        return Err(Problems::from(HarnessError::WrongArity {
            function: function.name.to_string(),
            takes: function.params.len(),
            given: given.len(),
            signature: function.signature.clone(),
            source_code,
            at,
        }));
    }
    let reader = Reader { source: call.source(), names: &function.types };
    let mut problems = Problems::new();
    let mut args = Vec::new();
    for (node, (name, ty)) in given.zip(&function.params) {
        let read = reader.value(node, ty).map_err(|misfit| {
            let Excerpt { source_code, at } = expression.excerpt(call.place(misfit.at));
            HarnessError::Misfit(Box::new(ArgumentMisfit {
                function: function.name.clone(),
                parameter: name.clone(),
                ty: reader.names.spell(ty),
                what: misfit.what,
                help: misfit.advice,
                source_code,
                at,
            }))
        });
        args.extend(problems.keep(read));
    }
    args.resize(function.params.len(), Val::Option(None));
    problems.or_value(args)
}
