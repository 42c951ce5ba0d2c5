//! Streams, futures and error-contexts, read to the end and made of values.

mod layout;
mod resources;
mod text;
mod within;

use std::pin::Pin;

use wasmtime::component::{Component, Func, Instance, Linker, Type, Val};
use wasmtime::{AsContextMut, Store};

use crate::base::maps::HashMap;
use crate::harness::call::carry::text::Carrier;
use crate::harness::call::carry::within::within;
use crate::harness::instance::{Ended, Live};
use crate::harness::shape::carrier_in;
use crate::harness::state::State;

/// Carries values across, with components made for it.
pub(super) struct Porter {
    /// The components by their text.
    made: HashMap<String, Component>,
    /// The most values that are read of one stream.
    pub(super) most: usize,
    /// Whether there would have been more.
    pub(super) was_cut: bool,
}

/// What a step of carrying comes to; it may have to carry what is inside first.
type Carried<'a> = Pin<Box<dyn Future<Output = wasmtime::Result<Val>> + 'a>>;

impl Porter {
    /// Reads no more than `most` values of one stream.
    pub(super) fn new(most: usize) -> Self {
        Self { made: HashMap::default(), most, was_cut: false }
    }

    /// `value` with everything in it that comes later: a stream as a list, a future as its value.
    pub(super) fn read(&mut self, live: &mut Live, value: Val, ty: &Type) -> Result<Val, Ended> {
        if carrier_in(ty).is_none() {
            return Ok(value);
        }
        live.run(async |store| self.reading(store, value, ty).await)
    }

    /// `values` as a guest takes them: lists that are to be streams are streams.
    pub(super) fn write(
        &mut self,
        live: &mut Live,
        values: Vec<Val>,
        types: &[Type],
    ) -> Result<Vec<Val>, Ended> {
        if types.iter().all(|ty| carrier_in(ty).is_none()) {
            return Ok(values);
        }
        live.run(async |store| {
            let mut written = Vec::new();
            for (value, ty) in values.into_iter().zip(types) {
                written.push(self.writing(store, value, ty).await?);
            }
            Ok(written)
        })
    }

