//! Statements, held against what a component exports and what is bound before anything is called.

use std::cell::RefCell;
use std::sync::Arc;

use wasmtime::component::{Type, Val};

use crate::base::maps::HashSet;
use crate::base::near;
use crate::base::problems::Problems;
use crate::harness::call::error::{ArgumentMisfit, CallError, Giver};
use crate::harness::call::statement::{Segment, Statement, Term};
use crate::harness::call::{Asked, Call, Part, Step};
use crate::harness::engine::Guest;
use crate::harness::exports::{Found, Function, Kind};
use crate::harness::expression::{Excerpt, Expression};
use crate::harness::scope::{Scope, Variable};
use crate::harness::shape::settled;
use crate::harness::wave::{CallText, Malformed, Reader, Use};
use crate::harness::wit::Names;

/// What a statement will answer.
struct Promise<'g> {
    asked: Asked<'g>,
    ty: Option<Type>,
    types: Arc<Names>,
    /// The names that are given away.
    gives: Vec<String>,
}

/// Holds `expression` against `guest` and what `scope` has bound, and binds what it will bind.
pub(super) fn step<'g>(
    guest: &'g Guest,
    expression: &Expression,
    scope: &mut Scope,
) -> Result<Step<'g>, Problems<CallError>> {
    let statement = Statement::parse(expression, scope).map_err(|wrong| malformed(expression, wrong))?;
    let Statement { bind, term, takes } = statement;
    let Promise { asked, ty, types, gives } = match &term {
        Term::Call(term) => call(guest, term, scope, bind.is_some())?,
        Term::Path(term, segments) => path(term, segments, scope)?,
        Term::Drop(term, name) => drop(term, name, scope)?,
    };
    // What comes later has come when the statement is over.
    let mut ty = ty.map(settled);
    for _ in 0..takes {
        ty = taken(expression, ty.as_ref(), &types)?.map(settled);
    }
    scope.give(&gives, expression.raw().trim());
    if let Some(name) = &bind {
        let variable = Variable { ty: ty.clone(), types: Arc::clone(&types), value: None, given: None };
        scope.bind(name, variable);
    }
    Ok(Step { expression: expression.clone(), bind, asked, takes, ty, types, gives })
}

fn malformed(expression: &Expression, Malformed { what, help, at }: Malformed) -> CallError {
    let Excerpt { source_code, at } = expression.excerpt(at);
    CallError::not_a_call(what, help, source_code, at)
}

fn call<'g>(
    guest: &'g Guest,
    expression: &Expression,
    scope: &Scope,
    is_bound: bool,
) -> Result<Promise<'g>, Problems<CallError>> {
    let text = CallText::parse(expression.raw()).map_err(|mut wrong| {
        if is_bound && !expression.raw().contains('(') {
            "only the answer of a call, or a part of one, can be given a name".clone_into(&mut wrong.what);
            wrong.help = Some("write `let name = function(..)`".to_owned());
        }
        malformed(expression, wrong)
    })?;
    let (function, receiver) = function_of(guest, expression, &text, scope)?;
    let mut call = Call { expression: expression.clone(), function, text, receiver, args: None };
    let Args { values, uses } = args(&call, scope)?;
    let uses = moves(expression, &call, &uses, scope)?;
    call.args = uses.is_empty().then_some(values);
    let gives = uses.into_iter().filter(|used| used.gives).map(|used| used.name).collect();
    Ok(Promise {
        ty: function.result.clone(),
        types: Arc::clone(&function.types),
        asked: Asked::Call(Box::new(call)),
        gives,
    })
}

/// The function that is called, and the name of the handle it is called on.
fn function_of<'g>(
    guest: &'g Guest,
    expression: &Expression,
    call: &CallText,
    scope: &Scope,
) -> Result<(&'g Function, Option<String>), CallError> {
    let Excerpt { source_code, at } = expression.excerpt(call.name_at.clone());
    let on = call.name.rsplit_once('.').and_then(|(name, method)| Some((name, method, scope.get(name)?)));
    if let Some((name, method, Variable { ty: Some(Type::Own(resource)), .. })) = on
        && let Some(function) = guest.exports.method(*resource, method)
    {
        return Ok((callable(function, source_code, at)?, Some(name.to_owned())));
    }
    match guest.exports.find(&call.name) {
        Found::One(function) => Ok((callable(function, source_code, at)?, None)),
        Found::None(near) => Err(match on {
            Some((name, method, variable)) => CallError::NoPart {
                name: name.to_owned(),
                ty: variable.spell(),
                what: format!("it has no method `{method}`"),
                help: methods(guest, variable, name, method),
                source_code,
                at,
            },
            None => CallError::no_such_function(guest, &call.name, near, source_code, at),
        }),
        Found::Many(functions) => Err(CallError::ambiguous(&call.name, &functions, source_code, at)),
    }
}

