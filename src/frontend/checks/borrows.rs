//! A borrow ends with the call it was given to: it can't be in what a function gives back, nor in a future or stream.

use crate::base::finding::{Edit, Finding, Rule};
use crate::base::ids::{DeclIx, ScopeIx};
use crate::base::maps::HashMap;
use crate::base::source::Location;
use crate::frontend::checks::Cx;
use crate::frontend::checks::walk::{each_type_in, funcs};
use crate::frontend::names::decl::{DeclWhat, Scope};
use crate::syntax::ast::{Member, Name, TypeDefKind, TypeRef};
use crate::syntax::tree::{Node, NodeKind};

static BORROW_IN_RESULT: Rule = Rule::error("witc::frontend::borrow_in_result");
static BORROW_IN_PAYLOAD: Rule = Rule::error("witc::frontend::borrow_in_payload");

/// Finds them in every scope.
pub(super) fn check(cx: &Cx<'_, '_>, found: &mut Vec<Finding>) {
    let mut borrows = Borrows { cx, known: HashMap::default() };
    for (ix, scope) in cx.scopes() {
        results(&mut borrows, ix, scope, found);
        payloads(&mut borrows, ix, scope, found);
    }
}

/// Where a type has a borrow.
#[derive(Clone)]
struct Borrow {
    /// The `borrow<..>`, or the name of the type that has it.
    at: Location,
    /// The `borrow<..>` itself.
    origin: Location,
    /// The resource, as it is written.
    resource: String,
}

struct Borrows<'c, 'a, 't> {
    cx: &'c Cx<'a, 't>,
    /// For each type looked at the borrow in it. While it is looked at: none, so that circles end.
    known: HashMap<DeclIx, Option<Borrow>>,
}

impl<'t> Borrows<'_, '_, 't> {
    fn in_type(&mut self, scope: ScopeIx, ty: TypeRef<'t>) -> Option<Borrow> {
        if ty.kind() == NodeKind::Borrow {
            let at = self.cx.names.at(scope, ty.node().span());
            return Some(Borrow { at, origin: at, resource: ty.name()?.token().text().to_owned() });
        }
        if ty.kind() == NodeKind::Named {
            let name = ty.name()?;
            let borrow = self.in_decl(self.cx.names.named(scope, name)?)?;
            return Some(Borrow { at: self.cx.names.at(scope, name.span()), ..borrow });
        }
        ty.arguments().find_map(|argument| self.in_type(scope, argument))
    }

    fn in_decl(&mut self, decl: DeclIx) -> Option<Borrow> {
        if let Some(known) = self.known.get(&decl) {
            return known.clone();
        }
        self.known.insert(decl, None);
        let data = self.cx.names.decls[decl];
        let borrow = match data.what {
            DeclWhat::Used(_, target) => target.and_then(|target| self.in_decl(target)),
            DeclWhat::Def(definition) => match definition.kind() {
                Some(TypeDefKind::Alias(Some(ty))) => self.in_type(data.scope, ty),
                Some(TypeDefKind::Record | TypeDefKind::Variant) => {
                    definition.members().filter_map(Member::ty).find_map(|ty| self.in_type(data.scope, ty))
                }
                Some(
                    TypeDefKind::Alias(None) | TypeDefKind::Enum | TypeDefKind::Flags | TypeDefKind::Resource,
                )
                | None => None,
            },
        };
        self.known.insert(decl, borrow.clone());
        borrow
    }
}

fn results<'t>(borrows: &mut Borrows<'_, '_, 't>, ix: ScopeIx, scope: &Scope<'t>, found: &mut Vec<Finding>) {
    for func in funcs(borrows.cx.names, scope) {
        let Some(borrow) = func.signature.result().and_then(|ty| borrows.in_type(ix, ty)) else { continue };
        if is_left_out(borrows.cx, ix, func.node) {
            continue;
        }
        let name =
            func.name.map_or("the constructor".to_owned(), |name: Name<'_>| format!("`{}`", name.text()));
        let finding = Finding::new(&BORROW_IN_RESULT, borrow.at, format!("{name} gives back a borrow"));
        found.push(explained(finding, &borrow, "a borrow ends with the call, so it can't be given back"));
    }
}

fn payloads<'t>(borrows: &mut Borrows<'_, '_, 't>, ix: ScopeIx, scope: &Scope<'t>, found: &mut Vec<Finding>) {
    let mut carriers = Vec::new();
    each_type_in(scope, &mut |ty| {
        if matches!(ty.kind(), NodeKind::Future | NodeKind::Stream) {
            carriers.push(ty);
        }
    });
    for ty in carriers {
        let Some(borrow) = ty.arguments().find_map(|payload| borrows.in_type(ix, payload)) else { continue };
        if is_left_out(borrows.cx, ix, ty.node()) {
            continue;
        }
        let word = if ty.kind() == NodeKind::Future { "future" } else { "stream" };
        // What a function gives back has been told.
        if found.iter().any(|finding| finding.at == borrow.at) {
            continue;
        }
        let finding = Finding::new(&BORROW_IN_PAYLOAD, borrow.at, format!("a {word} can't carry a borrow"));
        found.push(explained(finding, &borrow, "a borrow ends with the call, what is carried lives on"));
    }
}

/// Whether a gate keeps out an item or what it is in: this run has no such function.
fn is_left_out(cx: &Cx<'_, '_>, ix: ScopeIx, node: Node<'_>) -> bool {
    let is_closed = |node: Node<'_>| cx.gating.item(cx.names, ix, node).is_some();
    is_closed(node) || node.ancestors().any(is_closed)
}

fn explained(finding: Finding, borrow: &Borrow, why: &str) -> Finding {
    let resource = &borrow.resource;
    let finding = finding.label(why);
    let title = format!("write `{resource}`, which is owned");
    let edits = vec![Edit { at: borrow.origin, text: resource.clone() }];
    if borrow.at == borrow.origin {
        return finding.fix(title, edits);
    }
    finding.related(borrow.origin, "the borrow is here").choice(title, edits)
}
