//! The fonts of the machine.

use resvg::usvg::fontdb::Database;

/// All fonts that the system has: where they are, not what is in them.
pub fn system() -> Database {
    let mut fonts = Database::new();
    fonts.load_system_fonts();
    fonts
}
