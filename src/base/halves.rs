//! The largest part of a row that passes, found with few tries.

/// Keeps as many of `items` as `passes` lets through. It is asked of what is kept and some more together; what fails
/// together is tried half by half, at most `budget` times in all. What was not tried is not kept.
pub fn keep<T: Copy>(items: &[T], budget: usize, mut passes: impl FnMut(&[T], usize) -> bool) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    let mut todo: Vec<&[T]> = vec![items];
    for _ in 0..budget {
        let Some(some) = todo.pop() else { break };
        let tried: Vec<T> = kept.iter().chain(some).copied().collect();
        if passes(&tried, some.len()) {
            kept = tried;
        } else if some.len() > 1 {
            let (first, second) = some.split_at(some.len() / 2);
            todo.push(second);
            todo.push(first);
        }
    }
    kept
}
