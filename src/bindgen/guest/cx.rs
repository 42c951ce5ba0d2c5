//! What every printer is handed: the decisions, and the module it is in.

use std::borrow::Cow;
use std::rc::Rc;

use crate::base::ids::TypeIx;
use crate::base::maps::{HashMap, HashSet};
use crate::bindgen::code::{Code, Number, quote};
use crate::bindgen::guest::deep;
use crate::bindgen::guest::runtime::is_mentioned;
use crate::bindgen::ident::{RustIdent, RustPath};
use crate::bindgen::items::Bindings;
use crate::bindgen::items::layout::Traits;
use crate::bindgen::items::mentions::{OF_ALLOC, of_alloc};
use crate::bindgen::items::modules::Module;
use crate::bindgen::items::ownership::Lending;
use crate::bindgen::items::resources::HandleFn;
use crate::bindgen::items::types::{RustType, TypeItem};
use crate::bindgen::print::sheet::Sheet;
use crate::graph::node::{Docs, Prim, Shape};

/// The place that is printed.
#[derive(Clone)]
pub(super) struct Cx<'a> {
    /// All decisions.
    pub(super) bindings: &'a Bindings<'a>,
    /// The module.
    pub(super) module: &'a Module,
    /// The path of the module that the code stands in: the module's, or that of a hidden one within it.
    pub(super) path: RustPath,
    /// The code handles types as parameters of imports have them.
    pub(super) params: bool,
    /// Types of the module that hide a name of Rust's prelude.
    shadowed: Rc<HashSet<String>>,
    /// What the module itself calls a type, its own or `use`d, aliases looked through.
    local: Rc<HashMap<TypeIx, RustPath>>,
    /// What it calls the view of a type.
    local_views: Rc<HashMap<TypeIx, RustPath>>,
}

impl<'a> Cx<'a> {
    /// In `module` itself.
    pub(super) fn new(bindings: &'a Bindings<'a>, module: &'a Module) -> Self {
        let prelude = ["Option", "Result", "String", "Vec"];
        let types = module.types.iter().map(|item| item.ident.as_str());
        let mut shadowed: HashSet<String> =
            types.filter(|name| prelude.contains(name)).map(str::to_owned).collect();
        // The root is the user's: what a crate without `std` calls these there is not ours to say.
        if module.path.0.is_empty() && bindings.options.types.std_feature {
            shadowed.extend(OF_ALLOC.map(str::to_owned));
        }
        let resolved = |ty| bindings.graph.resolved(ty);
        let view = |item: &TypeItem| {
            let view = bindings.views.path(item.ty)?;
            // An alias beside what it stands for has no view of its own.
            let original = bindings.views.path(resolved(item.ty))?;
            let is_here = original.0.split_last().is_some_and(|(_, parent)| parent == module.path.0);
            Some((resolved(item.ty), if is_here { original } else { view }.clone()))
        };
        let local_views: HashMap<_, _> = module.types.iter().rev().filter_map(view).collect();
        let lending = |ty| bindings.paths.lending(ty);
        // Another name may have a lifetime that the type has not.
        let is_same = |item: &&TypeItem| !item.param && lending(item.ty) == lending(resolved(item.ty));
        let types = module.types.iter().rev().filter(is_same);
        let local = types.map(|item| (resolved(item.ty), module.path.child(item.ident.clone())));
        let (path, local) = (module.path.clone(), Rc::new(local.collect()));
        let (shadowed, local_views) = (Rc::new(shadowed), Rc::new(local_views));
        Self { bindings, module, path, params: false, shadowed, local, local_views }
    }

    /// In a hidden module of that name within it, where no type hides anything, and nothing is imported.
    pub(super) fn within(&self, hidden: impl Into<Cow<'static, str>>) -> Self {
        let shadowed = Rc::new(OF_ALLOC.map(str::to_owned).into_iter().collect());
        Self { path: self.path.child(RustIdent::invented(hidden)), shadowed, ..self.clone() }
    }

    /// For code that handles types as parameters of imports have them, or as everything else does.
    pub(super) fn with_params(&self, params: bool) -> Self {
        Self { params, ..self.clone() }
    }

    /// Whether there is another type for parameters, and this code handles it.
    pub(super) fn is_param(&self, ty: TypeIx) -> bool {
        self.params && self.bindings.paths.lending(ty) == Lending::Both
    }

    /// The path of something as code here writes it.
    pub(super) fn relative(&self, path: &RustPath) -> Code {
        path.relative_to(&self.path)
    }

