# Everything a visitor or maintainer needs. On a fresh machine with python3 (3.11+), make and git, `make site` is enough.
# Windows without make: `make.cmd site` does the same.

PYTHON ?= python3
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BENCH_READY := $(VENV)/.ready-bench
ARGS ?=

.PHONY: site test serve bench lint screenshots clean
.DEFAULT_GOAL := site

site: $(READY)
	$(BIN)/portal build $(ARGS)

test: $(READY)
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

serve: $(READY)
	$(BIN)/portal build $(ARGS)
	$(BIN)/mkdocs serve

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(BENCH_READY)
	$(BIN)/python -m builder.bench $(ARGS)

screenshots: $(READY)
	$(BIN)/portal build
	$(BIN)/python -m tests.screenshots $(ARGS)

clean:
	rm -rf site .cache

# The stamp is younger than the files that decide what is installed, so the set-up runs once.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "python3 cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

$(BENCH_READY): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,bench]'
	@touch $@
