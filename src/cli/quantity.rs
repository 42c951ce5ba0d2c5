//! Times and sizes, as people write them.

use std::str::FromStr;
use std::time::Duration;

use thiserror::Error;

/// A time: `30s`, `500ms`, `2m`, `1h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span(pub(super) Duration);

/// A size: `256MiB`, `64KiB`, `1GiB`, or bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bytes(pub(super) usize);

/// A text that is no quantity, or one of nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(super) enum NotAQuantity {
    #[error("write a number and a unit: 500ms, 30s, 2m or 1h")]
    Time,
    #[error("write a number of bytes, or a number and a unit: 64KiB, 256MiB or 1GiB")]
    Size,
    #[error("it must be more than nothing")]
    Nothing,
    #[error("that is more than this machine can count")]
    TooMuch,
}

impl FromStr for Span {
    type Err = NotAQuantity;

    fn from_str(text: &str) -> Result<Self, NotAQuantity> {
        let (number, unit) = split(text).ok_or(NotAQuantity::Time)?;
        let milliseconds = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" | "min" => 60_000,
            "h" => 3_600_000,
            _ => return Err(NotAQuantity::Time),
        };
        match number.checked_mul(milliseconds) {
            Some(0) => Err(NotAQuantity::Nothing),
            // No clock runs so long, and sums of times must not overflow.
            Some(milliseconds) if milliseconds <= 1 << 40 => Ok(Self(Duration::from_millis(milliseconds))),
            Some(_) | None => Err(NotAQuantity::TooMuch),
        }
    }
}

impl FromStr for Bytes {
    type Err = NotAQuantity;

    fn from_str(text: &str) -> Result<Self, NotAQuantity> {
        let (number, unit) = split(text).ok_or(NotAQuantity::Size)?;
        let size: u64 = match unit {
            "" | "B" => 1,
            "KiB" | "K" => 1 << 10,
            "MiB" | "M" => 1 << 20,
            "GiB" | "G" => 1 << 30,
            _ => return Err(NotAQuantity::Size),
        };
        match number.checked_mul(size).map(usize::try_from) {
            Some(Ok(0)) => Err(NotAQuantity::Nothing),
            Some(Ok(bytes)) => Ok(Self(bytes)),
            Some(Err(_)) | None => Err(NotAQuantity::TooMuch),
        }
    }
}

/// The digits at the beginning, and what follows.
fn split(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    Some((number.parse().ok()?, unit.trim_start()))
}
