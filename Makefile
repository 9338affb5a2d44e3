# Python 3.11 to 3.13, pip and make are all that must be there. `make` lists the targets.
PYTHON ?= python3
BIN := .venv/bin
# By its path: below, .venv/bin comes first and has a python3 without pip.
FOUND := $(shell command -v $(PYTHON))
PIP := $(FOUND) -m pip --python $(BIN)/python --disable-pip-version-check --quiet
READY := .venv/.ready
SAMPLE := sample-city
NIGHT_OF ?= 2026-10-16
PORT ?= 8000

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup night serve test test-postgresql lint types fuzz bench forms refusals pictures charts lock

help:  ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY)  ## .venv with the locked packages and the project in it

# The lock is complete, so nothing is resolved; what is in it is built with its own uv_build, so nothing else is fetched.
$(READY): requirements.lock pyproject.toml
	@$(FOUND) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info[:2] < (3, 14) else "shenhe needs Python 3.11, 3.12 or 3.13: make PYTHON=python3.12")'
	test -x $(BIN)/python || $(FOUND) -m venv --without-pip .venv
	$(PIP) install --no-deps --require-hashes --compile -r requirements.lock
	PATH="$(CURDIR)/$(BIN):$$PATH" $(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

night: $(READY)  ## a sample city with faults, and the whole night over it
	rm -rf $(SAMPLE)
	$(BIN)/shenhe sample $(SAMPLE) --faults
	$(BIN)/shenhe night --home $(SAMPLE) --date $(NIGHT_OF)

serve: $(READY)  ## the portal with the sample city; prints an account of each role with its first password
	test -e $(SAMPLE)/shenhe.toml || $(MAKE) night
	@$(BIN)/shenhe user add clerk --again --role clerk --unit 990122 --home $(SAMPLE)
	@for role in office analyst administrator; do $(BIN)/shenhe user add $$role --again --role $$role --home $(SAMPLE); done
	$(BIN)/shenhe serve --home $(SAMPLE) --port $(PORT)

# A worker for each of two cores. The tests of one file stay together, for what they share is made once; the files keep
# their order, so that the last ones are short.
test: $(READY)  ## all tests; where a PostgreSQL server is installed, those of record and pages on it too
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder
	@if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null; \
	  then $(MAKE) test-postgresql LEFT_OUT="once or files"; \
	  else echo "no PostgreSQL server is installed: record and pages were tested on SQLite alone"; fi

LEFT_OUT = once
test-postgresql: $(READY)  ## the tests of record and pages on a PostgreSQL server of their own (apt-get install postgresql)
	SHENHE_TEST_POSTGRESQL=1 $(BIN)/python -m pytest -n 2 --dist worksteal -m "not ($(LEFT_OUT))" tests/memory tests/pages

lint: $(READY)  ## style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)  ## mypy --strict
	$(BIN)/mypy

fuzz: $(READY)  ## 20,000 changed files of every kind: each read or refused, and what is read compared cell by cell
	$(BIN)/python tests/making/fuzzing.py 20000

bench: $(READY)  ## the measurements of the README; the last line of each is one JSON object
	@set -e; for script in $$(grep -l '^if __name__' benchmarks/*.py); do echo "== $$script"; $(BIN)/python $$script; done

forms: $(READY)  ## docs/reference/returns.md anew from the declarations
	$(BIN)/python -c 'from pathlib import Path; from schemas.reference import page; from schemas.returns import returns; Path("docs/reference/returns.md").write_text(page(returns()), encoding="utf-8")'

refusals: $(READY)  ## docs/office/refusals.md anew from the catalogue of messages
	$(BIN)/python -c 'from pathlib import Path; from schemas.refusal_guide import page; Path("docs/office/refusals.md").write_text(page(), encoding="utf-8")'

pictures: $(READY)  ## docs/pictures anew (needs Chromium, LibreOffice and poppler)
	$(BIN)/python tests/making/pictures.py

charts:  ## portal/static/portal/charts.js anew from its npm packages (needs Node.js and npm)
	sh portal/charts/build.sh

lock:  ## requirements.lock anew from pyproject.toml (needs uv); nothing younger than a week
	uv pip compile pyproject.toml --output-file requirements.lock --quiet \
	  --universal --python-version 3.11 --all-extras --group test --group lint --group bench \
	  --generate-hashes --no-annotate --no-header --no-strip-extras --exclude-newer "1 week"
