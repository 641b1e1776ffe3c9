# Everything a fresh machine with git, Python >= 3.11 and make needs: `make demo`, `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
DEMO := build/demo
COMPILE := $(UV) pip compile --universal --fork-strategy fewest --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --quiet

export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Compiled kernels and font lists are kept outside the tree, so that a second run starts warm and the tree stays clean.
export NUMBA_CACHE_DIR ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/counterfeit_graph/numba
export MPLBACKEND := agg
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test lint ruff style types layers dependencies pytest format docs lock upgrade clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */\1|/' | awk -F'|' '{printf "  make %-8s %s\n", $$1, $$2}'

# The checks come first, so that a missing piece is named before anything is half made.
$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "make: Python 3.11 or later is needed; name one with: make PYTHON=python3.12 ..." >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "make: this Python lacks its venv module; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	@sed -n '/^uv==/,/^[^ ]/{/^uv==/p;/^ .*--hash/p;}' requirements/dev.txt > $(VENV)/uv.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r $(VENV)/uv.txt
	@touch $@

$(VENV)/ok: pyproject.toml requirements/dev.txt requirements/build.txt | $(BIN)/uv
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes --build-constraints requirements/build.txt -r requirements/dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	$(BIN)/counterfeit-graph warm
	@touch $@

demo: $(VENV)/ok  ## simulate a case, investigate it, score the answer against the truth
	rm -rf $(DEMO)/case $(DEMO)/out
	mkdir -p $(DEMO)
	$(BIN)/counterfeit-graph simulate $(DEMO)/case --accounts 20000 --seed 7 --evasion 0.5
	$(BIN)/counterfeit-graph investigate $(DEMO)/case --out $(DEMO)/out
	$(BIN)/counterfeit-graph score $(DEMO)/out $(DEMO)/case/truth

test: lint pytest  ## every check: lint, format, types, layers, dependencies, tests

lint: ruff style types layers dependencies  ## the static checks alone

ruff: $(VENV)/ok
	$(BIN)/ruff check

style: $(VENV)/ok
	$(BIN)/ruff format --check

types: $(VENV)/ok
	$(BIN)/mypy

layers: $(VENV)/ok
	$(BIN)/lint-imports --no-logo

dependencies: $(VENV)/ok
	$(BIN)/deptry .

pytest: $(VENV)/ok  ## the tests alone
	$(BIN)/python -m pytest -n 2

format: $(VENV)/ok  ## let ruff mend what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: $(VENV)/ok  ## build the site into build/site
	$(BIN)/mkdocs build --strict --site-dir build/site

lock: | $(BIN)/uv  ## write the lock files anew, keeping versions that still fit
	$(COMPILE) pyproject.toml --group dev --output-file requirements/dev.txt
	$(COMPILE) requirements/build.in --output-file requirements/build.txt
	@! grep -n '://' requirements/*.txt || { echo "make: a lock file must not name an address" >&2; exit 1; }

upgrade: | $(BIN)/uv  ## as lock, but with the newest versions
	$(MAKE) lock COMPILE="$(COMPILE) --upgrade"

clean:  ## remove what was built; the virtual environment too
	rm -rf build dist $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
