//! Wishes as text: what they are parsed from.

use std::fmt::{self, Display};

use crate::compose::wishes::{Answer, Pattern, Selector, StubWish, Taken, Target, ViaWish, WireWish};

impl Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Pattern::All => f.write_str("*"),
            Pattern::Namespace(namespace) => write!(f, "{namespace}:*"),
            Pattern::Package(package) => {
                write!(f, "{}:{}/*", package.namespace, package.name)?;
                package.version.as_ref().map_or(Ok(()), |version| write!(f, "@{version}"))
            }
            Pattern::Name(name) => name.fmt(f),
        }
    }
}

impl Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(consumer) = &self.consumer {
            write!(f, "{consumer}:")?;
        }
        self.import.fmt(f)
    }
}

impl Display for WireWish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(consumer) = &self.consumer {
            write!(f, "{consumer}:")?;
        }
        write!(f, "{}={}", self.import, self.provider)?;
        match &self.taken {
            Taken::Same | Taken::Whole => Ok(()),
            Taken::Export(export) => write!(f, ":{export}"),
        }
    }
}

impl Display for ViaWish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(target) = &self.target {
            write!(f, "{target}=")?;
        }
        self.middle.fmt(f)
    }
}

impl Display for StubWish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, answer } = self;
        match answer {
            Answer::Trap => target.fmt(f),
            Answer::Default => write!(f, "{target}=default"),
        }
    }
}
