# make        proves, emits, generates and checks everything, into output/
# make test   the whole test suite
# make torture  what takes too long for that: mutants of everything that ships, of certificates too;
#               2000 instances and near misses of each law; 200 000 adverse steps for both provers;
#               20 000 false claims written as if proved; 100 000 damaged files of either kind;
#               100 000 calls of what a file can call, with arguments of the wrong kind;
#               enclosures against quadrature. Two hours.
# make coverage  which lines and branches of the kernel, the rules and the checker the tests reach
#
# Needed: make and Python 3.11 or newer (PYTHON=python3.12 to choose one). The environment is .venv,
# made on first use and brought up to date when pyproject.toml changes.

PYTHON  ?= python3
WORKERS ?= 2
MUTANTS ?= 6000
NUMBER  ?= 2000
FUZZ    ?= 100000
STEPS   ?= 200000
FORGED  ?= 20000
BIN     := .venv/bin
# The build without CUDA, which is large; TORCH=torch==2.13.0 takes whichever there is.
TORCH   ?= torch==2.13.0+cpu
PIP     := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet

.DEFAULT_GOAL := all
.PHONY: all test torture coverage check bench lint format clean distclean
.DELETE_ON_ERROR:

all: .venv/installed
	$(BIN)/symkl build -j $(WORKERS)

check: .venv/installed
	$(BIN)/symkl check

test: .venv/installed-dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

torture: .venv/installed-dev
	$(BIN)/symkl mutate --limit $(MUTANTS) -j $(WORKERS)
	$(BIN)/python tools/torture_laws.py --number $(NUMBER) -j $(WORKERS)
	$(BIN)/python tools/torture_steps.py --steps $(STEPS) -j $(WORKERS)
	$(BIN)/python tools/torture_forgeries.py --forgeries $(FORGED) -j $(WORKERS)
	$(BIN)/python tools/torture_files.py --number $(FUZZ) -j $(WORKERS)
	$(BIN)/python tools/torture_constructors.py --number $(FUZZ) -j $(WORKERS)
	$(BIN)/python tools/torture_certificates.py --mutants 7500 --fuzz $(FUZZ)
	$(BIN)/python tools/measure_enclosures.py

coverage: .venv/installed-dev
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest -n 0 -p no:cacheprovider $(COVERED)
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report --skip-covered

COVERED = tests/kernel tests/rules tests/recheck tests/derivations tests/certificate tests/mutate \
  tests/families tests/test_agreement.py tests/test_scalar_integrals.py \
  tests/test_vector_integrals.py tests/test_tables.py \
  tests/test_limits.py tests/test_falsehoods.py tests/test_broken_steps.py tests/test_library.py \
  tests/cli/test_hostile.py tests/cli/test_reading.py symkl/kernel symkl/rules

bench: .venv/installed-dev .venv-peers/installed
	$(BIN)/python -m benchmarks $(ARGS)

lint: .venv/installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy

format: .venv/installed-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean:
	rm -rf build dist .pytest_cache .hypothesis .ruff_cache .mypy_cache .symkl-cache .coverage*
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

distclean: clean
	rm -rf .venv .venv-peers

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'symkl needs Python 3.11 or newer; choose one with: make PYTHON=python3.12' >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml | $(BIN)/python
	$(PIP) --editable .
	@touch $@

.venv/installed-dev: pyproject.toml | $(BIN)/python
	$(PIP) --editable '.[dev]'
	@$(PIP) '$(TORCH)' || echo '$(TORCH) cannot be installed here: its tests are skipped' >&2
	@touch $@ .venv/installed

# One by one: what cannot be installed is named in the table, and the rest is measured.
.venv-peers/installed: benchmarks/peers.txt
	$(PYTHON) -m venv .venv-peers
	@grep -v '^#' $< | while read -r peer; do \
	  [ "$$peer" = 'torch==2.13.0' ] && peer='$(TORCH)'; \
	  .venv-peers/bin/python -m pip --disable-pip-version-check --no-input install --quiet "$$peer" \
	    || echo "$$peer cannot be installed here" >&2; \
	done
	@touch $@
