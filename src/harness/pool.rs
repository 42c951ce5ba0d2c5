//! An engine that has the memories, tables and stacks of its instances ready: as many as the component needs.

use wasmtime::component::Component;
use wasmtime::{
    Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, ResourcesRequired,
};

use crate::harness::settings::Concurrency;

/// What one instance of a component takes from a pool.
#[derive(Clone, Copy, Debug)]
pub(super) struct Need {
    memories: u32,
    /// The largest memory that it starts with, in bytes.
    memory: usize,
    tables: u32,
    /// Of the largest table that it starts with.
    table_elements: usize,
    stacks: u32,
}

/// An engine with a pool, and how many instances the pool has room for.
pub(super) struct Pooled {
    pub(super) engine: Engine,
    pub(super) room: u32,
}

/// Tables may grow while they run; this is what wasmtime has room for if nothing is said.
const TABLE_ELEMENTS: usize = 20_000;

/// How much memory slots that wait for their next instance may keep, all together.
const KEPT: usize = 512 << 20;

impl Need {
    pub(super) fn of(component: &Component, concurrency: Concurrency) -> Self {
        // A component that imports modules is never linked here: any number does.
        let required = component.resources_required().unwrap_or(ResourcesRequired {
            num_memories: 1,
            max_initial_memory_size: None,
            num_tables: 1,
            max_initial_table_size: None,
        });
        let pages = required.max_initial_memory_size.unwrap_or(0);
        Self {
            memories: required.num_memories,
            memory: usize::try_from(pages.saturating_mul(PAGE)).unwrap_or(usize::MAX),
            tables: required.num_tables,
            table_elements: required
                .max_initial_table_size
                .and_then(|elements| usize::try_from(elements).ok())
                .unwrap_or(0),
            // With the asynchronous ABI a call from one component to another has a stack of its own.
            stacks: match concurrency {
                Concurrency::Off => 1,
                Concurrency::On => 16,
            },
        }
    }
}

const PAGE: u64 = 64 << 10;

/// An engine with room for `instances`, or for as many as the system gives addresses to.
pub(super) fn engine(config: &Config, need: Need, instances: u32) -> wasmtime::Result<Pooled> {
    let mut room = instances.max(1);
    loop {
        let mut config = config.clone();
        config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(need, room)));
        match Engine::new(&config) {
            Ok(engine) => return Ok(Pooled { engine, room }),
            Err(error) if room == 1 => return Err(error),
            Err(_) => room /= 2,
        }
    }
}

fn pool(need: Need, room: u32) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    // These are counters only: what an instance takes is memories, tables and stacks.
    pool.total_component_instances(u32::MAX).total_core_instances(u32::MAX);
    pool.max_component_instance_size(usize::MAX).max_core_instance_size(1 << 24);
    pool.max_memories_per_module(need.memories.max(1)).max_tables_per_module(need.tables.max(1));
    pool.total_memories(need.memories.saturating_mul(room));
    pool.total_tables(need.tables.saturating_mul(room));
    pool.table_elements(need.table_elements.max(TABLE_ELEMENTS));
    pool.total_stacks(need.stacks.saturating_mul(room));
    if PoolingAllocationConfig::is_pagemap_scan_available() {
        keep_pages(&mut pool, need);
    }
    pool
}

/// Pages that an instance has written to are cleared, not given back, so that the next one does not fault on them. That
/// pays only where the system can tell which pages these are: clearing all of them takes longer than the faults.
fn keep_pages(pool: &mut PoolingAllocationConfig, need: Need) {
    let memory = need.memory.clamp(1 << 20, 64 << 20);
    let warm = KEPT / memory;
    pool.pagemap_scan(Enabled::Yes);
    pool.linear_memory_keep_resident(memory);
    pool.table_keep_resident(64 << 10);
    pool.async_stack_keep_resident(64 << 10);
    pool.max_unused_warm_slots(u32::try_from(warm).unwrap_or(u32::MAX).clamp(8, 256));
}
