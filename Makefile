# Everything starts here: `make` alone lists the commands.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test lint types contracts unit e2e bench format docs lock clean ready ready-for-tests system

PYTHON_FILES := app components jobs migrations tests e2e .ci
TEMPLATES := components templates
# Tests find there what stands in for a program of the system.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# Python keeps what it compiled, whatever the machine says: tests start a hundred processes.
export PYTHONDONTWRITEBYTECODE :=

help: ## Affiche cette liste
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

run: ready ## Lance le portail de démonstration (PORT, 8000 par défaut)
	@exec env PORTAIL_ENV=demo .venv/bin/python -m app serve

test: lint types contracts unit e2e ## Vérifie tout, et s’arrête à la première erreur

lint: ready-for-tests ## Style du code et des gabarits
	@.venv/bin/ruff check --quiet $(PYTHON_FILES)
	@.venv/bin/ruff format --quiet --check $(PYTHON_FILES)
	@.venv/bin/djlint --quiet --lint $(TEMPLATES)

types: ready-for-tests ## Types, au plus strict
	@.venv/bin/mypy --no-error-summary

contracts: ready-for-tests ## Sens des imports entre les fonctionnalités
	@.venv/bin/lint-imports --no-logo

unit: ready-for-tests system ## Règles, base de données, travaux et pages, sans navigateur
	@.venv/bin/python -m pytest tests -n 3 --dist worksteal

e2e: ready-for-tests system ## Parcours dans un vrai navigateur
	@.venv/bin/python -m pytest e2e -n 2 --dist loadfile

bench: ready-for-tests ## Mesures de vitesse et de poids
	@.venv/bin/python -m tests.bench

format: ready-for-tests ## Met le code en forme
	@.venv/bin/ruff check --quiet --fix $(PYTHON_FILES)
	@.venv/bin/ruff format --quiet $(PYTHON_FILES)

docs: ready-for-tests ## Réécrit dans les documents ce qu’ils montrent du code (règles de sécurité, classes de données)
	@.venv/bin/python -m tests.security_document

lock: ready-for-tests ## Refait les fichiers de dépendances (UPGRADE=1 : prend les versions les plus récentes)
	@.ci/lock $(if $(UPGRADE),--upgrade)

clean: ## Supprime l’environnement et les caches, jamais les données
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find app components jobs migrations tests e2e .ci -name __pycache__ -prune -exec rm -rf {} +

ready: ## Prépare l’environnement, sans rien lancer
	@.ci/environment requirements.txt

ready-for-tests:
	@.ci/environment requirements-test.txt

# Redis and Chromium.
system: ready-for-tests
	@.venv/bin/python .ci/system.py
