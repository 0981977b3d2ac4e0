#!/usr/bin/env bash
# Builds the UI into ui/dist when a source is newer than the last build.
set -euo pipefail
cd "$(dirname "$0")/../ui"

if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo "installing the UI's packages"
  npm ci --no-audit --no-fund --loglevel=error
  touch node_modules/.package-lock.json
fi
newer=$(find src index.html package-lock.json vite.config.ts tsconfig.json public -newer dist/index.html -print -quit 2>/dev/null || true)
if [ ! -e dist/index.html ] || [ -n "$newer" ]; then
  echo "building the UI"
  npm run --silent build
fi
