//! Where words go: results to standard output, all else to standard error.

use std::io::{self, BufWriter, IsTerminal, Write};

use crate::diag::Diagnostic;
use crate::report::human::{self, Style};

use super::args::Noise;

/// What a person sees.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    style: Style,
    quiet: bool,
}

impl Terminal {
    /// As the environment and the command line want it.
    pub(super) fn new(noise: Noise) -> Terminal {
        let colour =
            io::stderr().is_terminal() && !is_set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        Terminal { style: Style { colour, all: noise.verbose, errors_only: noise.quiet }, quiet: noise.quiet }
    }

    /// Shows diagnostics, then how many there are.
    pub(super) fn show<'t>(self, diagnostics: &[Diagnostic], text: &dyn Fn(&str) -> Option<&'t str>) {
        let mut out = BufWriter::new(io::stderr().lock());
        // Standard error may be closed: nobody is there to be told then.
        let _ = human::write(&mut out, diagnostics, text, self.style).and_then(|()| out.flush());
    }

    /// A line about how it went, unless nobody wants to know.
    pub(super) fn say(self, line: &str) {
        if !self.quiet && !line.is_empty() {
            complain(line);
        }
    }

    /// The closing line: how many diagnostics there are.
    pub(super) fn close(self, diagnostics: &[Diagnostic]) {
        self.say(&human::closing(diagnostics, self.style));
    }
}

/// A line on standard error.
pub(super) fn complain(line: &str) {
    let _ = writeln!(io::stderr(), "{line}"); // it may be closed
}

/// Gives `write` standard output, buffered. A reader that went away has what it wanted: that is success.
pub(super) fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            let _ = out.into_parts(); // what is left in the buffer has no reader
            Ok(())
        }
        result => result,
    }
}

/// Whether a variable of the environment is there and not empty.
fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}
