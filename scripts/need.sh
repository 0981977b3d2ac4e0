#!/usr/bin/env bash
# Installs what is missing for `demo` or `test` as Debian packages, or names it when we may not.
# usage: scripts/need.sh demo|test
set -euo pipefail

missing=()
need() { # command, package
  command -v "$1" >/dev/null 2>&1 || missing+=("$2")
}

need cc build-essential
need c++ build-essential
need cmake cmake
if [ "${1:-demo}" = test ]; then
  need sipp sip-tester
  need chromium chromium
  python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
  need aiosmtpd python3-aiosmtpd
  [ -n "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || missing+=(postgresql)
  [ -n "$(find /usr/share/fonts -iname '*noto*cjk*' 2>/dev/null | head -n 1)" ] || missing+=(fonts-noto-cjk)
fi

for tool in cargo node npm; do
  command -v "$tool" >/dev/null 2>&1 || {
    echo "qiao: \`$tool\` is missing. Install Rust (1.95 or newer) and Node (20 or newer), then run this again." >&2
    exit 1
  }
done

[ ${#missing[@]} -eq 0 ] && exit 0
mapfile -t missing < <(printf '%s\n' "${missing[@]}" | sort -u)
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root=(sudo)
  else
    echo "qiao: these Debian packages are missing; install them and run this again:" >&2
    echo "  apt-get install ${missing[*]}" >&2
    exit 1
  fi
fi
echo "installing Debian packages: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
