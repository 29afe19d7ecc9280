# Each target does all set-up it needs. Node >= 20.19 and make are enough; `make help` lists the targets.
NODE ?= node
RAW ?=
ARGS ?=
CHECKUP = $(NODE) bin/checkup.js
SOURCES = $(shell find src pipelines bench -name '*.ts' 2>/dev/null) tsconfig.json tsconfig.build.json

.DEFAULT_GOAL := help

build: dist/.compiled ## build a release from raw/reports (or RAW=folder); writes a sample corpus first when there are none
	@$(CHECKUP) build $(if $(RAW),--raw "$(RAW)") $(ARGS)

test: dist/.compiled ## run all tests
	@$(NODE) node_modules/vitest/vitest.mjs run $(ARGS)

audit: dist/.compiled ## check every page for surviving identifiers and write the audit report
	@$(CHECKUP) audit $(ARGS)

review: dist/.compiled ## open a desk in the browser: REVIEWER=pseudonym for Action Cards, or AUDITOR=pseudonym for redacted pages
	@$(CHECKUP) review $(if $(REVIEWER),--reviewer "$(REVIEWER)") $(if $(AUDITOR),--auditor "$(AUDITOR)") $(ARGS)

publish: dist/.compiled ## plan the upload of the release: REPO=namespace/name (a dry run)
	@$(CHECKUP) publish $(if $(REPO),--repo "$(REPO)") $(ARGS)

bench: dist/.compiled ## measure de-identification and extraction against ground truth
	@$(NODE) dist/bench/quality.js $(ARGS)

bench-deid: dist/.compiled ## measure de-identification in depth
	@$(NODE) dist/bench/deid.js $(ARGS)

bench-extract: dist/.compiled ## measure layout and extraction in depth
	@$(NODE) dist/bench/extract.js $(ARGS)

bench-cards: dist/.compiled ## measure Action Cards and the safety gate
	@$(NODE) dist/bench/cards.js $(ARGS)

bench-score: dist/.compiled ## measure how fast predictions are scored
	@$(NODE) dist/bench/score.js $(ARGS)

bench-release: dist/.compiled ## measure Parquet against DuckDB, new bytes of a changed release, and publication to a local Hub
	@$(NODE) dist/bench/release.js $(ARGS); $(NODE) dist/bench/publish.js

status: dist/.compiled ## what is built, what would run, what is set aside
	@$(CHECKUP) status $(ARGS)

doctor: dist/.compiled ## check this machine and say how to fix what is missing
	@$(CHECKUP) doctor $(ARGS)

lint: node_modules/.package-lock.json ## check types, formatting and import rules
	@$(NODE) node_modules/typescript/bin/tsc -p tsconfig.json
	@$(NODE) node_modules/@biomejs/biome/bin/biome check

clean: ## remove what can be rebuilt (dist and processed); raw stays
	rm -rf dist processed

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

node_modules/.package-lock.json: package.json package-lock.json
	@$(NODE) -e "const [a,b]=process.versions.node.split('.');if(+a<20||(+a===20&&+b<19)){console.error('Node 20.19 or newer is needed, this is '+process.versions.node);process.exit(1)}"
	npm ci --loglevel=error
	@touch $@

dist/.compiled: node_modules/.package-lock.json $(SOURCES)
	@$(NODE) node_modules/typescript/bin/tsc -p tsconfig.build.json
	@touch $@

.PHONY: build test audit review publish bench bench-deid bench-extract bench-cards bench-score bench-release status doctor lint clean help
