//! What code made in a hurry was made from: better code can be made of it while it serves.

use std::sync::Arc;

use crate::harness::cache::Cache;
use crate::harness::engine::{self, Binary, Form, Hosted};
use crate::harness::error::HarnessError;
use crate::harness::settings::Tier;

/// A component of which there is only quick code yet.
#[derive(Debug)]
pub(super) struct Draft {
    name: String,
    component: Arc<[u8]>,
    cache: Option<Cache>,
    instances: u32,
}

impl Draft {
    /// Of `binary`, whose code is of `tier`; none if that can't be better.
    pub(super) fn of(binary: &Binary<'_>, tier: Tier, instances: u32) -> Option<Self> {
        let (Form::Component(bytes), Tier::Quick) = (binary.form, tier) else { return None };
        let Binary { name, cache, .. } = *binary;
        Some(Self { name: name.to_owned(), component: bytes.into(), cache: cache.cloned(), instances })
    }

    /// The same component with the best code, which takes its time.
    pub(super) fn improved(&self) -> Result<Hosted, HarnessError> {
        let form = Form::Component(&self.component);
        let (name, cache) = (self.name.as_str(), self.cache.as_ref());
        let binary = Binary { name, form, cache, tier: Tier::Best, stamp: None };
        engine::load_for_many(&binary, self.instances)
    }
}
