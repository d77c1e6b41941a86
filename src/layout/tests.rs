//! Tests of the whole layout.
use super::*;
