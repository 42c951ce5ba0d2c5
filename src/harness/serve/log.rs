//! The request log: a line for each request, gathered for a moment and written at once.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::Rc;
use std::sync::mpsc::TrySendError;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::Version;

use crate::harness::serve::LogStyle;
use crate::harness::serve::entry::{Entry, Fault};
use crate::harness::serve::scribe::Pages;
use crate::harness::trap::Trapped;

/// How long a line may wait for others.
const WAIT: Duration = Duration::from_millis(20);

/// How many bytes may.
const FULL: usize = 16 << 10;

/// How often the last lines are offered.
const PATIENCE: u32 = 50;

/// The log of one thread.
pub(super) struct Log {
    style: LogStyle,
    page: Rc<RefCell<Page>>,
}

/// Lines that will be written together.
struct Page {
    style: LogStyle,
    lines: String,
    /// Lines for which there was no room.
    lost: usize,
    pages: Pages,
}

impl Log {
    pub(super) fn new(style: LogStyle, pages: Pages) -> Self {
        let page = Page { style, lines: String::new(), lost: 0, pages };
        Self { style, page: Rc::new(RefCell::new(page)) }
    }

    /// Notes how a request ended.
    pub(super) fn request(&self, entry: &Entry, status: u16, fault: Option<&Fault>) {
        let mut page = self.page.borrow_mut();
        let lines = &mut page.lines;
        let is_first = lines.is_empty();
        // Writing to a String can't fail.
        let _ = match (self.style, fault) {
            (LogStyle::Off, None | Some(Fault::Full | Fault::Gone)) => return,
            (LogStyle::Text | LogStyle::Off, fault) => text(lines, entry, status, fault),
            (LogStyle::Json, fault) => json(lines, entry, status, fault),
        };
        if lines.len() > FULL {
            page.turn();
        } else if is_first {
            let page = Rc::clone(&self.page);
            tokio::task::spawn_local(async move {
                tokio::time::sleep(WAIT).await;
                page.borrow_mut().turn();
            });
        }
    }

    /// Has written what is waiting, at the end: whoever reads the log is given a moment to make room.
    pub(super) async fn close(&self) {
        for _ in 0..PATIENCE {
            if self.page.borrow_mut().send() {
                return;
            }
            tokio::time::sleep(WAIT).await;
        }
    }
}

impl Page {
    /// Hands the page in and begins a new one. Those who are served don't wait for those who read: if there is no room,
    /// what was on it is lost.
    fn turn(&mut self) {
        if !self.send() {
            self.lost += self.lines.lines().count();
            self.lines.clear();
        }
    }

    /// Hands the page in, if there is room.
    fn send(&mut self) -> bool {
        if self.lines.is_empty() && self.lost == 0 {
            return true;
        }
        let note = if self.lost > 0 { lost(self.style, self.lost) } else { String::new() };
        let sent = match self.pages.try_send(note + &self.lines) {
            Ok(()) => true,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => false,
        };
        if sent {
            self.lost = 0;
            self.lines.clear();
        }
        sent
    }
}

/// What takes the place of lines that were lost.
fn lost(style: LogStyle, lines: usize) -> String {
    match style {
        LogStyle::Text | LogStyle::Off => {
            format!("note: {lines} lines of the log are lost: nobody has read them in time\n")
        }
        LogStyle::Json => format!("{{\"lost\":{lines}}}\n"),
    }
}

/// `2026-01-31T12:00:00.000Z 127.0.0.1:50000 "GET /todos HTTP/1.1" 200 1.234ms`, and what went wrong.
fn text(out: &mut String, entry: &Entry, status: u16, fault: Option<&Fault>) -> std::fmt::Result {
    time(out, SystemTime::now())?;
    write!(out, " {} \"{} ", entry.peer, entry.method)?;
    escaped(out, path(entry))?;
    let milliseconds = entry.began.elapsed().as_secs_f64() * 1e3;
    write!(out, " {}\" {status} {milliseconds:.3}ms", version(entry.version))?;
    let Some(fault) = fault else { return out.write_char('\n') };
    let (what, trapped) = said(fault);
    writeln!(out, " {what}")?;
    if let Some(trapped) = trapped {
        for line in trapped.backtrace().lines() {
            writeln!(out, "    {line}")?;
        }
    }
    Ok(())
}

/// The same as one object.
fn json(out: &mut String, entry: &Entry, status: u16, fault: Option<&Fault>) -> std::fmt::Result {
    out.push_str("{\"time\":\"");
    time(out, SystemTime::now())?;
    write!(out, "\",\"client\":\"{}\",\"method\":\"{}\",\"path\":\"", entry.peer, entry.method)?;
    escaped(out, path(entry))?;
    let seconds = entry.began.elapsed().as_secs_f64();
    write!(
        out,
        "\",\"protocol\":\"{}\",\"status\":{status},\"seconds\":{seconds:.6}",
        version(entry.version)
    )?;
    if let Some(fault) = fault {
        let (what, trapped) = said(fault);
        out.push_str(",\"error\":\"");
        escaped(out, &what)?;
        out.push('"');
        if let Some(trapped) = trapped {
            out.push_str(",\"backtrace\":\"");
            escaped(out, &trapped.backtrace())?;
            out.push('"');
        }
    }
    out.push_str("}\n");
    Ok(())
}

fn said(fault: &Fault) -> (String, Option<&Trapped>) {
    match fault {
        Fault::Trap(trapped) => (format!("trapped: {}", trapped.what()), Some(trapped)),
        Fault::Memory(trapped) => {
            let what = trapped.what();
            (format!("wanted more memory than --memory allows, and trapped: {what}"), Some(trapped))
        }
        Fault::Time => ("took longer than --time allows".to_owned(), None),
        Fault::Full => ("turned away: too many at once".to_owned(), None),
        Fault::Gone => ("the client did not wait".to_owned(), None),
        Fault::Other(what) => (what.clone(), None),
    }
}

fn path(entry: &Entry) -> &str {
    entry.uri.path_and_query().map_or(entry.uri.path(), |path| path.as_str())
}

fn version(version: Version) -> &'static str {
    match version {
        Version::HTTP_10 => "HTTP/1.0",
        Version::HTTP_2 => "HTTP/2",
        _ => "HTTP/1.1",
    }
}

/// What clients send must not end the line, the string or the terminal's patience.
fn escaped(out: &mut String, text: &str) -> std::fmt::Result {
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => write!(out, "\\u{:04x}", u32::from(c))?,
            c => out.push(c),
        }
    }
    Ok(())
}

/// UTC, as RFC 3339 has it.
fn time(out: &mut String, time: SystemTime) -> std::fmt::Result {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (days, second) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    let (year, month, day) = date(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let millisecond = since.subsec_millis();
    write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z")
}

/// The date so many days after the first of January 1970, counted in years that begin in March and so end with the
/// leap day.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let (month, next) =
        if month_from_march < 10 { (month_from_march + 3, 0) } else { (month_from_march - 9, 1) };
    (era * 400 + year_of_era + next, month, day)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    fn at(seconds: u64) -> String {
        let mut text = String::new();
        let _ = super::time(&mut text, UNIX_EPOCH + Duration::from_millis(seconds * 1000 + 7));
        text
    }

    #[test]
    fn times_are_dates() {
        assert_eq!(at(0), "1970-01-01T00:00:00.007Z");
        assert_eq!(at(951_782_400), "2000-02-29T00:00:00.007Z");
        assert_eq!(at(1_709_251_199), "2024-02-29T23:59:59.007Z");
        assert_eq!(at(4_107_542_400), "2100-03-01T00:00:00.007Z");
    }
}
