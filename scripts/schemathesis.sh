#!/usr/bin/env bash
# Asks the API of a demo everything that its document allows and some that it does not: no answer may be a 5xx.
# usage: scripts/schemathesis.sh [SECONDS]   (60 for each of two people unless told)
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
qiao=${QIAO_BIN:-target/debug/qiao}
python=$(scripts/venv.sh schemathesis scripts/schemathesis.txt)
home=$(mktemp -d)
"$qiao" demo --no-traffic --data "$home/data" --rulebook "${RULEBOOK:-rulebook}" --http 127.0.0.1:0 --sip 127.0.0.1:0 --webrtc 127.0.0.1:0 \
  --rtp-ports 47000-47200 >"$home/out" 2>"$home/log" &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$home"' EXIT
for _ in $(seq 120); do
  at=$(grep -oE 'http://127\.0\.0\.1:[0-9]+' "$home/out" "$home/log" -h 2>/dev/null | head -1 || true)
  [ -n "$at" ] && curl -sf "$at/readyz" >/dev/null && break
  sleep 0.5
done
[ -n "$at" ] || { cat "$home/log"; exit 1; }

# Logging out, ending the own sessions and moving the own account would end the run; the live socket is no document.
skipped='^/api/v1/(session|live|account/sessions|account/password|people/[^/]+/(disable|end-sessions))'
for person in admin agent1; do
  cookie=$(curl -sD - -o "$home/me" -H 'content-type: application/json' -d "{\"username\":\"$person\",\"password\":\"qiao-demo\"}" \
    "$at/api/v1/session" | sed -n 's/^set-cookie: \([^;]*\).*/\1/Ip')
  echo "as $person"
  # One worker: CPython before 3.11.8 counts the depth of its syntax trees for all threads together (gh-106905), and
  # two that read sources at once end with "AST constructor recursion depth mismatch" in the tool.
  # Its exit tells everything: a 5xx, a request that could not be sent, an error of its own. And no case at all is none.
  if ! timeout --signal=INT "$((seconds + 60))" "$python" -m schemathesis.cli run "$at/api/openapi.json" \
    -H "cookie: $cookie" --checks not_a_server_error --exclude-path-regex "$skipped" --phases examples,coverage,fuzzing \
    --max-examples 15 --workers 1 --seed 1 --request-timeout 10 --no-color --max-time "$seconds" >"$home/report" 2>&1 \
    || ! grep -qE "[1-9][0-9]* generated" "$home/report"; then
    grep -nE "^(Runtime|Network|Schema|Serialization) Error|_____" "$home/report" | head -40 || true
    tail -c 6000 "$home/report"
    exit 1
  fi
  tail -12 "$home/report"
done
