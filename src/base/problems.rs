//! Errors gathered instead of thrown: a stage tells all of them at once.

/// The errors of one stage, in the order they were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems<E>(Vec<E>);

impl<E> Problems<E> {
    /// No problems yet.
    pub fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds one.
    pub fn push(&mut self, problem: E) {
        self.0.push(problem);
    }

    /// Keeps the value of `result`, or notes its error.
    pub fn keep<T>(&mut self, result: Result<T, E>) -> Option<T> {
        result.map_err(|problem| self.push(problem)).ok()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Looks at each.
    pub fn iter(&self) -> std::slice::Iter<'_, E> {
        self.0.iter()
    }

    /// `value`, if nothing went wrong.
    pub fn or_value<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl<E> Default for Problems<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E> From<E> for Problems<E> {
    fn from(problem: E) -> Self {
        Self(vec![problem])
    }
}

impl<E> Extend<E> for Problems<E> {
    fn extend<I: IntoIterator<Item = E>>(&mut self, more: I) {
        self.0.extend(more);
    }
}

impl<'a, E> IntoIterator for &'a Problems<E> {
    type Item = &'a E;
    type IntoIter = std::slice::Iter<'a, E>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<E> IntoIterator for Problems<E> {
    type Item = E;
    type IntoIter = std::vec::IntoIter<E>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
