#!/usr/bin/env bash
# Makes the Python environment of the test that compares our flows with SpiffWorkflow; prints its python.
exec "$(dirname "$0")/venv.sh" spiff crates/process/tests/spiff/requirements.txt