fn callable(
    function: &Function,
    source_code: Arc<miette::NamedSource<Arc<str>>>,
    at: miette::SourceSpan,
) -> Result<&Function, CallError> {
    match function.handle() {
        None => Ok(function),
        Some(handle) => Err(CallError::NeedsHandle {
            function: function.to_string(),
            handle,
            signature: function.signature.clone(),
            source_code,
            at,
        }),
    }
}

/// What can be called on `variable`, as advice.
fn methods(guest: &Guest, variable: &Variable, name: &str, wanted: &str) -> String {
    let Some(Type::Own(resource)) = &variable.ty else {
        return match &variable.ty {
            Some(Type::Option(_) | Type::Result(_)) => format!("`let x = {name}?` takes out what is in it"),
            ty if element(ty.as_ref()).is_some() => format!("`let x = {name}.0` takes out the first of them"),
            Some(_) | None => "only handles of resources have methods".to_owned(),
        };
    };
    let known: Vec<&Function> = guest.exports.methods(*resource).collect();
    let names = known.iter().filter_map(|function| match &function.kind {
        Kind::Method(_, name) => Some(name.as_str()),
        Kind::Free(_) | Kind::Constructor(_) | Kind::Static(..) => None,
    });
    let meant = near::nearest(wanted, names).map(|near| format!("did you mean `{name}.{near}`? "));
    let signatures: Vec<String> =
        known.iter().map(|function| format!("\n  {}", function.signature)).collect();
    let has = if known.is_empty() { "it has none" } else { "it has:" };
    format!("{}{has}{}", meant.unwrap_or_default(), signatures.concat())
}

/// Arguments, and the names that stand for some of them.
pub(super) struct Args {
    pub(super) values: Vec<Val>,
    uses: Vec<Use>,
}

/// The arguments, every one held against its parameter. As WAVE has it, options at the end may be left out.
pub(super) fn args(call: &Call<'_>, scope: &Scope) -> Result<Args, Problems<CallError>> {
    let Call { expression, function, text, receiver, .. } = call;
    let mut values = Vec::new();
    let mut uses = Vec::new();
    if let Some(name) = receiver {
        let handle = scope.get(name).and_then(|variable| variable.value.clone());
        values.push(handle.unwrap_or(Val::Bool(false)));
        uses.push(Use { name: name.clone(), at: 0..0, gives: false });
    }
    let params = function.params.get(values.len()..).unwrap_or_default();
    let given = text.args();
    let needed = params.iter().rposition(|(_, ty)| !matches!(ty, Type::Option(_))).map_or(0, |last| last + 1);
    if given.len() > params.len() || given.len() < needed {
        let Excerpt { source_code, at } = expression.excerpt(text.args_at.clone());
        return Err(Problems::from(CallError::WrongArity {
            function: function.kind.bare_name(),
            takes: params.len(),
            given: given.len(),
            signature: function.signature.clone(),
            source_code,
            at,
        }));
    }
    let reader =
        Reader { source: text.source(), names: &function.types, scope, uses: RefCell::new(Vec::new()) };
    let mut problems = Problems::new();
    for (node, (name, ty)) in given.zip(params) {
        let read = reader.value(node, ty).map_err(|misfit| {
            let Excerpt { source_code, at } = expression.excerpt(text.place(misfit.at));
            CallError::Misfit(Box::new(ArgumentMisfit {
                function: function.kind.bare_name(),
                parameter: name.clone(),
                ty: reader.names.spell(ty),
                what: misfit.what,
                help: misfit.advice,
                source_code,
                at,
            }))
        });
        values.extend(problems.keep(read));
    }
    uses.extend(reader.uses.into_inner().into_iter().map(|used| Use { at: text.place(used.at), ..used }));
    values.resize(function.params.len(), Val::Option(None));
    problems.or_value(Args { values, uses })
}

/// The names that are used, none of which may have been given away.
fn moves(
    expression: &Expression,
    call: &Call<'_>,
    uses: &[Use],
    scope: &Scope,
) -> Result<Vec<Use>, Problems<CallError>> {
    let mut problems = Problems::new();
    let mut given = HashSet::default();
    for used in uses {
        let at = if used.at.is_empty() { call.text.name_at.clone() } else { used.at.clone() };
        let before = scope.get(&used.name).and_then(|variable| variable.given.clone());
        let again = given.contains(&used.name).then_some(Giver::Argument);
        let by = before.map(Giver::Expression).or(again);
        if let Some(by) = by {
            let Excerpt { source_code, at } = expression.excerpt(at);
            problems.push(CallError::Moved { what: used.name.clone(), by, source_code, at });
        }
        if used.gives {
            given.insert(used.name.clone());
        }
    }
    problems.or_value(uses.to_vec())
}

