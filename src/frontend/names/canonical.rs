//! When two names count as one: names are compared without case and hyphens (Explainer, "strongly-unique").

/// The name without what does not tell it from others: `todo-item`, `Todo-Item` and `todoitem` are one name.
pub(in crate::frontend) fn label(name: &str) -> String {
    let mut label = name.to_ascii_lowercase();
    label.retain(|c| c != '-');
    label
}

/// Whether two names are one, told without making anything.
pub(in crate::frontend) fn same(a: &str, b: &str) -> bool {
    let part = |byte: &u8| *byte != b'-';
    let (a, b) = (a.bytes().filter(part), b.bytes().filter(part));
    a.map(|byte| byte.to_ascii_lowercase()).eq(b.map(|byte| byte.to_ascii_lowercase()))
}

/// The name of a function as component binaries have it, reduced in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::frontend) enum FuncKind<'a> {
    /// A function, or the `get` of an accessor.
    Plain,
    /// The `set` of an accessor.
    Setter,
    /// A method, static function or `get` of the resource.
    Member(&'a str),
    /// The `set` of an accessor of the resource.
    MemberSetter(&'a str),
    /// The constructor of the resource.
    Constructor(&'a str),
}

/// What must be unique of a function within its interface, or within a world's imports or exports.
pub(in crate::frontend) fn func(kind: FuncKind<'_>, name: &str) -> String {
    let member = |resource: &str| {
        let (resource, name) = (label(resource), label(name));
        // `[method]a.a` counts as `a`.
        if resource == name { (resource, true) } else { (format!("{resource}.{name}"), false) }
    };
    match kind {
        FuncKind::Plain => label(name),
        FuncKind::Setter => format!("[set]{}", label(name)),
        FuncKind::Member(resource) => member(resource).0,
        FuncKind::MemberSetter(resource) => match member(resource) {
            (name, true) => name,
            (name, false) => format!("[set]{name}"),
        },
        FuncKind::Constructor(resource) => format!("[constructor]{}", label(resource)),
    }
}
