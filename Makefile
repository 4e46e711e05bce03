# A new machine needs Python 3.11 or newer, git, make, and package registries that pip and npm can reach.
#
#   make demo [ONCE=1] [ORDER=text]   the emulator and the sample bot
#   make test [ARGS=…]                every test but the long ones
#   make check                        format, lint, types, architecture, docs
#   make lint                         the first three alone
#   make bench [BENCH=startup]        measure; prints, never judges
#   make soak                         the long tests
#   make mutations [ROWS="S5 S6.2"]   take each promised behaviour away, and see its test fail
#   make drawn                        write again what the tests compare cards and the page with
#   make lock [UPGRADE=1]             write the lock files again (needs uv)
#   make clean                        remove everything the others made

PYTHON ?= python3
UV ?= uv
JOBS ?= 2
ARGS ?=
BENCH ?= *
ROWS ?=

BIN := .venv/bin
NODE := tests/conformance/node

# As they were given: not expanded by make, and read by the shell from the environment, never as part of a command.
export DEMO_ONCE := $(value ONCE)
export DEMO_ORDER := $(value ORDER)

# Bytecode is written wherever Python wants it: the tests start hundreds of programs, and compiling takes half their time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check lint bench soak mutations drawn lock clean setup oracles page browser
.DELETE_ON_ERROR:

demo: .venv/.emulator
	@$(BIN)/python hatch_build.py || true
	@set -- demo; \
	case "$$DEMO_ONCE" in ""|0) ;; *) set -- "$$@" --once ;; esac; \
	test -z "$$DEMO_ORDER" || set -- "$$@" "--order=$$DEMO_ORDER"; \
	exec $(BIN)/larkline "$$@"

test: setup oracles page browser
	$(BIN)/python tools/npm.py web run --silent test
	$(BIN)/python -m pytest -n $(JOBS) --dist loadscope $(ARGS)

check: lint
	$(BIN)/python -m pytest -q tests/test_architecture.py tests/test_repository.py tests/test_docs.py

lint: setup page
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pyrefly check --python-interpreter-path $(BIN)/python
	$(BIN)/python tools/npm.py web run --silent check

bench: setup oracles page browser
	@set -e; for script in bench/$(BENCH).py; do echo "== $$script"; $(BIN)/python "$$script"; done

soak: setup oracles page browser
	$(BIN)/python -m pytest -m "soak or load" --timeout 3600 $(ARGS)

mutations: setup oracles page browser
	$(BIN)/python -m tools.mutations --jobs $(JOBS) $(ROWS)

drawn: setup page browser
	REWRITE_DRAWN=1 $(BIN)/python -m pytest -q tests/console/test_drawn.py tests/console/test_pictures.py tests/console/test_page_pictures.py

setup: .venv/.dev

# The console page, built again only when its sources have changed.
page: setup
	@$(BIN)/python hatch_build.py --tools

# A Chromium for the tests of the page; without one they are skipped and say so.
browser: setup
	@$(BIN)/python tools/browser.py

oracles: .venv-oracles/.installed $(NODE)/node_modules/.installed

.venv/.emulator: requirements/emulator.lock pyproject.toml tools/environment.py
	@$(PYTHON) tools/environment.py .venv requirements/emulator.lock --editable
	@touch $@

# The larger of the two: whoever has it need not install the smaller.
.venv/.dev: requirements/dev.lock pyproject.toml tools/environment.py
	@$(PYTHON) tools/environment.py .venv requirements/dev.lock --editable
	@touch .venv/.emulator $@

.venv-oracles/.installed: requirements/oracles.lock tools/environment.py
	@$(PYTHON) tools/environment.py .venv-oracles requirements/oracles.lock
	@touch $@

$(NODE)/node_modules/.installed: $(NODE)/package.json $(NODE)/package-lock.json $(NODE)/.npmrc | .venv/.dev
	$(BIN)/python tools/npm.py $(NODE) ci --ignore-scripts --loglevel=error
	@touch $@

COMPILE = $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

# One after the other: the smaller ones take the versions of the largest, so that one environment can grow.
lock:
	$(COMPILE) pyproject.toml --all-extras --group dev -o requirements/dev.lock
	$(COMPILE) pyproject.toml --extra emulator --group build -c requirements/dev.lock -o requirements/emulator.lock
	$(COMPILE) pyproject.toml -c requirements/dev.lock -o requirements/core.lock
	$(COMPILE) requirements/oracles.in -o requirements/oracles.lock

clean:
	rm -rf .venv .venv-oracles $(NODE)/node_modules web/node_modules src/larkline/emulator/static build dist .coverage .coverage.* htmlcov
	rm -rf .hypothesis .mypy_cache .pytest_cache .ruff_cache .pyrefly_cache
	find src tests bench examples tools -name __pycache__ -type d -prune -exec rm -rf {} +