fn drop<'g>(expression: &Expression, name: &str, scope: &Scope) -> Result<Promise<'g>, CallError> {
    let Some(variable) = scope.get(name) else { return Ok(Promise::nothing(name, Arc::default())) };
    if let Some(by) = &variable.given {
        return Err(gone(expression, name, by));
    }
    Ok(Promise::nothing(name, Arc::clone(&variable.types)))
}

impl Promise<'_> {
    fn nothing(name: &str, types: Arc<Names>) -> Self {
        Self { asked: Asked::Drop(name.to_owned()), ty: None, types, gives: vec![name.to_owned()] }
    }
}

fn gone(expression: &Expression, name: &str, by: &Arc<str>) -> CallError {
    let Excerpt { source_code, at } = expression.whole();
    CallError::Moved { what: name.to_owned(), by: Giver::Expression(Arc::clone(by)), source_code, at }
}

fn path<'g>(expression: &Expression, segments: &[Segment], scope: &Scope) -> Result<Promise<'g>, CallError> {
    let mut segments = segments.iter();
    let first = segments.next().and_then(|first| Some((first, scope.get(&first.name)?)));
    let Some((Segment { name, .. }, variable)) = first else {
        return Err(malformed(expression, Malformed::new("it is empty", 0..0)));
    };
    if let Some(by) = &variable.given {
        return Err(gone(expression, name, by));
    }
    let mut ty = variable.ty.clone();
    let mut parts = Vec::new();
    for segment in segments {
        let (part, inside) = part(ty.as_ref(), &segment.name).ok_or_else(|| {
            let Excerpt { source_code, at } = expression.excerpt(segment.at.clone());
            // What stands before the dot.
            let whole = expression.raw().get(..segment.at.start.saturating_sub(1)).unwrap_or(name);
            CallError::NoPart {
                name: whole.trim().to_owned(),
                ty: ty.as_ref().map_or("()".to_owned(), |ty| variable.types.spell(ty)),
                what: format!("it has no `{}`", segment.name),
                help: parts_of(ty.as_ref(), &variable.types),
                source_code,
                at,
            }
        })?;
        parts.push(part);
        ty = Some(settled(inside));
    }
    let asked = Asked::Path { name: name.clone(), parts };
    Ok(Promise { asked, ty, types: Arc::clone(&variable.types), gives: Vec::new() })
}

/// What a `ty` has any number of. How many there are is seen when it is there.
fn element(ty: Option<&Type>) -> Option<Type> {
    if let Some(Type::List(list)) = ty {
        return Some(list.ty());
    }
    let Some(Type::Stream(stream)) = ty else { return None };
    stream.ty()
}

/// The part of a `ty` that `name` stands for, and its type.
fn part(ty: Option<&Type>, name: &str) -> Option<(Part, Type)> {
    if let Some(Type::Record(record)) = ty {
        let field = record.fields().find(|field| field.name == name)?;
        return Some((Part::Field(name.to_owned()), field.ty));
    }
    let index: usize = name.parse().ok()?;
    let inside = match ty {
        Some(Type::Tuple(tuple)) => tuple.types().nth(index),
        Some(Type::FixedLengthList(list)) => {
            u32::try_from(index).ok().filter(|n| *n < list.len()).map(|_| list.ty())
        }
        other => element(other),
    };
    Some((Part::Index(index), inside?))
}

fn parts_of(ty: Option<&Type>, types: &Names) -> String {
    match ty {
        Some(ty @ Type::Record(_)) => format!("it is `{}`", types.define(ty)),
        Some(Type::Tuple(tuple)) => {
            format!("its parts are `.0` to `.{}`", tuple.types().len().saturating_sub(1))
        }
        Some(Type::Option(_) | Type::Result(_)) => "a `?` behind the name takes out what is in it".to_owned(),
        ty if element(ty).is_some() => "its values are `.0`, `.1` and so on".to_owned(),
        Some(Type::Own(_)) => "a resource has methods: they are called with parentheses".to_owned(),
        Some(_) | None => "only records, tuples and lists have parts".to_owned(),
    }
}

/// The type of what `?` takes out of a `ty`.
fn taken(expression: &Expression, ty: Option<&Type>, types: &Names) -> Result<Option<Type>, CallError> {
    match ty {
        Some(Type::Option(option)) => Ok(Some(option.ty())),
        Some(Type::Result(result)) => Ok(result.ok()),
        other => {
            let Excerpt { source_code, at } = expression.whole();
            Err(CallError::NoPart {
                name: expression.raw().trim().trim_end_matches('?').to_owned(),
                ty: other.map_or("()".to_owned(), |ty| types.spell(ty)),
                what: "there is nothing for `?` to take out".to_owned(),
                help: "leave the `?` out: only options and results have a value or none".to_owned(),
                source_code,
                at,
            })
        }
    }
}