    /// `use` of `_rt` and `_deep`, if `items`, which are all of this module's, mention them.
    pub(super) fn runtime_import(&self, items: &Sheet) -> Option<Code> {
        if self.path.0.is_empty() {
            return None;
        }
        let import = |name: &'static str| {
            let path = self.relative(&RustPath(vec![RustIdent::invented(name)]));
            quote!(use #path;)
        };
        let deep = (self.bindings.deep && is_mentioned(items, deep::MODULE)).then(|| import(deep::MODULE));
        let runtime = is_mentioned(items, "_rt").then(|| import("_rt"));
        Some(quote!(#deep #runtime))
    }

    /// `use` of what the module's own items mention and a crate without `std` does not have in its prelude.
    pub(super) fn alloc_import(&self) -> Option<Code> {
        if self.path.0.is_empty() {
            return None;
        }
        let path = self.relative(&RustPath(vec![RustIdent::invented("_rt")]));
        let names = of_alloc(self.module).into_iter().filter(|name| !self.shadowed.contains(*name));
        let names: Vec<RustIdent> = names.map(RustIdent::invented).collect();
        match names.as_slice() {
            [] => None,
            [name] => Some(quote!(use #path::#name;)),
            names => Some(quote!(use #path::{#(#names),*};)),
        }
    }

    /// For an item of the file's root: what a guest doesn't use is no mistake of its author. Elsewhere the module
    /// around it says so.
    pub(super) fn allow_unused(&self) -> Option<Code> {
        self.module.path.0.is_empty().then(|| quote!(#[allow(dead_code, clippy::all, clippy::pedantic)]))
    }

    /// What is known of a type.
    pub(super) fn traits(&self, ty: TypeIx) -> Traits {
        self.bindings.traits[ty]
    }

    /// Its shape.
    pub(super) fn shape(&self, ty: TypeIx) -> &'a Shape {
        &self.bindings.graph.node(ty).shape
    }

    /// The type in one of its slots.
    pub(super) fn child(&self, ty: TypeIx, slot: u32) -> Option<TypeIx> {
        self.bindings.graph.child(ty, slot)
    }

    /// The path of a named type, by the module's own name for it if it has one.
    pub(super) fn path_of(&self, ty: TypeIx) -> Option<&RustPath> {
        let local = self.local.get(&self.bindings.graph.resolved(ty));
        local.or(self.bindings.paths[ty].as_ref())
    }

    /// The path of a named type, from here.
    pub(super) fn named(&self, ty: TypeIx) -> Code {
        if self.is_param(ty) {
            return self.bindings.paths.param(ty).map(|path| self.relative(&path)).unwrap_or_default();
        }
        self.path_of(ty).map(|path| self.relative(path)).unwrap_or_default()
    }

    /// The path of the view of a record or variant, from here.
    pub(super) fn view(&self, ty: TypeIx) -> Code {
        let ty = self.bindings.graph.resolved(ty);
        let view = self.local_views.get(&ty).or_else(|| self.bindings.views.path(ty));
        view.map(|path| self.relative(path)).unwrap_or_default()
    }

    /// A named type as a signature here mentions it.
    pub(super) fn named_type(&self, ty: TypeIx, life: Life) -> Code {
        let (path, life) = (self.named(ty), self.generics(ty, life));
        quote!(#path #life)
    }

    /// The lifetime of what is lent within a type, if something is.
    pub(super) fn generics(&self, ty: TypeIx, life: Life) -> Option<Code> {
        let borrows = self.bindings.paths.lending(ty) == Lending::Borrows || self.is_param(ty);
        (borrows || self.bindings.graph.facts[ty].borrow).then(|| life.generics())
    }

    /// What a hidden function of the resource is called.
    pub(super) fn handle_fn(&self, resource: TypeIx, function: HandleFn) -> RustIdent {
        self.bindings.paths.handle_fn(self.bindings.graph.resolved(resource), function)
    }

    /// A type as a signature here mentions it.
    pub(super) fn ty(&self, ty: &RustType) -> Code {
        self.ty_living(ty, Life::Elided)
    }

    /// A type as it is mentioned here, what is lent within it for so long.
    pub(super) fn ty_living(&self, ty: &RustType, life: Life) -> Code {
        let boxed = |ty: &RustType| self.ty_living(ty, life);
        match ty {
            RustType::Unit => quote!(()),
            RustType::Prim(prim) => prim_type(*prim),
            RustType::String => self.prelude("String"),
            RustType::Str => {
                let life = life.reference();
                quote!(&#life str)
            }
            RustType::Vec(element) => {
                let (vec, element) = (self.prelude("Vec"), boxed(element));
                quote!(#vec<#element>)
            }
            RustType::Slice(element) => {
                let (element, life) = (boxed(element), life.reference());
                quote!(&#life [#element])
            }
            RustType::Array(element, length) => {
                let (element, length) = (boxed(element), Number(u64::from(*length)));
                quote!([#element; #length])
            }
            RustType::Map(key, value) => {
                let (key, value) = (boxed(key), boxed(value));
                quote!(_rt::Map<#key, #value>)
            }
            RustType::Ref(target) => {
                let (target, life) = (boxed(target), life.reference());
                quote!(&#life #target)
            }
            RustType::Option(some) => {
                let (option, some) = (self.prelude("Option"), boxed(some));
                quote!(#option<#some>)
            }
            RustType::Result(ok, err) => {
                let (result, ok, err) = (self.prelude("Result"), boxed(ok), boxed(err));
                quote!(#result<#ok, #err>)
            }
            RustType::Tuple(parts) => {
                let parts = parts.iter().map(boxed);
                quote!((#(#parts,)*))
            }
            RustType::Future(payload) => {
                let payload = boxed(payload);
                quote!(_rt::FutureReader<#payload>)
            }
            RustType::Stream(payload) => {
                let payload = boxed(payload);
                quote!(_rt::StreamReader<#payload>)
            }
            RustType::ErrorContext => quote!(_rt::ErrorContext),
            RustType::Named(path) => self.relative(path),
            RustType::Lent(path) => {
                let (path, life) = (self.relative(path), life.generics());
                quote!(#path #life)
            }
            RustType::View(ty) => crate::bindgen::guest::views::stored(self, *ty, &life.lifetime()),
        }
    }

    /// A name of Rust's prelude, in full where a type of the module hides it.
    pub(super) fn prelude(&self, name: &'static str) -> Code {
        let ident = RustIdent::invented(name);
        if !self.shadowed.contains(name) {
            return quote!(#ident);
        }
        match name {
            "Option" => quote!(::core::option::Option),
            "Result" => quote!(::core::result::Result),
            _ => quote!(_rt::#ident),
        }
    }
}

/// For how long something is lent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Life {
    /// As long as the signature that mentions it implies.
    Elided,
    /// `'a`, of the definition that mentions it.
    Named,
}

impl Life {
    fn lifetime(self) -> Code {
        match self {
            Life::Elided => quote!('_),
            Life::Named => quote!('a),
        }
    }

    fn reference(self) -> Option<Code> {
        match self {
            Life::Elided => None,
            Life::Named => Some(quote!('a)),
        }
    }

    fn generics(self) -> Code {
        match self {
            Life::Elided => quote!(<'_>),
            Life::Named => quote!(<'a>),
        }
    }
}

/// A number, `bool` or `char`.
pub(super) fn prim_type(prim: Prim) -> Code {
    match prim {
        Prim::Bool => quote!(bool),
        Prim::U8 => quote!(u8),
        Prim::U16 => quote!(u16),
        Prim::U32 => quote!(u32),
        Prim::U64 => quote!(u64),
        Prim::S8 => quote!(i8),
        Prim::S16 => quote!(i16),
        Prim::S32 => quote!(i32),
        Prim::S64 => quote!(i64),
        Prim::F32 => quote!(f32),
        Prim::F64 => quote!(f64),
        Prim::Char => quote!(char),
        Prim::String => quote!(String),
    }
}

/// A doc comment.
pub(super) fn docs(docs: &Docs) -> Code {
    let Some(text) = docs.0.as_deref().map(str::trim_end).filter(|text| !text.is_empty()) else {
        return Code::new();
    };
    let mut lines = text
        .lines()
        .map(|line| if line.is_empty() { String::new() } else { format!(" {}", line.trim_end()) });
    // One attribute is parsed for all lines, unless only apart they are comments as they stand.
    if text.starts_with(char::is_whitespace) || text.contains('\r') {
        return quote!(#(#[doc = #lines])*);
    }
    let first = lines.next().unwrap_or_default();
    let text = lines.fold(first, |text, line| text + "\n" + &line);
    quote!(#[doc = #text])
}

/// The lifetime of a type where it is defined.
pub(super) fn lifetime(item: &TypeItem, life: Life) -> Option<Code> {
    item.lives.then(|| life.generics())
}
