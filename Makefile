# The whole set-up is a .venv made from the hash-locked requirements; every target makes it when it is missing.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test check bench torture install format lock screenshots clean

run: .venv/run
	$(BIN)/smsc-bot sandbox

install: .venv/run

test: .venv/dev
	$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m scripts.check_catalogues
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec deploy/compose.yaml
	$(BIN)/python -m scripts.check_unit deploy/smsc-bot.service

bench: .venv/dev
	$(BIN)/python -m benchmarks

# The long form of tests/faults: hundreds of kills, a power cut after each system call, a full disk.
torture: .venv/dev
	$(BIN)/python -m scripts.torture

screenshots: .venv/dev
	$(BIN)/python -m scripts.screenshots

format: .venv/dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Needs `uv`; hashes without any index address, so that every mirror serves.
lock:
	uv pip compile pyproject.toml --group build --python-version 3.11 --universal $(LOCKFLAGS) -o requirements.lock
	uv pip compile pyproject.toml --all-extras --group build --group dev --python-version 3.11 --universal -c requirements.lock $(LOCKFLAGS) -o requirements-dev.lock
LOCKFLAGS := --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run: .venv/bin/python requirements.lock pyproject.toml
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@

.venv/dev: .venv/run requirements-dev.lock
	$(PIP) install --require-hashes -r requirements-dev.lock
	touch $@

clean:
	rm -rf .venv
