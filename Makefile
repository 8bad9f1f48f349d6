# Everything here runs from a fresh clone: a target that needs the environment makes it first.
# `make PYTHON=/path/to/python3.12 ...` names the interpreter; ARGS goes to the tool, as in `make test ARGS='-k tempo'`.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

RECENT := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(firstword $(foreach python,python3 python3.15 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(python) -c '$(RECENT)' 2>/dev/null && echo $(python))))
UV = $(if $(shell uv --version 2>/dev/null),uv,$(BIN)/uv)

export CHECKOUT := $(CURDIR)
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV

.DEFAULT_GOAL := help
.PHONY: help report reports test check browser lab docs bench lock clean FORCE

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

report: $(STAMP) ## the main report, Surt against what came later; the last line is the page's path
	@$(BIN)/python -m analysis render surt-vs-later $(ARGS)

reports: $(STAMP) ## all reports that have changed; ARGS='--only NAME' makes some of them
	@$(BIN)/python -m analysis batch $(ARGS)

test: $(STAMP) browser ## the tests; ARGS='-m "not kernel"' leaves out those that start a kernel
	@$(BIN)/python -m pytest $(ARGS)

browser: $(STAMP) ## find or install what the browser tests need: Chromium, and the HTML checker
	@$(BIN)/python tests/browser/install.py

check: $(STAMP) browser ## what CI runs: lint, format, types, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/python -m pytest

lab: $(STAMP) ## JupyterLab with the notebooks
	@$(BIN)/python -m jupyterlab notebooks $(ARGS)

docs: $(STAMP) ## the generated documents, made again
	@$(BIN)/python docs/generate.py $(ARGS)

bench: $(STAMP) ## time and memory of runs beside other tools, into benchmarks/results.md; ARGS=--quick for a glance
	@$(BIN)/python benchmarks/runs.py $(ARGS)

lock: $(STAMP) ## requirements.lock from pyproject.toml; ARGS=--upgrade takes the newest releases
	$(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 --all-extras --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --output-file requirements.lock $(ARGS)

clean: ## remove the environment, builds and caches; published pages stay
	rm -rf $(VENV) tests/browser/node_modules build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name .git -prune -o -type d \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

# The stamp is written last and holds the folder it was made in. Without it the environment is half made, and with another
# folder in it its scripts lead elsewhere: either way it is made anew. Otherwise it is only brought up to the lock.
ifneq ($(shell cat $(STAMP) 2>/dev/null),$(CURDIR))
MOVED := FORCE
endif
$(STAMP): requirements.lock pyproject.toml $(MOVED)
	@'$(PYTHON)' -c '$(RECENT)' 2>/dev/null || { \
		echo 'Python 3.11 or newer is needed, and $(or $(PYTHON),none) was found.' \
			'Install one, or name it: make PYTHON=/path/to/python3.12' >&2; exit 1; }
	@echo 'Setting up $(VENV) from requirements.lock' >&2
	@test "$$(cat $(STAMP) 2>/dev/null)" = "$$CHECKOUT" || { rm -rf $(VENV) && $(create); }
	@rm -f $(STAMP)
	@$(UV) pip sync --quiet --python $(VENV) --require-hashes --compile-bytecode requirements.lock || { \
		echo 'uv could not; pip may know another way to the packages, and takes longer' >&2; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; }
	@$(UV) pip install --quiet --python $(VENV) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q analysis || true
	@printf '%s\n' "$$CHECKOUT" > $(STAMP)

# Without uv on the PATH, pip brings the one in the lock: it installs the rest three times as fast as pip does.
define create
if uv --version >/dev/null 2>&1; then '$(PYTHON)' -m venv --without-pip $(VENV); \
else '$(PYTHON)' -m venv $(VENV) && sed -n '/^uv==/,/# via/p' requirements.lock > $(VENV)/uv.lock && \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.lock; fi
endef
