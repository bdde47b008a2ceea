# One word per habit; `make` alone lists them.
# Needs Python 3.11 or newer and nothing else: every other part comes into .venv and .web.

PY := .venv/bin/python
# The first interpreter that is new enough; `make run PYTHON=/path/to/python3` chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
# Two at a time by file, browsers last (tests/conftest.py); ARGS="-n0 -k booking" for a few in one process.
SIDE_BY_SIDE := -n 2 --dist loadfile --no-loadscope-reorder
PIP := $(PY) -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help run dev build test lint format bench demo-reset backup restore clean

help: ## list these words
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

run: .venv/ready ## install, migrate, build and serve on http://localhost:8000 (PORT, HOST, DATABASE_URL, ...)
	@$(PY) -m rxapp.serve

dev: .venv/ready ## the same with reload on every saved file
	@$(PY) -m rxapp.serve --dev

build: .venv/ready ## only build the browser's part, if it is stale
	@$(PY) -m rxapp.serve --build-only

test: .venv/ready-dev ## everything: rules, services on SQLite and PostgreSQL, Chromium (ARGS="-k booking")
	@SHOWUP_CHROMIUM="$$($(PY) -m tests.chromium)" && export SHOWUP_CHROMIUM && \
		$(PY) -m rxapp.serve --build-only && $(PY) -m pytest $(SIDE_BY_SIDE) $(ARGS)

lint: .venv/ready-dev ## ruff, mypy, import-linter; changes nothing
	@failed=0; for check in "$(PY) -m ruff check ." "$(PY) -m ruff format --check ." "$(PY) -m mypy" \
		".venv/bin/lint-imports --no-logo"; do $$check || failed=1; done; exit $$failed

format: .venv/ready-dev ## let ruff tidy the sources
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

bench: .venv/ready-dev ## every published figure, one JSON line each (PEERS=<folder> runs the peers beside them)
	@SHOWUP_CHROMIUM="$$($(PY) -m tests.chromium)" && export SHOWUP_CHROMIUM && \
		PEERS="$(PEERS)" $(PY) -m benchmarks

demo-reset: .venv/ready ## make the demo company anew; refuses while served, and where anybody else's row stands
	@$(PY) -m rxapp.cli demo-reset

backup: .venv/ready ## write a consistent copy of the database to var/backups
	@$(PY) -m rxapp.cli backup

restore: .venv/ready ## bring a backup back: make restore FILE=var/backups/...
	@$(PY) -m rxapp.cli restore "$(FILE)"

clean: ## remove the virtual environment and everything built; data in var/ stays
	rm -rf .venv .web .web.lock .mypy_cache .ruff_cache .pytest_cache .import_linter_cache test-results

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (make run PYTHON=/path/to/python3)." >&2; exit 2; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "This Python cannot make virtual environments; \
on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 2; }

.venv/ready: .venv/bin/python requirements.txt
	@echo "Installing what the product needs ..."
	@$(PIP) install -r requirements.txt
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt requirements-aliyun.txt
	@echo "Installing what tests and lint need ..."
	@$(PIP) install -r requirements-dev.txt
	@touch $@
