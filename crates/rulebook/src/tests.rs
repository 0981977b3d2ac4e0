//! The product's own rulebooks, and broken ones.

mod broken;
mod whole;
