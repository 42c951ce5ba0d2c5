//! The resources that calls have left with the host, and who has them now.

use std::sync::Arc;

use wasmtime::component::{ResourceAny, ResourceType, Type, Val};

use crate::base::names::WitName;
use crate::harness::call::error::Giver;
use crate::harness::shape::settled;

/// Every handle that was returned so far.
#[derive(Default)]
pub(super) struct Handles {
    /// What resources are called in this instance.
    pub(super) names: Vec<(ResourceType, WitName)>,
    entries: Vec<Entry>,
}

struct Entry {
    handle: ResourceAny,
    label: String,
    state: State,
}

enum State {
    Here,
    /// By this expression; `drop(..)` gives it to nobody.
    Given(Arc<str>),
}

/// A handle that is no longer there.
pub(super) struct Gone {
    pub(super) label: String,
    pub(super) by: Giver,
}

impl Handles {
    /// Takes care of every handle in `value`.
    pub(super) fn adopt(&mut self, value: &Val) {
        if let Val::Resource(handle) = value {
            let name = self.names.iter().find(|(ty, _)| *ty == handle.ty());
            let name = name.map_or("resource", |(_, name)| name.as_str());
            let number =
                self.entries.iter().filter(|entry| entry.label.starts_with(&format!("{name}#"))).count();
            let label = format!("{name}#{}", number + 1);
            self.entries.push(Entry { handle: *handle, label, state: State::Here });
        }
        for value in inside(value) {
            self.adopt(value);
        }
    }

    /// The handles that a call with these arguments gives away, if all that it mentions are still there.
    pub(super) fn given(&self, args: &[Val], types: &[Type]) -> Result<Vec<ResourceAny>, Gone> {
        let mut used = Vec::new();
        for (value, ty) in args.iter().zip(types) {
            uses(value, ty, &mut used);
        }
        let mut given = Vec::new();
        for (handle, is_given) in used {
            if let Some(entry) = self.entry(handle) {
                match &entry.state {
                    State::Here if given.contains(&handle) => {
                        return Err(Gone { label: entry.label.clone(), by: Giver::Argument });
                    }
                    State::Here => {}
                    State::Given(by) => {
                        let by = Giver::Expression(Arc::clone(by));
                        return Err(Gone { label: entry.label.clone(), by });
                    }
                }
            }
            if is_given {
                given.push(handle);
            }
        }
        Ok(given)
    }

    /// Notes that `expression` has given these away.
    pub(super) fn give(&mut self, handles: &[ResourceAny], expression: &str) {
        let expression: Arc<str> = expression.into();
        for entry in self.entries.iter_mut().filter(|entry| handles.contains(&entry.handle)) {
            entry.state = State::Given(Arc::clone(&expression));
        }
    }

    /// Every handle in `value` that is still there, to be dropped by `expression`.
    pub(super) fn release(&mut self, value: &Val, expression: &Arc<str>) -> Vec<(ResourceAny, String)> {
        let mut released = Vec::new();
        if let Val::Resource(handle) = value {
            let entry = self.entries.iter_mut().rfind(|entry| entry.handle == *handle);
            if let Some(entry) = entry.filter(|entry| matches!(entry.state, State::Here)) {
                entry.state = State::Given(Arc::clone(expression));
                released.push((entry.handle, entry.label.clone()));
            }
        }
        for value in inside(value) {
            released.extend(self.release(value, expression));
        }
        released
    }

    /// Every handle that is still there, the youngest first: it may depend on older ones.
    pub(super) fn release_all(&mut self) -> Vec<(ResourceAny, String)> {
        let here = self.entries.drain(..).rev().filter(|entry| matches!(entry.state, State::Here));
        here.map(|entry| (entry.handle, entry.label)).collect()
    }

