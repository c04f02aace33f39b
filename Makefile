# Two commands matter: „make run“ and „make test“. What outgrows a line stands in pik/install.py and pik/run.py.
PYTHON ?= python3
BIN := .venv/bin
PACKAGES := pik cases planning funding tests
# As if behind TLS on other machines: nothing is contacted, but the deploy check sees what would be served.
DEPLOYED := DATABASE_URL=postgres://pik_runtime@localhost/pik REDIS_URL=redis://localhost:6379/0 ALLOWED_HOSTS=pik.example \
  EMAIL_URL=submission://localhost \
  SECRET_KEY=$$(head -c 48 /dev/urandom | base64 -w0) MASTER_KEYS=1:$$(head -c 32 /dev/urandom | base64 -w0)

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests run test check format screenshots bench reset-demo

help:          ## diese Übersicht
	@sed -n 's/^\([a-z-]*\): .*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 24

setup:         ## richtet den Rechner ein, ohne etwas zu starten
	@$(PYTHON) pik/install.py

setup-tests:   ## dasselbe, mit allem, was Tests und Prüfungen brauchen
	@$(PYTHON) pik/install.py --tests

run: setup     ## richtet alles ein und startet PiK (PORT=8000)
	@exec $(BIN)/python -m pik.run

test: setup-tests  ## alle Tests, auch die im Browser
	@$(BIN)/python -m pytest -n 2 --dist worksteal

check: setup-tests  ## Format, Stil, Typen, Schichten, Vorlagen, Migrationen, Betrieb
	$(BIN)/ruff format --check $(PACKAGES)
	$(BIN)/ruff check $(PACKAGES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/python -m pik.run $(BIN)/python manage.py makemigrations --check --dry-run
	$(DEPLOYED) $(BIN)/python manage.py check --deploy --fail-level WARNING
	@if docker compose version >/dev/null 2>&1; then $(DEPLOYED) docker compose config --quiet; \
	  else echo "docker compose gibt es hier nicht; docker-compose.yml prüft tests/test_compose.py."; fi

format: setup-tests  ## bringt Python und Vorlagen in Form
	$(BIN)/ruff format $(PACKAGES)
	$(BIN)/ruff check --fix $(PACKAGES)

screenshots: setup-tests  ## Bilder aller Seiten nach var/screenshots
	@$(BIN)/python -m tests.screenshots

bench: setup-tests  ## misst die Seiten mit 2.000 und 50.000 Fällen, nach var/bench.json
	@$(BIN)/python -m tests.bench

reset-demo: setup  ## wirft die Demodaten weg und legt sie neu an
	@$(BIN)/python -m pik.run $(BIN)/python manage.py demo --reset
