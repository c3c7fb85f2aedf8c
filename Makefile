# `make` lists what there is. Nothing but Debian's python3, python3-venv, make and git is needed.

.DEFAULT_GOAL := help
.PHONY: help setup run check fix test e2e bench seed reset docs diagrams
python := .venv/bin/python
export SCALE BENCH_DATA PROFILE

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

setup: ## Make the environment in .venv, with the tools for development
	@sh scripts/setup dev

run: ## Start everything, http://127.0.0.1:8000 (`make run PORT=8001` for another port); Ctrl-C stops it
	@sh scripts/setup
	@exec $(python) manage.py up

check: ## Run every static check and report all failures
	@sh scripts/setup dev
	@$(python) scripts/check.py

fix: ## Format, and mend what the linters can mend
	@sh scripts/setup dev
	@$(python) -m ruff format .
	@$(python) -m ruff check --fix-only .

test: ## Run every test: unit, integration on real servers, browser
	@sh scripts/setup dev
	@sh scripts/browser
	@$(python) -m pytest -n auto --dist loadscope

e2e: ## Run the browser tests alone
	@sh scripts/setup dev
	@sh scripts/browser
	@$(python) -m pytest tests/e2e

bench: ## Measure speed and memory beside the floor; SCALE=small in five minutes, BENCH_DATA=folder keeps the desks, PROFILE=1
	@sh scripts/setup dev
	@$(python) -m bench

seed: ## Play the demo data into the database
	@sh scripts/setup
	@$(python) manage.py seed_demo

reset: ## Drop the local data and start over with fresh demo data
	@sh scripts/setup
	@$(python) manage.py reset_data
	@$(python) manage.py up --prepare-only

docs: ## Write the documents that are read out of the code: docs/reference
	@sh scripts/setup dev
	@$(python) manage.py generate_docs
	@$(python) manage.py export_openapi

diagrams: docs ## Draw the life of a ticket: docs/reference/ticket-states.md
