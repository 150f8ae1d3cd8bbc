//! Whether a stream gets colours: decided here, for every command and every log.

use std::{
    env,
    ffi::OsString,
    io::{self, IsTerminal},
};

use anstream::{AutoStream, ColorChoice, stream::RawStream};

/// The stream with colours where they belong, and without them elsewhere.
pub(crate) fn styled<S: RawStream>(stream: S) -> AutoStream<S> {
    let choice = match decide(stream.is_terminal(), |name| env::var_os(name)) {
        true => ColorChoice::Always,
        false => ColorChoice::Never,
    };
    AutoStream::new(stream, choice)
}

/// Whether logs on stderr get colours.
pub(crate) fn on_stderr() -> bool {
    decide(io::stderr().is_terminal(), |name| env::var_os(name))
}

/// A person's wish first, then what the stream can show.
///
/// `anstream` decides otherwise in two cases: `CI` gives colours to a dumb terminal, and
/// `CLICOLOR_FORCE=0` forces them.
fn decide(is_terminal: bool, variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    if set("NO_COLOR").is_some() {
        return false;
    }
    if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    // On Windows a terminal need not set `TERM`.
    let dumb = set("TERM").map_or(cfg!(unix), |term| term == "dumb");
    let unwanted = set("CLICOLOR").is_some_and(|value| value == "0");
    is_terminal && !dumb && !unwanted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coloured(is_terminal: bool, variables: &[(&str, &str)]) -> bool {
        decide(is_terminal, |name| {
            let found = variables.iter().find(|(it, _)| *it == name);
            found.map(|(_, value)| value.into())
        })
    }

    const XTERM: (&str, &str) = ("TERM", "xterm");
    const DUMB: (&str, &str) = ("TERM", "dumb");

    #[test]
    fn colours_are_for_terminals() {
        assert!(coloured(true, &[XTERM]));
        assert!(!coloured(false, &[XTERM]));
        assert!(!coloured(true, &[DUMB]));
        assert!(!coloured(true, &[DUMB, ("CI", "true")]));
        assert!(!coloured(true, &[XTERM, ("CLICOLOR", "0")]));
        assert!(coloured(true, &[XTERM, ("CLICOLOR", "1")]));
    }

    #[test]
    fn no_color_wins_over_everything() {
        let force = ("CLICOLOR_FORCE", "1");
        assert!(!coloured(true, &[XTERM, ("NO_COLOR", "1"), force]));
        assert!(!coloured(true, &[XTERM, ("NO_COLOR", "0")]));
        assert!(coloured(true, &[XTERM, ("NO_COLOR", "")]));
    }

    #[test]
    fn clicolor_force_wins_over_the_stream() {
        assert!(coloured(false, &[DUMB, ("CLICOLOR_FORCE", "1")]));
        assert!(!coloured(false, &[DUMB, ("CLICOLOR_FORCE", "0")]));
        assert!(!coloured(false, &[DUMB, ("CLICOLOR_FORCE", "")]));
    }
}
