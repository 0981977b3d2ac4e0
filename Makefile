# An index of one-line commands; the work is in scripts/ and in the binary.
.PHONY: help demo test dev check prove bench release screenshots prompts

help: ## this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

demo: ## build everything and start a small living centre
	@scripts/demo.sh $(ARGS)

test: ## format, lints, unit, scenario, wire and browser tests
	@scripts/test.sh

dev: ## the UI with hot reload beside a running `qiao demo`
	@scripts/need.sh demo && cd ui && npm ci --no-audit --no-fund && npm run dev

check: ## fast: types and lints only
	@cargo fmt --check && cargo clippy --workspace --all-targets -- -D warnings

prove: ## prove what the policies must never allow
	@scripts/prove.sh

bench: ## measure a node on this machine, write benches/RESULTS.md
	@scripts/bench.sh

release: ## the release binary with the UI inside
	@scripts/build.sh

screenshots: ## make the README's pictures again from a running demo
	@scripts/screenshots.sh

prompts: ## make the spoken prompts again (espeak-ng, sox)
	@scripts/make-prompts.sh
