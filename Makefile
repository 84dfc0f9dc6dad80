# marugoto (丸ごと相談). `make help` lists the commands. Needs git, make and a python3 with venv and pip; no more.
SHELL := /bin/bash
export UV_COMPILE_BYTECODE := 1
export RASA_TELEMETRY_ENABLED := false
PY := .venv/bin/python
RUN := .venv/bin/marugoto

.DEFAULT_GOAL := help
.PHONY: help install run test check format lock train evaluate bench doctor clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: .venv/.installed ## make .venv with everything that requirements.lock names

.venv/.installed: requirements.lock pyproject.toml scripts/install
	@bash scripts/install

run: install ## serve chat and console on 127.0.0.1:8000
	@$(RUN) serve

test: install ## everything: checks, units, database, browser, faults
	@bash scripts/test

check: install ## everything that needs no browser, no server and no trained model
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy && $(PY) -m pytest -q -m "not slow"

format: install ## format and sort imports
	@$(PY) -m ruff check --fix . && $(PY) -m ruff format .

lock: install ## resolve the dependencies anew into requirements.lock
	@bash scripts/lock

train: install ## train the model of the current sources
	@$(RUN) train

evaluate: train ## score messages and whole conversations; ARGS="--detail --plain-rasa --pictures" (messages)
	@$(PY) -m benchmarks.evaluate $(ARGS)
	@$(PY) -m benchmarks.conversations

bench: train ## measure this system and plain Rasa beside it (figures in var/bench.json)
	@$(RUN) bench --quick --json var/bench.json

doctor: install ## what must be mended before residents are let in
	@$(RUN) doctor

clean: ## remove what installing and running made, the keys and the database excepted
	@rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info var/models
