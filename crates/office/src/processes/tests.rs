//! The real rulebook on a real store, with a clock that the test moves.
