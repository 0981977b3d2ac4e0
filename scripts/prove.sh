#!/usr/bin/env bash
# Proves the policies of rulebook/policies, and that each of their forbids is needed. `CVC5=…` takes that program as
# the solver; else scripts/cvc5.sh fetches one.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${CVC5:-}" ] || scripts/cvc5.sh >/dev/null
exec cargo test --locked --quiet -p proofs -- --nocapture "$@"
