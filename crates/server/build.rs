//! Makes the folder of the built UI exist, so that `cargo build` works without npm, and rebuilds when its content changes.

fn main() {
    let dist = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/dist");
    // Without it (a read-only source tree) the binary only lacks the UI: `http/ui.rs` says how to build it.
    let _ = std::fs::create_dir_all(&dist);
    println!("cargo:rerun-if-changed={}", dist.display());
    println!("cargo:rerun-if-changed=../../rulebook");
    println!("cargo:rerun-if-changed=build.rs");
}
