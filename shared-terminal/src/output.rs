//! Text for the person at the terminal.

use std::io::{self, Write};

/// Writes text with styles to stdout, and without them where they do not belong.
///
/// # Errors
/// If stdout is closed; [`exit_code`](crate::exit_code) ends the command quietly then.
pub fn print(text: &str) -> io::Result<()> {
    let mut stdout = anstream::stdout();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Prints a line to stdout; a server whose stdout is closed serves all the same.
pub fn announce(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// The terminal's width as far as pictures use it: 60 to 160, or 80 where there is no terminal.
#[must_use]
pub fn columns() -> usize {
    let width = terminal_size::terminal_size_of(io::stdout());
    width.map_or(80, |(terminal_size::Width(columns), _)| {
        usize::from(columns).clamp(60, 160)
    })
}
