//! Lines and columns: both from 1, columns in characters.

use crate::base::ids::{FileIx, Table};
use crate::base::source::{Location, Sources};

/// A place as editors show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The character in it, from 1.
    pub column: usize,
}

/// The lines of one text.
#[derive(Debug)]
pub struct Lines<'a> {
    /// How messages name the file.
    pub name: &'a str,
    /// All of the text.
    pub text: &'a str,
    /// Where each line begins.
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Finds the lines of a text. They end with a line feed, perhaps after a carriage return.
    pub fn new(name: &'a str, text: &'a str) -> Self {
        let after_ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { name, text, starts: std::iter::once(0).chain(after_ends).collect() }
    }

    /// How many lines there are; the one after the last line end is one of them.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The line, from 0, that has the byte at `offset`.
    pub fn row(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Where a line begins.
    pub fn start(&self, row: usize) -> usize {
        self.starts.get(row).copied().unwrap_or(self.text.len())
    }

    /// A line without its end.
    pub fn line(&self, row: usize) -> &'a str {
        let line = self.text.get(self.start(row)..self.start(row + 1)).unwrap_or_default();
        line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line))
    }

    /// The place of a byte.
    pub fn position(&self, offset: usize) -> Position {
        let row = self.row(offset);
        let before = self.text.get(self.start(row)..self.inside(offset)).unwrap_or_default();
        // What some editors write at the start of a file is not part of its first line.
        let before = if row == 0 { before.strip_prefix('\u{feff}').unwrap_or(before) } else { before };
        Position { line: row + 1, column: before.chars().count() + 1 }
    }

    /// The offset, or the nearest one before it that is between characters of the text.
    pub fn inside(&self, offset: usize) -> usize {
        self.text.floor_char_boundary(offset)
    }
}

/// The lines of every text.
#[derive(Debug)]
pub struct Places<'a> {
    files: Table<FileIx, Lines<'a>>,
}

impl<'a> Places<'a> {
    /// Finds the lines of all texts.
    pub fn new(sources: &'a Sources) -> Self {
        Self { files: sources.files().map(|(_, file)| Lines::new(&file.name, &file.text)).collect() }
    }

    /// The lines of the file that `at` is in.
    pub fn of(&self, at: Location) -> Option<&Lines<'a>> {
        self.files.get(at.file)
    }

    /// Where `at` is: the file's name, its first character and the one after its last.
    pub fn place(&self, at: Location) -> Option<Place<'a>> {
        let lines = self.of(at)?;
        Some(Place {
            file: lines.name,
            start: lines.position(at.start as usize),
            end: lines.position(at.end as usize),
        })
    }
}

/// A part of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The file's name.
    pub file: &'a str,
    /// The first character.
    pub start: Position,
    /// The one after the last.
    pub end: Position,
}