    /// `value` as it is shown: a handle is a word.
    pub(super) fn shown(&self, value: &Val) -> Val {
        let boxed = |value: &Option<Box<Val>>| value.as_ref().map(|value| Box::new(self.shown(value)));
        let all = |values: &[Val]| values.iter().map(|value| self.shown(value)).collect();
        match value {
            Val::Resource(handle) => {
                let label = self.entry(*handle).map_or("resource", |entry| &entry.label);
                Val::Enum(label.to_owned())
            }
            Val::List(values) => Val::List(all(values)),
            Val::FixedLengthList(values) => Val::FixedLengthList(all(values)),
            Val::Tuple(values) => Val::Tuple(all(values)),
            Val::Map(entries) => {
                Val::Map(entries.iter().map(|(key, value)| (self.shown(key), self.shown(value))).collect())
            }
            Val::Record(fields) => {
                Val::Record(fields.iter().map(|(name, value)| (name.clone(), self.shown(value))).collect())
            }
            Val::Variant(case, payload) => Val::Variant(case.clone(), boxed(payload)),
            Val::Option(payload) => Val::Option(boxed(payload)),
            Val::Result(Ok(payload)) => Val::Result(Ok(boxed(payload))),
            Val::Result(Err(payload)) => Val::Result(Err(boxed(payload))),
            Val::Bool(_)
            | Val::S8(_)
            | Val::U8(_)
            | Val::S16(_)
            | Val::U16(_)
            | Val::S32(_)
            | Val::U32(_)
            | Val::S64(_)
            | Val::U64(_)
            | Val::Float32(_)
            | Val::Float64(_)
            | Val::Char(_)
            | Val::String(_)
            | Val::Enum(_)
            | Val::Flags(_)
            | Val::Future(_)
            | Val::Stream(_)
            | Val::ErrorContext(_) => value.clone(),
        }
    }

    fn entry(&self, handle: ResourceAny) -> Option<&Entry> {
        self.entries.iter().rfind(|entry| entry.handle == handle)
    }
}

/// The values inside a value, in order.
fn inside(value: &Val) -> Vec<&Val> {
    match value {
        Val::List(values) | Val::FixedLengthList(values) | Val::Tuple(values) => values.iter().collect(),
        Val::Map(entries) => entries.iter().flat_map(|(key, value)| [key, value]).collect(),
        Val::Record(fields) => fields.iter().map(|(_, value)| value).collect(),
        Val::Variant(_, payload) | Val::Option(payload) => payload.iter().map(|value| &**value).collect(),
        Val::Result(Ok(payload) | Err(payload)) => payload.iter().map(|value| &**value).collect(),
        Val::Bool(_)
        | Val::S8(_)
        | Val::U8(_)
        | Val::S16(_)
        | Val::U16(_)
        | Val::S32(_)
        | Val::U32(_)
        | Val::S64(_)
        | Val::U64(_)
        | Val::Float32(_)
        | Val::Float64(_)
        | Val::Char(_)
        | Val::String(_)
        | Val::Enum(_)
        | Val::Flags(_)
        | Val::Resource(_)
        | Val::Future(_)
        | Val::Stream(_)
        | Val::ErrorContext(_) => Vec::new(),
    }
}

/// The handles in an argument of type `ty`, and whether each is given away.
fn uses(value: &Val, ty: &Type, used: &mut Vec<(ResourceAny, bool)>) {
    let ty = settled(ty.clone());
    if let Val::Resource(handle) = value {
        used.push((*handle, matches!(ty, Type::Own(_))));
    }
    for (value, ty) in parts(value, &ty) {
        uses(value, &ty, used);
    }
}

/// The values inside a value, each with its type.
fn parts<'v>(value: &'v Val, ty: &Type) -> Vec<(&'v Val, Type)> {
    let all = |values: &'v [Val], ty: &Type| values.iter().map(|value| (value, ty.clone())).collect();
    let one = |value: &'v Val, ty: Option<Type>| ty.map(|ty| (value, ty)).into_iter().collect();
    match (value, ty) {
        (Val::List(values), Type::List(list)) => all(values, &list.ty()),
        (Val::List(values), Type::Stream(stream)) => stream.ty().map_or_else(Vec::new, |ty| all(values, &ty)),
        (Val::FixedLengthList(values), Type::FixedLengthList(list)) => all(values, &list.ty()),
        (Val::Map(entries), Type::Map(map)) => {
            entries.iter().map(|(_, value)| (value, map.value())).collect()
        }
        (Val::Record(fields), Type::Record(record)) => {
            fields.iter().zip(record.fields()).map(|((_, value), field)| (value, field.ty)).collect()
        }
        (Val::Tuple(values), Type::Tuple(tuple)) => values.iter().zip(tuple.types()).collect(),
        (Val::Option(Some(value)), Type::Option(option)) => one(value, Some(option.ty())),
        (Val::Result(Ok(Some(value))), Type::Result(result)) => one(value, result.ok()),
        (Val::Result(Err(Some(value))), Type::Result(result)) => one(value, result.err()),
        (Val::Variant(name, Some(value)), Type::Variant(variant)) => {
            one(value, variant.cases().find(|case| case.name == name).and_then(|case| case.ty))
        }
        _ => Vec::new(),
    }
}
