#!/usr/bin/env bash
# Builds what is missing and starts the demo centre. Arguments go to `qiao demo`.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/build.sh
exec target/release/qiao demo "$@"
