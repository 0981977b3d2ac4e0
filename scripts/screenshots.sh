#!/usr/bin/env bash
# Makes the README's pictures again: docs/pictures/{desk,floor,wallboard,call}.png, from a demo of its own with callers.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/need.sh test
cd ui
PICTURES=1 npx vitest run --config e2e/vitest.config.ts
