#!/usr/bin/env bash
# Makes the Python environment of the solver that proves the policies; prints its python.
exec "$(dirname "$0")/venv.sh" cvc5 crates/proofs/requirements.txt
