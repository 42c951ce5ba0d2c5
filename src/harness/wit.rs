//! Types and functions in the words of WIT.

use wasmtime::component::types::{ComponentItem, Type};
use wasmtime::component::{Component, ResourceType, types};

use crate::harness::exports::Kind;
use crate::harness::shape::{fits, handle_in};

/// The names that one interface gives to types. A compiled component knows a type's structure but not its name, which
/// is found again by comparing structures.
#[derive(Debug, Default)]
pub(super) struct Names {
    types: Vec<(String, Type)>,
    resources: Vec<(String, ResourceType)>,
}

impl Names {
    /// The types among the exports of an instance.
    pub(super) fn of_instance(instance: &types::ComponentInstance, component: &Component) -> Self {
        let mut names = Self::default();
        for (name, item) in instance.exports(component.engine()) {
            names.note(name, item.ty);
        }
        names
    }

    /// The types that a world's own functions may use: its own, and those of every interface it imports.
    pub(super) fn of_world(component: &Component) -> Self {
        let engine = component.engine();
        let ty = component.component_type();
        let mut names = Self::default();
        for (name, item) in ty.exports(engine).chain(ty.imports(engine)) {
            names.note(name, item.ty);
        }
        for (_, item) in ty.imports(engine) {
            if let ComponentItem::ComponentInstance(instance) = item.ty {
                for (name, item) in instance.exports(engine) {
                    names.note(name, item.ty);
                }
            }
        }
        names
    }

    fn note(&mut self, name: &str, item: ComponentItem) {
        match item {
            ComponentItem::Type(ty) if has_a_name(&ty) => self.types.push((name.to_owned(), ty)),
            ComponentItem::Resource(resource) => self.resources.push((name.to_owned(), resource)),
            ComponentItem::Type(_)
            | ComponentItem::ComponentFunc(_)
            | ComponentItem::CoreFunc(_)
            | ComponentItem::Module(_)
            | ComponentItem::Component(_)
            | ComponentItem::ComponentInstance(_) => {}
        }
    }

    /// `ty` as a WIT file would refer to it: by name where it has one.
    pub(super) fn spell(&self, ty: &Type) -> String {
        match self.name_of(ty) {
            Some(name) => name.to_owned(),
            None => self.define(ty),
        }
    }

    /// `ty` with everything that is in it; for a type with a name, its definition.
    pub(super) fn define(&self, ty: &Type) -> String {
        let name = self.name_of(ty).map(|name| format!("{name} ")).unwrap_or_default();
        match ty {
            Type::Bool => "bool".to_owned(),
            Type::S8 => "s8".to_owned(),
            Type::U8 => "u8".to_owned(),
            Type::S16 => "s16".to_owned(),
            Type::U16 => "u16".to_owned(),
            Type::S32 => "s32".to_owned(),
            Type::U32 => "u32".to_owned(),
            Type::S64 => "s64".to_owned(),
            Type::U64 => "u64".to_owned(),
            Type::Float32 => "f32".to_owned(),
            Type::Float64 => "f64".to_owned(),
            Type::Char => "char".to_owned(),
            Type::String => "string".to_owned(),
            Type::ErrorContext => "error-context".to_owned(),
            Type::List(list) => format!("list<{}>", self.spell(&list.ty())),
            Type::FixedLengthList(list) => format!("list<{}, {}>", self.spell(&list.ty()), list.len()),
            Type::Map(map) => format!("map<{}, {}>", self.spell(&map.key()), self.spell(&map.value())),
            Type::Option(option) => format!("option<{}>", self.spell(&option.ty())),
            Type::Tuple(tuple) => {
                let types: Vec<_> = tuple.types().map(|ty| self.spell(&ty)).collect();
                format!("tuple<{}>", types.join(", "))
            }
            Type::Result(result) => self.result(result),
            Type::Record(record) => {
                let fields: Vec<_> = record
                    .fields()
                    .map(|field| format!("{}: {}", field.name, self.spell(&field.ty)))
                    .collect();
                format!("record {name}{{ {} }}", fields.join(", "))
            }
            Type::Variant(variant) => {
                let cases: Vec<_> = variant.cases().map(|case| self.case(&case)).collect();
                format!("variant {name}{{ {} }}", cases.join(", "))
            }
            Type::Enum(names) => format!("enum {name}{{ {} }}", commas(names.names())),
            Type::Flags(names) => format!("flags {name}{{ {} }}", commas(names.names())),
            Type::Own(resource) => self.resource(*resource).to_owned(),
            Type::Borrow(resource) => format!("borrow<{}>", self.resource(*resource)),
            Type::Future(future) => self.carrier("future", future.ty()),
            Type::Stream(stream) => self.carrier("stream", stream.ty()),
        }
    }

