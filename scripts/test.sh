#!/usr/bin/env bash
# Everything that must hold, cheapest first. QIAO_LONG=1 runs the long suites too.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/need.sh test
export QIAO_TEST_DATA="${QIAO_TEST_DATA:-$PWD/../shared/data}"
step() { printf '\n== %s (%ds)\n' "$1" "$SECONDS"; }

step "format"
cargo fmt --check
step "UI: packages, lint, types, unit tests, build"
scripts/ui.sh
(cd ui && npm run --silent lint && npm run --silent test)
step "Rust: lints"
cargo clippy --workspace --all-targets --locked --quiet -- -D warnings
step "Rust: unit, scenario and wire tests"
# The whole workspace at each step: a part of it would build some dependencies again with other features.
cargo build --workspace --bins --examples --locked --quiet
cargo test --workspace --locked --quiet
step "rulebook"
target/debug/qiao check --rulebook rulebook --with-demo
target/debug/qiao check --rulebook benches/rulebook
step "API: whatever its document allows, at random"
scripts/schemathesis.sh 40
step "browser"
(cd ui && QIAO_BUILT=1 npm run --silent e2e)
step "done"
