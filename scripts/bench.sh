#!/usr/bin/env bash
# Measures a node on this machine and writes benches/RESULTS.md: `calls` (real SIP and RTP over loopback), `flows`
# (steps and completions, in memory, on SQLite and on PostgreSQL), `journal` (what it costs, how fast it is proven, 10,000
# faults), `authority` (checks, lists over a million calls, 10,000 revocations under use), or all. The other parts' figures stay.
# Bounded: about three minutes after the build for each. Keep the machine quiet meanwhile.
# usage: scripts/bench.sh [calls|flows|journal|authority]
set -euo pipefail
cd "$(dirname "$0")/.."
part="${1:-all}"
case "$part" in all | calls | flows | journal | authority) ;; *) echo "usage: scripts/bench.sh [calls|flows|journal|authority]" >&2; exit 2 ;; esac
scripts/need.sh demo
# One selection for all, so that dependencies are built once.
cargo build --release --locked --package server --package load --package office --package sip --package process \
  --package store --package journal --package access --bins --example journal_cost --example authority --example acked_facts --example registered_phones --example measure --example flows --example inbox --example rights

# Beside the build, so that the disk is measured and not a folder in memory.
mkdir -p target
data=$(mktemp -d -p "$PWD/target")
export TMPDIR="$data"
log="$data/qiao.log"
node=
postgres=
stop() {
  [ -n "$node" ] && kill "$node" 2>/dev/null && wait "$node" 2>/dev/null
  [ -n "$postgres" ] && as_postgres "$postgres/pg_ctl" -D "$data/postgres/data" -m immediate stop >/dev/null 2>&1
  rm -rf "$data"
}
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

# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
start_postgres() { # a throwaway server, reachable through a socket in its own folder; sets `url`
  local found=(/usr/lib/postgresql/*/bin)
  [ -x "${found[-1]}/initdb" ] || return 1
  postgres="${found[-1]}"
  mkdir -p "$data/postgres"
  chmod 755 "$data"
  [ "$(id -u)" -ne 0 ] || chown postgres "$data/postgres"
  as_postgres "$postgres/initdb" -D "$data/postgres/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
  as_postgres "$postgres/pg_ctl" -D "$data/postgres/data" -w -l "$data/postgres/log" \
    -o "-c listen_addresses='' -c unix_socket_directories='$data/postgres'" start >/dev/null
  url="postgres:///postgres?host=$data/postgres&user=postgres"
}

out="$data/results.md"
section() { printf '\n## %s\n\n```\n' "$1" >>"$out"; shift; "$@" | tee -a "$out"; printf '```\n' >>"$out"; }
measured() { # what stands above a part's figures
  echo
  echo "# $1"
  echo
  echo "On $(date -u +%F): $(nproc) cores of $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2- | xargs)," \
    "$(free -g | awk '/Mem:/ {print $2}') GiB, Linux $(uname -r); load before it began: $(cut -d' ' -f1 /proc/loadavg)."
}
kept() { # a part of the last results, when it is not measured now
  awk -v wanted="# $1" '/^# / { is_in = ($0 == wanted) } is_in' benches/RESULTS.md
}

measure_calls() {
  { measured Calls
    echo "Load program and node share the machine; G.711, SQLite, facts committed and fsynced. CPU is that of the node's"
    echo "process."; } >>"$out"
  start; section "200 calls a second, inbound number → queue → answering SIP agent" load calls --number 7001 --rate 200 --seconds 30
  start; section "100 calls a second, recorded" load calls --number 7003 --rate 100 --seconds 15
  start; section "300 concurrent calls, RTP both ways, recorded" load media --number 7004 --calls 300 --seconds 30
  start; section "300 concurrent calls, RTP both ways, not recorded" load media --number 7000 --calls 300 --seconds 20
  start; section "Queue connect at low load" load ring --number 7001 --calls 300
  start; section "Callers waiting: agent free to next caller" load waiting --number 7001 --seconds 20
  section "Acknowledged facts, 3,000 a second offered" target/release/examples/acked_facts 10 3000
  section "Acknowledged facts, as many as it takes" target/release/examples/acked_facts 10 0
  section "A registered phone" target/release/examples/registered_phones 5000
}

# From the start of the process until it serves, and one person's inbox over HTTP, on a database that is full.
start_full() {
  local since now cookie at=http://127.0.0.1:8091 full=("--database" "sqlite://$data/full.db" "--data" "$data/full")
  printf 'qiao-demo\n' | target/release/qiao user password leader1 "${full[@]}" --rulebook rulebook >/dev/null
  since=$(date +%s%N)
  target/release/qiao serve "${full[@]}" --rulebook rulebook --http 127.0.0.1:8091 --sip 127.0.0.1:0 --webrtc 127.0.0.1:0 \
    >"$log" 2>&1 &
  node=$!
  until curl -sf -o /dev/null "$at/readyz"; do
    now=$(date +%s%N)
    [ $((now - since)) -lt 60000000000 ] || { echo "it does not get ready"; tail -5 "$log"; return; }
    sleep 0.02
  done
  echo "start to serving  $((($(date +%s%N) - since) / 1000000)) ms"
  cookie=$(curl -s -D - -o /dev/null -H 'content-type: application/json' \
    -d '{"username":"leader1","password":"qiao-demo"}' "$at/api/v1/session" | sed -n 's/^set-cookie: \([^;]*\).*/\1/Ip')
  for path in "tasks?box=open&limit=50" "tasks/counts" "instances?box=team&limit=50"; do
    for _ in $(seq 200); do
      curl -s -o "$data/answer" -w '%{http_code} %{time_total}\n' -H "cookie: $cookie" "$at/api/v1/$path"
    done | sort -k 2 -n | awk -v path="$path" '{ code[$1]++; at[NR] = $2 * 1000 }
      END { said = ""; for (one in code) said = said " " one ":" code[one]
            printf "GET %-28s p50 %.1f ms, p95 %.1f ms, max %.1f ms (%s )\n", path, at[int(NR / 2)], at[int(NR * 0.95)], at[NR], said }'
  done
  kill "$node"; wait "$node" 2>/dev/null || true; node=
}

measure_flows() {
  { measured Flows
    echo "Durable: the completion is answered after the commit that holds it was fsynced."; } >>"$out"
  local open_databases=()
  section "Steps and completions in memory" target/release/examples/measure
  section "Durable completions, SQLite" target/release/examples/flows "sqlite://$data/full.db" 64 2000 100000
  section "With these 100,000 open instances" start_full
  if start_postgres; then
    section "Durable completions, PostgreSQL" target/release/examples/flows "$url" 64 2000
    as_postgres "$postgres/createdb" -h "$data/postgres" -U postgres lists
    open_databases=("QIAO_POSTGRES=postgres:///lists?host=$data/postgres&user=postgres")
  else
    section "Durable completions, PostgreSQL" echo "not measured: PostgreSQL is not installed"
  fi
  section "Lists over 100,000 open instances in the store" env "${open_databases[@]}" target/release/examples/inbox
}

measure_journal() {
  { measured Journal
    echo "Canonical bytes, hash and tree stand beside the fsync that a commit's facts share; what a whole commit takes, fsync"
    echo "and tables included, is told under Calls, Acknowledged facts."; } >>"$out"
  section "Facts made, exported and proven" target/release/examples/journal_cost
  section "10,000 faults in an exported journal" env QIAO_LONG=1 cargo test --release --locked --quiet -p journal \
    --test faults -- --nocapture every_fault
}

table() { printf '\n## %s\n' "$1" >>"$out"; shift; "$@" | tee -a "$out"; }
measure_authority() {
  { measured Authority
    echo "Goals: a check p50 50 µs and p99 250 µs, refused or not; a page of a list 20 ms; a revocation 1 s and never used"
    echo "after its answer; 200,000 facts verified a second; 100 µs a fact in the journal beside the fsync."; } >>"$out"
  table "Checks" target/release/examples/authority
  table "Lists and revocations, through the office" target/release/examples/rights
  section "The journal: facts made, exported and proven" target/release/examples/journal_cost
}

printf '# What was measured\n\nBy `make bench` (`scripts/bench.sh calls`, `flows`, `journal`).\n' >"$out"
for one in Calls Flows Journal Authority; do
  case "$part" in
    all | "${one,,}") "measure_${one,,}" ;;
    *) { echo; kept "$one"; } >>"$out" ;;
  esac
done
cp "$out" benches/RESULTS.md
echo "written: benches/RESULTS.md"
