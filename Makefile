# `make` lists the targets. Everything is installed into .venv/ and nowhere else.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

VENV    := .venv
BIN     := $(VENV)/bin
PYTHONS ?= python3.13 python3.12 python3.11 python3
WORKERS ?= 2
SLOW    ?= slow
SAMPLES ?= 500
FAULTS  ?= 40

# Whose results are kept in the repository, from the quickest to the one that takes longest.
PUBLISHED := tiny startup cost-centre furniture-retailer growth four-nines enterprise

# One stamp for each set of packages; a newer pyproject.toml or constraints.txt makes it stale.
CREATED := $(VENV)/.created
RUNTIME := $(VENV)/.runtime
DEV     := $(VENV)/.dev
BENCH   := $(VENV)/.bench
DOCS    := $(VENV)/.docs
ALL     := $(VENV)/.all
LAB     := $(VENV)/.lab
PINS    := pyproject.toml constraints.txt

# pip is asked to be quiet; what goes wrong is still printed.
INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --constraint constraints.txt

# Prints the first Python that runs and is new enough, or says what is missing.
define find_python
found=; \
for candidate in $(PYTHONS); do \
  if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
    found=$$candidate; break; \
  fi; \
done; \
if [ -z "$$found" ]; then \
  echo "whorunsit needs Python 3.11 or newer; none of these runs and is new enough: $(PYTHONS)." >&2; \
  echo "Name one yourself: make PYTHONS=/path/to/python3 ..." >&2; \
  exit 1; \
fi; \
if ! $$found -c 'import ensurepip, venv' >/dev/null 2>&1; then \
  echo "$$found can't create virtual environments; on Debian or Ubuntu: apt-get install python3-venv" >&2; \
  exit 1; \
fi
endef

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: run
run: $(RUNTIME) ## set up, then compare the support models for the furniture retailer
	$(BIN)/whorunsit compare scenarios/furniture-retailer.toml

.PHONY: setup
setup: $(DEV) ## set up everything a developer needs

.PHONY: test
test: $(DEV) ## the fast tests
	$(BIN)/pytest -n $(WORKERS)

# pytest ends with 5 when it finds nothing to run, and with another code when collecting fails.
.PHONY: test-slow
test-slow: $(ALL) ## the slow tests: long statistics, clusters, browser, workbook, notebooks
	@code=0; $(BIN)/pytest -m $(SLOW) --collect-only -q >/dev/null || code=$$?; \
	if [ $$code -eq 5 ]; then echo "No test is marked slow yet."; \
	else set -x; $(BIN)/pytest -n $(WORKERS) -m $(SLOW); fi

.PHONY: check
check: $(DEV) ## lint, format, types, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports

.PHONY: fix
fix: $(DEV) ## let ruff mend what it can: format, import order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: bench
bench: $(BENCH) ## how fast the simulator is, against bare SimPy and others; a page of docs/
	$(BIN)/python -m benchmarks

.PHONY: mutation
mutation: $(ALL) ## plant faults in the source, and tell which no test sees (FAULTS=40)
	$(BIN)/python tests/mutation/planted.py $(FAULTS)

.PHONY: drivers
drivers: $(DEV) ## how far every typed-in number moves the furniture retailer; into docs/model.md
	$(BIN)/whorunsit drivers scenarios/furniture-retailer.toml --against you-run-it --replications 4 --into docs/model.md

.PHONY: calibration
calibration: $(DEV) ## hold shipped scenarios against published base rates; into docs/calibration.md
	$(BIN)/whorunsit verify --base-rates --into docs/calibration.md

.PHONY: uncertainty
uncertainty: $(DEV) ## how sure each published verdict is, and what to find out first; into results/
	for name in $(PUBLISHED); do $(BIN)/whorunsit uncertainty scenarios/$$name.toml --samples $(SAMPLES); done

.PHONY: results
results: $(DEV) ## compare the support models of each published scenario; into results/
	for name in $(PUBLISHED); do $(BIN)/whorunsit compare scenarios/$$name.toml --overwrite; done
	$(BIN)/whorunsit assign scenarios/enterprise.toml

.PHONY: claims
claims: $(DEV) ## judge what the literature claims; into docs/claims.md and its neighbours
	$(BIN)/whorunsit claims --out docs

.PHONY: reference
reference: $(DEV) ## list every parameter and every metric; into docs/
	$(BIN)/python -c "from sim.documents.reference import parameters_markdown as page; print(page(), end='')" > docs/parameters.md
	$(BIN)/python -c "from sim.records.metrics.reference import metrics_markdown as page; print(page(), end='')" > docs/reference/metrics.md

# A comparison says how sure it is where the study of that stands beside it, so this comes first.
.PHONY: publish
publish: ## make everything again that is kept of a run: hours
	$(MAKE) reference uncertainty
	$(MAKE) results drivers calibration claims notebooks bench

.PHONY: notebooks
notebooks: $(ALL) ## run the notebooks again and keep what they show
	$(BIN)/python notebooks/run.py notebooks/*.ipynb

.PHONY: lab
lab: $(LAB) ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab --notebook-dir notebooks

.PHONY: docs
docs: $(DOCS) ## build the documentation into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

# Takes the newest versions that pyproject.toml allows, in an environment of their own.
.PHONY: lock
lock: ## choose the newest versions of everything and pin them in constraints.txt
	@$(find_python); rm -rf build/lock; $$found -m venv build/lock
	build/lock/bin/python -m pip install --quiet --quiet --disable-pip-version-check --editable '.[all,lab]'
	@{ sed -n '/^#/p;/^[^#]/q' constraints.txt; \
	   build/lock/bin/python -m pip freeze --disable-pip-version-check --exclude-editable \
	   | grep -E '^[A-Za-z0-9._-]+==[^+@/]+$$' | sort -f; } > build/constraints.txt
	mv build/constraints.txt constraints.txt
	rm -rf build/lock

.PHONY: clean
clean: ## remove the environment, caches and builds; results stay
	rm -rf $(VENV) build dist site .benchmarks .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find sim tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

$(CREATED):
	@$(find_python); echo "Creating $(VENV) with $$($$found --version)"; $$found -m venv --clear $(VENV)
	@touch $@

# Half of the time of setting up would go into compiling every module of every package; Python compiles
# one when it is first imported. Not for developers: their tests make errors of a package's warnings.
$(RUNTIME): $(CREATED) $(PINS)
	$(INSTALL) --no-compile --editable .
	@touch $@

$(DEV): $(CREATED) $(PINS)
	$(INSTALL) --editable '.[dev]'
	@touch $(RUNTIME) $@

$(ALL): $(CREATED) $(PINS)
	$(INSTALL) --editable '.[all]'
	@touch $(RUNTIME) $(DEV) $(BENCH) $(DOCS) $@

$(LAB): $(CREATED) $(PINS)
	$(INSTALL) --editable '.[lab]'
	@touch $(RUNTIME) $@

$(BENCH): $(CREATED) $(PINS)
	$(INSTALL) --editable '.[bench]'
	@touch $(RUNTIME) $@

$(DOCS): $(CREATED) $(PINS)
	$(INSTALL) --editable '.[docs]'
	@touch $(RUNTIME) $@
