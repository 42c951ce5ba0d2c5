//! What the wishes come to for these components: who each of them means.

use crate::base::ids::ComponentIx;
use crate::base::names::{ExternName, InterfaceName};
use crate::base::problems::Problems;
use crate::component::Port;
use crate::compose::error::{ComposeError, WishError};
use crate::compose::offers::offer;
use crate::compose::parts::Parts;
use crate::compose::wishes::{Answer, Pattern, Said, Selector, Taken, Target, Wishes};

/// The wishes, with components instead of their names.
#[derive(Debug, Default)]
pub(super) struct Asked<'a> {
    pub(super) wires: Vec<AskedWire<'a>>,
    pub(super) vias: Vec<AskedVia>,
    stubs: Vec<(AskedTarget<'a>, Answer)>,
    host: Vec<AskedTarget<'a>>,
    /// Imports about which something was said that can't be made out: of these nothing else is told.
    unclear: Vec<Pattern>,
}

/// Whose imports are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Consumer {
    Anybody,
    Only(ComponentIx),
}

impl Consumer {
    fn may_be(self, consumer: ComponentIx) -> bool {
        self == Consumer::Anybody || self == Consumer::Only(consumer)
    }
}

/// Imports of one component or of all.
#[derive(Debug)]
pub(super) struct AskedTarget<'a> {
    consumer: Consumer,
    import: &'a Pattern,
}

/// An export that is to meet an import.
#[derive(Debug)]
pub(super) struct AskedWire<'a> {
    /// Which of the wishes it is.
    pub(super) wish: usize,
    pub(super) consumer: Consumer,
    import: &'a ExternName,
    pub(super) provider: ComponentIx,
    pub(super) taken: &'a Taken,
}

/// A component that stands in between.
#[derive(Debug)]
pub(super) struct AskedVia {
    /// Which of the wishes it is.
    pub(super) wish: usize,
    target: Option<(Consumer, Pattern)>,
    pub(super) middle: ComponentIx,
}

impl AskedTarget<'_> {
    fn means(&self, consumer: ComponentIx, import: &ExternName, implements: Option<&InterfaceName>) -> bool {
        self.consumer.may_be(consumer) && self.import.means_import(import, implements)
    }
}

impl AskedVia {
    /// Who it stands before, if not before everybody.
    pub(super) fn consumer(&self) -> Option<ComponentIx> {
        match self.target {
            Some((Consumer::Only(consumer), _)) => Some(consumer),
            Some((Consumer::Anybody, _)) | None => None,
        }
    }

    /// Whether it may stand between anybody and who provides `import`.
    pub(super) fn is_for(&self, import: &ExternName, port: &Port) -> bool {
        let pattern = self.target.as_ref().map(|(_, pattern)| pattern);
        pattern.is_none_or(|pattern| pattern.means_import(import, port.implements.as_ref()))
    }

    /// Whether it may stand between one of `consumers` and who provides `import`.
    pub(super) fn is_between(&self, consumers: &[ComponentIx], import: &ExternName, port: &Port) -> bool {
        self.is_for(import, port) && self.consumer().is_none_or(|wanted| consumers.contains(&wanted))
    }
}

impl<'a> Asked<'a> {
    /// Finds all components that are named. What names none is a problem, and left out.
    pub(super) fn new(parts: &Parts, wishes: &'a Wishes, problems: &mut Problems<ComposeError>) -> Self {
        let mut asked = Self::default();
        let mut naming = Naming { parts, problems };
        for (wish, said) in wishes.wires.iter().enumerate() {
            let wire = &said.wish;
            let consumer = naming.consumer(said, wire.consumer.as_ref());
            let provider = naming.component(said, &wire.provider);
            let (Some(consumer), Some(provider)) = (consumer, provider) else {
                asked.unclear.push(Pattern::Name(wire.import.clone()));
                continue;
            };
            let (import, taken) = (&wire.import, &wire.taken);
            asked.wires.push(AskedWire { wish, consumer, import, provider, taken });
        }
        for (wish, said) in wishes.vias.iter().enumerate() {
            let target = match &said.wish.target {
                Some(target) => naming
                    .consumer(said, target.consumer.as_ref())
                    .map(|consumer| Some((consumer, target.import.clone()))),
                None => Some(None),
            };
            let (Some(target), Some(middle)) = (target, naming.component(said, &said.wish.middle)) else {
                continue;
            };
            asked.vias.push(AskedVia { wish, target, middle });
        }
        for said in &wishes.stubs {
            match naming.target(said, &said.wish.target) {
                Some(target) => asked.stubs.push((target, said.wish.answer)),
                None => asked.unclear.push(said.wish.target.import.clone()),
            }
        }
        for said in &wishes.host {
            match naming.target(said, &said.wish) {
                Some(target) => asked.host.push(target),
                None => asked.unclear.push(said.wish.import.clone()),
            }
        }
        asked
    }

