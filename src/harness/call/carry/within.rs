//! A value, taken apart and put together again.

use wasmtime::component::{Type, Val};

/// The values inside another with their types, and how to make the other of them.
pub(super) type Within = (Vec<(Val, Type)>, Box<dyn FnOnce(Vec<Val>) -> Val>);

/// Takes `value`, a `ty`, apart.
pub(super) fn within(value: Val, ty: &Type) -> Within {
    let same = |values: Vec<Val>, ty: &Type| values.into_iter().map(|value| (value, ty.clone())).collect();
    match (value, ty) {
        (Val::List(values), Type::List(list)) => (same(values, &list.ty()), Box::new(Val::List)),
        (Val::FixedLengthList(values), Type::FixedLengthList(list)) => {
            (same(values, &list.ty()), Box::new(Val::FixedLengthList))
        }
        (Val::Map(entries), Type::Map(map)) => {
            let (keys, values): (Vec<Val>, Vec<Val>) = entries.into_iter().unzip();
            let join = |values: Vec<Val>| Val::Map(keys.into_iter().zip(values).collect());
            (same(values, &map.value()), Box::new(join))
        }
        (Val::Tuple(values), Type::Tuple(tuple)) => {
            (values.into_iter().zip(tuple.types()).collect(), Box::new(Val::Tuple))
        }
        (Val::Record(fields), Type::Record(record)) => {
            let (names, values): (Vec<String>, Vec<Val>) = fields.into_iter().unzip();
            let types = record.fields().map(|field| field.ty);
            let join = |values: Vec<Val>| Val::Record(names.into_iter().zip(values).collect());
            (values.into_iter().zip(types).collect(), Box::new(join))
        }
        (Val::Option(Some(value)), Type::Option(option)) => {
            (vec![(*value, option.ty())], Box::new(|values| Val::Option(one(values))))
        }
        (Val::Result(Ok(Some(value))), Type::Result(result)) if result.ok().is_some() => {
            (pair(*value, result.ok()), Box::new(|values| Val::Result(Ok(one(values)))))
        }
        (Val::Result(Err(Some(value))), Type::Result(result)) if result.err().is_some() => {
            (pair(*value, result.err()), Box::new(|values| Val::Result(Err(one(values)))))
        }
        (Val::Variant(name, Some(value)), Type::Variant(variant)) => {
            let ty = variant.cases().find(|case| case.name == name).and_then(|case| case.ty);
            (pair(*value, ty), Box::new(|values| Val::Variant(name, one(values))))
        }
        (value, _) => (Vec::new(), Box::new(|_| value)),
    }
}

fn pair(value: Val, ty: Option<Type>) -> Vec<(Val, Type)> {
    ty.map(|ty| (value, ty)).into_iter().collect()
}

fn one(values: Vec<Val>) -> Option<Box<Val>> {
    values.into_iter().next().map(Box::new)
}
