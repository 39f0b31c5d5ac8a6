# `make up` runs the whole of Löftet on this machine; `make test` proves that it works. `make help` lists the rest.

PYTHON ?= python3
export PYTHON
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
LOCAL := $(BIN)/python -m deploy.local
FILE ?= loftet-backup.tar.gz

.DEFAULT_GOAL := help
.PHONY: help up restart down status logs clean backup restore keys seed setup prerequisites test openapi fuzz bench bench-deliveries lint types contracts lock sbom

help: ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

up: setup ## start everything, play the demonstration, say where to look
	@$(LOCAL) up

restart: $(INSTALLED) ## put the code as it is now in the place of what runs, one process at a time; no request is refused
	@$(LOCAL) restart

down: $(INSTALLED) ## stop everything; the data stays
	@$(LOCAL) down

status: $(INSTALLED) ## each process: memory, processor time, port, health
	@$(LOCAL) status

logs: $(INSTALLED) ## follow every log
	@$(LOCAL) logs

clean: $(INSTALLED) ## stop everything and remove .loftet: data, keys, mails, logs, jars
	@$(LOCAL) clean

backup: $(INSTALLED) ## the databases, the topics and the keys into a file (FILE=loftet-backup.tar.gz)
	@$(LOCAL) backup $(FILE)

restore: $(INSTALLED) ## put back what FILE holds; what is here now is kept aside
	@$(LOCAL) restore $(FILE)

keys: $(INSTALLED) ## make the keys alone, in .loftet/keys, for docker compose
	@$(LOCAL) keys

SEED := --activities-url http://127.0.0.1:8101 --notifications-url http://127.0.0.1:8103 \
  --key .loftet/keys/private/signing.json --issuer https://loftet.localhost

seed: $(INSTALLED) ## play the demonstration on what docker compose runs
	@$(BIN)/loftet seed $(SEED)

setup: prerequisites $(INSTALLED)

prerequisites:
	@deploy/local/prerequisites.sh

$(INSTALLED): requirements.lock pyproject.toml
	@echo "Installing what requirements.lock names into $(VENV) (once, about a minute)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

NODE := tests/contract/node/node_modules/.package-lock.json

$(NODE): tests/contract/node/package.json tests/contract/node/package-lock.json
	@echo "Installing what the contract tests take from npm (once, about ten seconds)"
	@cd tests/contract/node && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

test: setup $(NODE) ## every test, on embedded stacks, two at a time
	@deploy/local/test_tools.sh
	$(BIN)/python -m pytest --ignore=tests/bench --numprocesses 2 --dist loadfile

openapi: $(INSTALLED) ## write the interfaces' documents anew, beside each service
	@$(BIN)/python -m tests.contract.documents

REQUESTS := 20000

fuzz: setup ## as many generated requests in each API (REQUESTS=20000, about half an hour), counted; finding one is failing
	@$(BIN)/python -m tests.contract.fuzzing --requests $(REQUESTS)

bench: setup ## the product beside a bare spine, as ratios
	$(BIN)/python -m tests.bench

bench-deliveries: setup ## deliveries a minute when one receiver in ten hangs, and when none does
	$(BIN)/python -m tests.bench.deliveries

lint: $(INSTALLED) ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(INSTALLED) ## mypy, strict
	$(BIN)/mypy

contracts: $(INSTALLED) ## who may import whom
	$(BIN)/lint-imports

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url

lock: $(INSTALLED) ## pin the dependencies of pyproject.toml, with hashes
	$(COMPILE) --all-extras --prerelease=if-necessary-or-explicit pyproject.toml -o requirements.lock
	$(COMPILE) --constraint requirements.lock pyproject.toml -o deploy/docker/requirements.lock

sbom: $(INSTALLED) ## the image's Python packages, as CycloneDX: sbom.json
	$(BIN)/python deploy/docker/sbom.py deploy/docker/requirements.lock sbom.json
