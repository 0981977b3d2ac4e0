//! Tests of the house itself: see `tests/house`. Nothing depends on this crate.
