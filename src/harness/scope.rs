//! What the names in a script stand for.

use std::sync::Arc;

use wasmtime::component::{Type, Val};

use crate::base::maps::IndexMap;
use crate::harness::wit::Names;

/// The names that a script has bound, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    variables: IndexMap<String, Variable>,
}

/// What a name stands for.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    /// The type; none of what a function without a result returns.
    pub(super) ty: Option<Type>,
    /// How its types are called.
    pub(super) types: Arc<Names>,
    /// The value, once there is one.
    pub(super) value: Option<Val>,
    /// The expression by which it was given away.
    pub(super) given: Option<Arc<str>>,
}

impl Variable {
    /// Its type, as WIT spells it.
    pub(super) fn spell(&self) -> String {
        self.ty.as_ref().map_or("()".to_owned(), |ty| self.types.spell(ty))
    }
}

impl Scope {
    pub(super) fn bind(&mut self, name: &str, variable: Variable) {
        // A name that is bound anew is new.
        self.variables.shift_remove(name);
        self.variables.insert(name.to_owned(), variable);
    }

    pub(super) fn get(&self, name: &str) -> Option<&Variable> {
        self.variables.get(name)
    }

    /// Notes that `expression` gives away what these names stand for.
    pub(super) fn give(&mut self, names: &[String], expression: &str) {
        let expression: Arc<str> = expression.into();
        for name in names {
            if let Some(variable) = self.variables.get_mut(name) {
                variable.given = Some(Arc::clone(&expression));
            }
        }
    }

    /// Every name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.variables.keys().map(String::as_str)
    }
}