    /// The wires for an import: those of this consumer, else those of all.
    pub(super) fn wires(
        &self,
        consumer: ComponentIx,
        import: &ExternName,
        port: &Port,
    ) -> Vec<&AskedWire<'a>> {
        let means = |wire: &&AskedWire<'_>| {
            let pattern = Pattern::Name(wire.import.clone());
            pattern.means_import(import, port.implements.as_ref())
        };
        let of = |wanted: Consumer| {
            let wires = self.wires.iter().filter(move |wire| wire.consumer == wanted);
            wires.filter(means).collect::<Vec<_>>()
        };
        let mut own = of(Consumer::Only(consumer));
        if own.is_empty() {
            own = of(Consumer::Anybody);
            // A component that stands in between provides what it imports, but not to itself.
            own.retain(|wire| wire.provider != consumer);
        }
        own
    }

    /// What a stub for this import does, if there is to be one.
    pub(super) fn stub(&self, consumer: ComponentIx, import: &ExternName, port: &Port) -> Option<Answer> {
        let mut stubs = self.stubs.iter();
        let is_it = |target: &AskedTarget<'_>| target.means(consumer, import, port.implements.as_ref());
        stubs.find(|(target, _)| is_it(target)).map(|(_, answer)| *answer)
    }

    /// Whether the import is the host's even if somebody provides it.
    pub(super) fn is_hosts(&self, consumer: ComponentIx, import: &ExternName, port: &Port) -> bool {
        let mut whole = self.host.iter().filter(|target| target.import.is_whole());
        whole.any(|target| target.means(consumer, import, port.implements.as_ref()))
    }

    /// Whether the import may stay open if nobody provides it.
    pub(super) fn may_be_hosts(&self, consumer: ComponentIx, import: &ExternName, port: &Port) -> bool {
        self.host.iter().any(|target| target.means(consumer, import, port.implements.as_ref()))
    }
}

impl Asked<'_> {
    /// Whether an error about what was said of this import was told already.
    pub(super) fn is_unclear(&self, import: &ExternName, port: &Port) -> bool {
        self.unclear.iter().any(|pattern| pattern.means_import(import, port.implements.as_ref()))
    }
}

impl AskedWire<'_> {
    /// The export that it means for an import.
    pub(super) fn export(&self, parts: &Parts, import: &ExternName, port: &Port) -> Option<ExternName> {
        let provider = &parts.components[self.provider];
        match self.taken {
            Taken::Export(export) => {
                let pattern = Pattern::Name(export.clone());
                provider.exports.keys().filter(|name| pattern.means(name)).max().cloned()
            }
            Taken::Same => offer(provider, import, port),
            Taken::Whole => Some(import.clone()),
        }
    }
}

/// Finding the components that wishes name.
struct Naming<'a> {
    parts: &'a Parts,
    problems: &'a mut Problems<ComposeError>,
}

impl Naming<'_> {
    fn target<'t, T>(&mut self, said: &Said<T>, target: &'t Target) -> Option<AskedTarget<'t>> {
        let consumer = self.consumer(said, target.consumer.as_ref())?;
        Some(AskedTarget { consumer, import: &target.import })
    }

    /// Who imports.
    fn consumer<T>(&mut self, said: &Said<T>, selector: Option<&Selector>) -> Option<Consumer> {
        match selector {
            Some(selector) => self.component(said, selector).map(Consumer::Only),
            None => Some(Consumer::Anybody),
        }
    }

    fn component<T>(&mut self, said: &Said<T>, selector: &Selector) -> Option<ComponentIx> {
        match self.parts.find(selector) {
            Ok(ix) => Some(ix),
            Err(lost) => {
                self.problems.push(WishError::lost(said, selector, lost).into());
                None
            }
        }
    }
}
