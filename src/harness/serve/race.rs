//! Two futures of which the first to end decides.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// What the faster one came to.
pub(super) enum Race<A, B> {
    First(A),
    Second(B),
}

/// Waits for either; if both are there, for `first`. The other one is dropped.
pub(super) async fn race<A: Future, B: Future>(first: A, second: B) -> Race<A::Output, B::Output> {
    let (mut first, mut second) = (pin!(first), pin!(second));
    poll_fn(|cx| {
        if let Poll::Ready(output) = first.as_mut().poll(cx) {
            return Poll::Ready(Race::First(output));
        }
        second.as_mut().poll(cx).map(Race::Second)
    })
    .await
}
