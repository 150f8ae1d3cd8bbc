//! Text for the person at the terminal.

use std::io::{self, Write};

use anstream::adapter::strip_str;

use crate::colours::styled;

/// Writes styled text to stdout; the styles are dropped where they do not belong.
///
/// # Errors
/// If stdout is closed; [`exit_code`](crate::exit_code) then ends the command quietly.
pub fn print(text: &str) -> io::Result<()> {
    let mut stdout = styled(io::stdout());
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Prints a line to stdout. A server whose stdout is closed keeps serving.
pub fn announce(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// The narrowest terminal that tables and timelines fit.
const NARROWEST: usize = 60;

/// The widest that they use.
const WIDEST: usize = 160;

/// The terminal's width as far as pictures use it: 60 to 160, or 80 where there is no terminal.
#[must_use]
pub fn columns() -> usize {
    let size = terminal_size::terminal_size_of(io::stdout());
    used(size.map(|(terminal_size::Width(columns), _)| columns))
}

/// A terminal that reports no columns does not know its width: CI systems open such ones.
fn used(columns: Option<u16>) -> usize {
    match columns {
        None | Some(0) => 80,
        Some(columns) => usize::from(columns).clamp(NARROWEST, WIDEST),
    }
}

/// Breaks prose into lines of at most `columns`, between words or after a comma.
///
/// A word that is longer stands on a line of its own; styles take no room.
///
/// ```
/// use shared_terminal::wrapped;
///
/// assert_eq!(wrapped("user=40ms,orders=2s is slow", 14), "user=40ms,\norders=2s is\nslow");
/// ```
#[must_use]
pub fn wrapped(text: &str, columns: usize) -> String {
    text.lines()
        .map(|line| wrapped_line(line, columns))
        .collect::<Vec<_>>()
        .join("\n")
}

fn wrapped_line(line: &str, columns: usize) -> String {
    let mut lines = vec![String::new()];
    for word in line.split_inclusive([' ', ',']) {
        let last = lines.last().expect("there is always a line");
        let width = width(last) + width(word.trim_end());
        if width > columns && !last.is_empty() {
            lines.push(String::new());
        }
        let last = lines.last_mut().expect("there is always a line");
        last.push_str(word);
    }
    let lines: Vec<_> = lines.iter().map(|line| line.trim_end()).collect();
    lines.join("\n")
}

fn width(text: &str) -> usize {
    strip_str(text).to_string().chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_width_is_eighty_columns() {
        assert_eq!(used(None), 80);
        assert_eq!(used(Some(0)), 80);
    }

    #[test]
    fn widths_are_kept_between_sixty_and_160() {
        assert_eq!(used(Some(40)), 60);
        assert_eq!(used(Some(99)), 99);
        assert_eq!(used(Some(500)), 160);
    }
}
