//! Which app answers under which path.

use std::sync::Arc;

use crate::harness::serve::app::App;

/// All routes, the most specific first.
pub(super) struct Site {
    pub(super) routes: Vec<Leads>,
}

/// A path, and the app that answers there and below.
#[derive(Clone)]
pub(super) struct Leads {
    pub(super) path: String,
    pub(super) app: Arc<App>,
}

impl Site {
    pub(super) fn new(mut routes: Vec<Leads>) -> Self {
        routes.sort_by_key(|route| std::cmp::Reverse(route.path.len()));
        Self { routes }
    }

    /// The app of a route, by its path.
    pub(super) fn at(&self, path: &str) -> Option<&Arc<App>> {
        self.routes.iter().find(|route| route.path == path).map(|route| &route.app)
    }

    /// The same with another app at `path`.
    pub(super) fn with(&self, path: &str, app: &Arc<App>) -> Self {
        let routes = self.routes.iter().map(|route| {
            let app = if route.path == path { app } else { &route.app };
            Leads { path: route.path.clone(), app: Arc::clone(app) }
        });
        Self { routes: routes.collect() }
    }

    /// The same with `app` in the place of `old`, if that is still served.
    pub(super) fn instead(&self, old: &Arc<App>, app: &Arc<App>) -> Option<Self> {
        let route = self.routes.iter().find(|route| Arc::ptr_eq(&route.app, old))?;
        Some(self.with(&route.path, app))
    }
}

/// Whether `path` is at `route` or below it: `/shop` leads to `/shop` and `/shop/cart`, not to `/shopping`.
pub(super) fn leads(route: &str, path: &str) -> bool {
    match path.strip_prefix(route) {
        Some(rest) => rest.is_empty() || route.ends_with('/') || rest.starts_with('/'),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::leads;

    #[test]
    fn routes_lead_to_what_is_below_them() {
        assert!(leads("/", "/") && leads("/", "/a"));
        assert!(leads("/shop", "/shop") && leads("/shop", "/shop/cart") && leads("/shop/", "/shop/cart"));
        assert!(!leads("/shop", "/shopping") && !leads("/shop", "/") && !leads("/shop/", "/shop"));
    }
}
