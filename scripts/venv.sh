#!/usr/bin/env bash
# Makes a Python environment from a file of requirements, once; prints its python. Without a network it works from the
# second time on.
# usage: scripts/venv.sh NAME REQUIREMENTS
set -euo pipefail
cd "$(dirname "$0")/.."

home=target/$1
wanted=$2
python=$PWD/$home/bin/python
# Two tests may want it at the same time.
mkdir -p target
exec 9>"target/.$1.lock"
flock 9
# An environment that was moved or copied with the tree still names its old place.
if ! cmp -s "$wanted" "$home/made-for.txt" || ! grep -qF "$PWD/$home" "$home/bin/activate"; then
  {
    rm -rf "$home"
    python3 -m venv "$home"
    "$python" -m pip install --quiet --disable-pip-version-check --timeout 60 --retries 2 -r "$wanted"
    cp "$wanted" "$home/made-for.txt"
  } >&2
fi
echo "$python"
