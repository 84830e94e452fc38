# Kikitori. `make` lists what there is; PYTHON=... chooses the interpreter for a new .venv.

HOST = 127.0.0.1
PORT = 8000
PYTHON ?=
# Three on two cores: while one waits for a browser or an office suite, another computes. A worker takes tests that lie
# together (they share what is made once per file) and takes over from the others when it has none left.
PYTEST_ARGS ?= -n 3 --dist worksteal
# Tests start many programs of ours; compiled once, wherever the compiled files would otherwise be forbidden or lie about.
COMPILED = PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX="$(CURDIR)/.venv/compiled"
UV_VERSION = 0.13.8
LOCK_ARGS =

BIN = .venv/bin
RUNTIME = @PYTHON="$(PYTHON)" sh .ci/environment.sh runtime
DEV = @PYTHON="$(PYTHON)" sh .ci/environment.sh dev
COMPILE = .venv-lock/bin/uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(LOCK_ARGS) \
	pyproject.toml --extra install

.PHONY: help serve test lint format bench demo-reset lock clean

help: ## list what make can do
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1 - \2/p' Makefile

serve: ## start Kikitori with its demo on http://127.0.0.1:8000 (HOST=, PORT=)
	$(RUNTIME)
	@exec $(BIN)/kikitori serve --demo --host $(HOST) --port $(PORT)

test: ## check style, types and layers, then run all tests (PYTEST_ARGS=)
	$(DEV)
	@PYTHON=$(BIN)/python sh tests/system/install.sh
	@$(MAKE) --no-print-directory lint
	$(COMPILED) $(BIN)/python -m pytest $(PYTEST_ARGS)

lint: ## check style, types and layers
	$(DEV)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: ## write the code in the project's style
	$(DEV)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: ## measure the times that docs/performance.md promises
	$(DEV)
	$(BIN)/python -m tests.bench

demo-reset: ## put the demo back to how it began
	$(RUNTIME)
	@$(BIN)/kikitori demo-reset

lock: ## write both lock files anew from pyproject.toml (LOCK_ARGS=--upgrade for newer versions)
	$(RUNTIME)
	@$(BIN)/python -m venv .venv-lock
	.venv-lock/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	@rm -rf .venv-lock

clean: ## remove .venv, caches and build leftovers (never instance/)
	rm -rf .venv .venv-lock .venv.lock build dist *.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find app forms reports tests -name __pycache__ -type d -prune -exec rm -rf {} +
