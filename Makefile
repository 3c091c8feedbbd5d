# Every job of the project. A machine needs Python 3.11 or newer and make; the rest comes from the locks in requirements/.
# After the first run of a target nothing here touches the network.

PYTHON ?= python3
ARGS ?=
VENV := .venv
RUN := $(VENV)/bin/python

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: demo test check bench verify docs locks clean help

demo: $(VENV)/.ready-run  ## set up, and forecast the demonstration case
	@$(VENV)/bin/corridor warmup
	$(VENV)/bin/corridor demo $(ARGS)

test: $(VENV)/.ready-test  ## run the tests (ARGS="-k ledger" for some of them)
	@$(VENV)/bin/corridor warmup
	$(RUN) -m pytest -n auto $(ARGS)

check: $(VENV)/.ready-check  ## lint, format and types
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

bench: $(VENV)/.ready-run  ## measure speed
	$(RUN) -m benchmarks $(ARGS)

verify: $(VENV)/.ready-test  ## run the long statistical tests, and the kernel with every index checked
	@$(VENV)/bin/corridor warmup
	$(RUN) -m pytest -n auto -m "slow or verify" --timeout 3600 $(ARGS)
	NUMBA_BOUNDSCHECK=1 $(VENV)/bin/corridor warmup
	NUMBA_BOUNDSCHECK=1 $(RUN) -m pytest -n auto -m "not slow" --timeout 3600 tests/compiled $(ARGS)

docs: $(VENV)/.ready-docs  ## build the documentation into docs/_build/html
	$(RUN) -m sphinx -E -W -b html docs docs/_build/html

# One environment serves all purposes: the locks agree with each other (see `locks`).
$(VENV)/.ready-%: requirements/%.txt requirements/build.txt pyproject.toml src/corridor/_version.py $(VENV)/.made
	$(RUN) -m pip install --quiet --require-hashes -r requirements/build.txt -r requirements/$*.txt
	$(RUN) -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "corridor needs Python 3.11 or newer, and '$(PYTHON)' is not that: name one, as in: make PYTHON=python3.12" >&2; \
		exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

.PRECIOUS: $(VENV)/.made $(VENV)/.ready-%

# Everything is resolved together once, and each purpose is then cut out of that, so that no two locks disagree.
# Pins that still fit are kept; `make locks UPGRADE=1` takes the newest.
COMPILE := pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--no-header --no-annotate --no-emit-index-url

locks:  ## remake the locks in requirements/ (needs the network)
	@set -e; tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; \
	$(PYTHON) -m venv "$$tmp/venv"; "$$tmp/venv/bin/python" -m pip install --quiet uv; uv="$$tmp/venv/bin/uv"; \
	$(if $(UPGRADE),,cat requirements/*.txt > "$$tmp/all.txt" 2>/dev/null || true;) \
	"$$uv" $(COMPILE) pyproject.toml --all-extras --group build --output-file "$$tmp/all.txt" > /dev/null; \
	lock() { echo "requirements/$$1.txt"; purpose=$$1; shift; rm -f "requirements/$$purpose.txt"; \
		"$$uv" $(COMPILE) --generate-hashes --constraints "$$tmp/all.txt" \
			--output-file "requirements/$$purpose.txt" "$$@" > /dev/null; }; \
	lock run pyproject.toml; \
	lock test pyproject.toml --extra test; \
	lock check pyproject.toml --extra check; \
	lock docs pyproject.toml --extra docs; \
	lock build --group build

clean:  ## remove all that these targets have made
	rm -rf $(VENV) build dist docs/_build docs/_generated benchmarks/results .pytest_cache .hypothesis .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
