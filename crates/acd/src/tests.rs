//! Tests of the distribution.