    /// `create: func(title: string) -> result<item, error>`; for what belongs to a resource, `counter.get: func() -> u32`.
    pub(super) fn signature(&self, kind: &Kind, ty: &types::ComponentFunc) -> String {
        let is_self = usize::from(matches!(kind, Kind::Method(..)));
        let params: Vec<_> =
            ty.params().skip(is_self).map(|(name, ty)| format!("{name}: {}", self.spell(&ty))).collect();
        let (params, name) = (params.join(", "), kind.bare_name());
        let is_async = if ty.async_() { "async " } else { "" };
        let result = ty.results().next().map(|ty| format!(" -> {}", self.spell(&ty))).unwrap_or_default();
        match kind {
            Kind::Free(_) | Kind::Method(..) => format!("{name}: {is_async}func({params}){result}"),
            Kind::Static(..) => format!("{name}: static {is_async}func({params}){result}"),
            Kind::Constructor(_) => format!("{name}: constructor({params}){result}"),
        }
    }

    fn case(&self, case: &types::Case<'_>) -> String {
        match &case.ty {
            Some(ty) => format!("{}({})", case.name, self.spell(ty)),
            None => case.name.to_owned(),
        }
    }

    fn result(&self, result: &types::ResultType) -> String {
        match (result.ok(), result.err()) {
            (None, None) => "result".to_owned(),
            (Some(ok), None) => format!("result<{}>", self.spell(&ok)),
            (None, Some(err)) => format!("result<_, {}>", self.spell(&err)),
            (Some(ok), Some(err)) => format!("result<{}, {}>", self.spell(&ok), self.spell(&err)),
        }
    }

    fn carrier(&self, carrier: &str, payload: Option<Type>) -> String {
        match payload {
            Some(ty) => format!("{carrier}<{}>", self.spell(&ty)),
            None => carrier.to_owned(),
        }
    }

    /// Every type with a name.
    pub(super) fn types(&self) -> impl Iterator<Item = (&str, &Type)> {
        self.types.iter().map(|(name, ty)| (name.as_str(), ty))
    }

    /// What the resource is called.
    pub(super) fn resource(&self, wanted: ResourceType) -> &str {
        let found = self.resources.iter().find(|(_, resource)| *resource == wanted);
        found.map_or("resource", |(name, _)| name)
    }

    fn name_of(&self, ty: &Type) -> Option<&str> {
        if !has_a_name(ty) {
            return None;
        }
        // wasmtime can't compare the resources of a component without an instance.
        let is_same = |known: &Type| match (handle_in(known), handle_in(ty)) {
            (None, None) => known == ty,
            (Some(_), Some(_)) => fits(known, ty) && fits(ty, known),
            (Some(_), None) | (None, Some(_)) => false,
        };
        let same = self.types.iter().find(|(_, known)| is_same(known));
        same.map(|(name, _)| name.as_str())
    }
}

fn commas<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// Whether WIT gives types of this kind a name of their own, rather than an alias.
fn has_a_name(ty: &Type) -> bool {
    matches!(ty, Type::Record(_) | Type::Variant(_) | Type::Enum(_) | Type::Flags(_))
}
