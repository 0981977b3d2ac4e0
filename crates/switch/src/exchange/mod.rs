//! The exchange: `calls` and `acd` joined into one pure machine. The node drives it with the world, the simulator
//! with seeds.

pub mod port;
