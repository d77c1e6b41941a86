//! The command `foamsite`.

fn main() {}
