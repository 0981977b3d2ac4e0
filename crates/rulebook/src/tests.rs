//! The product's own rulebooks, and broken ones.

mod broken;
mod grants;
mod whole;