    fn reading<'a>(&'a mut self, store: &'a mut Store<State>, value: Val, ty: &'a Type) -> Carried<'a> {
        Box::pin(async move {
            match (&value, ty) {
                (Val::Stream(_), Type::Stream(stream)) => {
                    let values = self.all(store, Carrier::Stream, value, stream.ty().as_ref()).await?;
                    self.each(store, values, stream.ty().as_ref()).await.map(Val::List)
                }
                (Val::Future(_), Type::Future(future)) => {
                    let values = self.all(store, Carrier::Future, value, future.ty().as_ref()).await?;
                    let values = self.each(store, values, future.ty().as_ref()).await?;
                    values.into_iter().next().ok_or_else(|| wasmtime::format_err!("the future has no value"))
                }
                (Val::ErrorContext(_), Type::ErrorContext) => {
                    let instance = self.instance(store, text::error_context()).await?;
                    call(store, &instance, "message", &[value]).await
                }
                _ => {
                    let (mut parts, join) = within(value, ty);
                    for (part, ty) in &mut parts {
                        let given = std::mem::replace(part, Val::Bool(false));
                        *part = self.reading(store, given, ty).await?;
                    }
                    Ok(join(parts.into_iter().map(|(part, _)| part).collect()))
                }
            }
        })
    }

    /// The values of a stream or future as they come, each as it is.
    async fn all(
        &mut self,
        store: &mut Store<State>,
        carrier: Carrier,
        from: Val,
        payload: Option<&Type>,
    ) -> wasmtime::Result<Vec<Val>> {
        let most = match carrier {
            Carrier::Stream => self.most,
            // It has one value, and is that value for whoever reads it.
            Carrier::Future => 1,
        };
        if let Some(Type::Own(_)) = payload {
            let mut all = resources::all(store, from, most).await?;
            for extra in all.split_off(all.len().min(most)) {
                self.was_cut = true;
                if let Val::Resource(extra) = extra {
                    extra.resource_drop_async(&mut *store).await?;
                }
            }
            return Ok(all);
        }
        let instance = self.instance(store, text::reader(carrier, payload)).await?;
        run(store, &instance, "open", &[from]).await?;
        let mut all = Vec::new();
        while let Val::List(values) = call(store, &instance, "next", &[]).await? {
            if values.is_empty() {
                break;
            }
            all.extend(values);
            if all.len() > most {
                all.truncate(most);
                self.was_cut = true;
                run(store, &instance, "close", &[]).await?;
                break;
            }
        }
        Ok(all)
    }

    async fn each(
        &mut self,
        store: &mut Store<State>,
        values: Vec<Val>,
        ty: Option<&Type>,
    ) -> wasmtime::Result<Vec<Val>> {
        // What has no type has no value either.
        let Some(ty) = ty else { return Ok(values.iter().map(|_| Val::Tuple(Vec::new())).collect()) };
        if carrier_in(ty).is_none() {
            return Ok(values);
        }
        let mut read = Vec::new();
        for value in values {
            read.push(self.reading(store, value, ty).await?);
        }
        Ok(read)
    }

    fn writing<'a>(&'a mut self, store: &'a mut Store<State>, value: Val, ty: &'a Type) -> Carried<'a> {
        Box::pin(async move {
            match (value, ty) {
                (Val::List(values), Type::Stream(stream)) => {
                    self.made_of(store, Carrier::Stream, values, stream.ty().as_ref()).await
                }
                (value, Type::Future(future)) => {
                    self.made_of(store, Carrier::Future, vec![value], future.ty().as_ref()).await
                }
                (value @ Val::String(_), Type::ErrorContext) => {
                    let instance = self.instance(store, text::error_context()).await?;
                    call(store, &instance, "make", &[value]).await
                }
                (value, ty) => {
                    let (mut parts, join) = within(value, ty);
                    for (part, ty) in &mut parts {
                        let given = std::mem::replace(part, Val::Bool(false));
                        *part = self.writing(store, given, ty).await?;
                    }
                    Ok(join(parts.into_iter().map(|(part, _)| part).collect()))
                }
            }
        })
    }

    async fn made_of(
        &mut self,
        store: &mut Store<State>,
        carrier: Carrier,
        values: Vec<Val>,
        payload: Option<&Type>,
    ) -> wasmtime::Result<Val> {
        if let Some(Type::Own(_)) = payload {
            return resources::made_of(store, carrier, values);
        }
        let mut written = Vec::new();
        for value in values {
            written.push(match payload {
                Some(ty) => self.writing(store, value, ty).await?,
                None => value,
            });
        }
        let instance = self.instance(store, text::writer(carrier, payload)).await?;
        call(store, &instance, "make", &[Val::List(written)]).await
    }

    /// An instance of the component with this text, for one stream or future.
    async fn instance(&mut self, store: &mut Store<State>, text: String) -> wasmtime::Result<Instance> {
        let engine = store.engine().clone();
        let component = match self.made.get(&text) {
            Some(component) => component.clone(),
            None => {
                let component = Component::new(&engine, wat::parse_str(&text)?)?;
                self.made.insert(text, component.clone());
                component
            }
        };
        Linker::new(&engine).instantiate_async(&mut *store, &component).await
    }
}

async fn call(
    store: &mut Store<State>,
    instance: &Instance,
    name: &str,
    args: &[Val],
) -> wasmtime::Result<Val> {
    let mut results = [Val::Bool(false)];
    function(store, instance, name)?.call_async(&mut *store, args, &mut results).await?;
    let [result] = results;
    Ok(result)
}

async fn run(
    store: &mut Store<State>,
    instance: &Instance,
    name: &str,
    args: &[Val],
) -> wasmtime::Result<()> {
    function(store, instance, name)?.call_async(&mut *store, args, &mut []).await
}

fn function(store: &mut Store<State>, instance: &Instance, name: &str) -> wasmtime::Result<Func> {
    let function = instance.get_func(store.as_context_mut(), name);
    function.ok_or_else(|| wasmtime::format_err!("no function carries values"))
}
