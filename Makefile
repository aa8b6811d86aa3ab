# Needs Python >= 3.11, make and a package index. `make demo` and `make test` set up all else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Removed and made anew at each `make demo`: never a folder that somebody could name by mistake.
override DEMO := demo-vault
DEMO_DAY := 2026-06-30
ASK = echo && VAULTKIT_CACHE=.bench/demo $(BIN)/vaultkit ask --short --vault "$(DEMO)" --today $(DEMO_DAY)
SIZE ?= 1000 10000

.PHONY: demo test check bench update clean

demo: $(VENV)/installed
	@rm -rf "$(DEMO)" .bench/demo && cp -R sample_vault "$(DEMO)" && rm -rf "$(DEMO)/Reports"
	@VAULTKIT_CACHE=.bench/demo $(BIN)/vaultkit report --vault "$(DEMO)" --today $(DEMO_DAY)
	@echo
	@echo "May Nora ask? A go, a go lighter, a build first, a wait and a no:"
	@$(ASK) "Ana Ruiz" --kind introduction --target "Priya Raman"
	@$(ASK) "Martin Achterberg" --kind introduction
	@$(ASK) "Mikael Strand" --kind referral --target "Priya Raman"
	@$(ASK) "Tomás Oliveira" --kind feedback
	@$(ASK) "Viktor Sand" --kind reference
	@echo
	@echo "What her newer LinkedIn export would change; nothing is written:"
	@echo && VAULTKIT_CACHE=.bench/demo $(BIN)/vaultkit import linkedin "$(DEMO)/Imports/Connections.csv" --dry-run --vault "$(DEMO)" --today $(DEMO_DAY)
	@echo
	@echo "A copy of the sample vault now has its reports, as of $(DEMO_DAY):"
	@for page in "$(DEMO)"/Reports/*.md "$(DEMO)"/Reports/Briefs/*.md; do echo "  $$page"; done
	@echo "Open the folder $(DEMO) as a vault in Obsidian (or read the files in any editor), beginning with"
	@echo "  $(DEMO)/Reports/Overview.md"

test: check
	$(BIN)/pytest

check: $(VENV)/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/installed
	$(BIN)/python tests/bench/bench.py $(SIZE)

update: $(VENV)/developing
	$(BIN)/pytest --update

clean:
	rm -rf $(VENV) "$(DEMO)" .bench dist

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "vaultkit needs Python 3.11 or newer; name one: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/developing: pyproject.toml $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	@touch $@
