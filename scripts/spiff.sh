#!/usr/bin/env bash
# Makes the Python environment of the test that compares our flows with SpiffWorkflow; prints its python.
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=crates/process/tests/spiff/requirements.txt
home=target/spiff
python=$PWD/$home/bin/python
if ! cmp -s "$wanted" "$home/made-for.txt"; then
  {
    rm -rf "$home"
    python3 -m venv "$home"
    "$python" -m pip install --quiet --disable-pip-version-check --timeout 60 --retries 2 -r "$wanted"
    cp "$wanted" "$home/made-for.txt"
  } >&2
fi
echo "$python"
