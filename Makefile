# Every recipe makes .venv first; the second time that takes no noticeable time.
SHELL := /bin/sh
PYTHON ?= python3
export PYTHON
ENISHI_HOME ?= $(CURDIR)/.enishi
BIN := .venv/bin
CODE := src tests tools bench

.DEFAULT_GOAL := help
.PHONY: help run test test-quick check format bench lock clean bootstrap bootstrap-dev

help: ## What can be made here
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# set -m: at a terminal Ctrl-C then reaches Enishi alone, and make does not end with an error because a person stopped it.
run: bootstrap ## Start Enishi with a sample team; prints the address and a login (PORT=8123 chooses the port)
	@if [ -t 0 ]; then set -m; fi; ENISHI_HOME="$(ENISHI_HOME)" $(BIN)/enishi serve --sample $(if $(PORT),--port $(PORT)) || [ $$? -eq 130 ]

test: bootstrap-dev ## Everything, on SQLite and on PostgreSQL, in a real browser; fails rather than skips
	@$(BIN)/python tools/suite all

test-quick: bootstrap-dev ## For developers: SQLite only, no browser and no live servers
	@$(BIN)/python tools/suite quick

check: bootstrap-dev ## Format, lint, types, imports and the architecture tests
	@$(BIN)/python tools/suite check

format: bootstrap-dev ## Put every file into the house's format
	@$(BIN)/ruff check --fix-only $(CODE)
	@$(BIN)/ruff format $(CODE)

bench: bootstrap-dev ## Measure; writes bench/results.json
	@$(BIN)/python -m bench

lock: ## Choose the newest packages that pyproject.toml allows and lock them
	@test -x .testbed/uv/bin/uv || { $(PYTHON) -m venv .testbed/uv && .testbed/uv/bin/pip install -q uv; }
	@$(UV_COMPILE) pyproject.toml requirements/build.in -o requirements/run.lock $(UPGRADE)
	@$(UV_COMPILE) pyproject.toml requirements/build.in --extra dev -c requirements/run.lock -o requirements/dev.lock $(UPGRADE)

# UPGRADE= keeps what is locked and only adds what is missing.
UPGRADE ?= --upgrade
UV_COMPILE = .testbed/uv/bin/uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11

clean: ## Remove what was built (.venv, caches, the test cluster); never your data in .enishi
	@tools/testbed down 2>/dev/null || true
	@rm -rf .venv .testbed .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build staticfiles
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -rf src/*.egg-info

bootstrap:
	@tools/bootstrap run

bootstrap-dev:
	@tools/bootstrap dev
