#!/usr/bin/env bash
# Measures a node on this machine with real SIP and RTP over loopback and writes benches/RESULTS.md.
# Bounded: about three minutes after the build. Keep the machine quiet meanwhile.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/need.sh demo
# One selection for all, so that dependencies are built once.
cargo build --release --locked --package server --package load --package office --package sip --bins \
  --example acked_facts --example registered_phones

# Beside the build, so that the disk is measured and not a folder in memory.
mkdir -p target
data=$(mktemp -d -p "$PWD/target")
export TMPDIR="$data"
log="$data/qiao.log"
node=
stop() { [ -n "$node" ] && kill "$node" 2>/dev/null && wait "$node" 2>/dev/null; rm -rf "$data"; }
trap stop EXIT

start() { # a fresh node on a fresh data folder
  if [ -n "$node" ]; then kill "$node"; wait "$node" 2>/dev/null || true; fi
  rm -rf "$data/centre"
  target/release/qiao serve --rulebook benches/rulebook --data "$data/centre" --http 127.0.0.1:8090 \
    --sip 127.0.0.1:5060 --webrtc 127.0.0.1:0 >"$log" 2>&1 &
  node=$!
  for _ in $(seq 100); do grep -q '^ready ' "$log" && return; sleep 0.1; done
  echo "the node did not start:" >&2; cat "$log" >&2; exit 1
}
load() { target/release/load --pid "$node" "$@"; }

out="$data/results.md"
section() { printf '\n## %s\n\n```\n' "$1" >>"$out"; shift; "$@" | tee -a "$out"; printf '```\n' >>"$out"; }
{
  echo "# What was measured"
  echo
  echo "By \`make bench\` on $(date -u +%F): $(nproc) cores of $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2- | xargs)," \
    "$(free -g | awk '/Mem:/ {print $2}') GiB, Linux $(uname -r). Load program and node share the machine; G.711, SQLite, facts"
  echo "committed and fsynced. CPU is that of the node's process."
} >"$out"
start; section "200 calls a second, inbound number → queue → answering SIP agent" load calls --number 7001 --rate 200 --seconds 30
start; section "100 calls a second, recorded" load calls --number 7003 --rate 100 --seconds 15
start; section "300 concurrent calls, RTP both ways, recorded" load media --number 7004 --calls 300 --seconds 30
start; section "300 concurrent calls, RTP both ways, not recorded" load media --number 7000 --calls 300 --seconds 20
start; section "Queue connect at low load" load ring --number 7001 --calls 300
start; section "Callers waiting: agent free to next caller" load waiting --number 7001 --seconds 20
section "Acknowledged facts, 3,000 a second offered" target/release/examples/acked_facts 10 3000
section "Acknowledged facts, as many as it takes" target/release/examples/acked_facts 10 0
section "A registered phone" target/release/examples/registered_phones 5000
cp "$out" benches/RESULTS.md
echo "written: benches/RESULTS.md"
