# ECG-IMN Desktop. Two commands are enough: `make run` and `make test`; both set everything up first.
#
#   make run [RECORD=path]    open the window on a record, or on a bundled (simulated) example
#   make test [PYTEST_ARGS=]  run the whole test suite, a process for each core (PYTEST_ARGS="-n 0": one)
#   make coverage             how much of model/, io/ and analysis/ the unit tests run (90 % of every module, or it fails)
#   make audit                compare the pinned dependencies with the lists of known faults (needs the network)
#   make lint                 style, formatting, types, import contracts
#   make format               put the formatting right
#   make bench [BENCH_ARGS=]  run the benchmarks (--quick: a look at whether they run)
#   make examples             make the simulated records of resources/examples again
#   make package              build the installer for this system (dist/)
#   make notices              make THIRD_PARTY_NOTICES.md again from the installed packages
#   make screenshots          make the pictures of docs/ again
#   make translations         collect the visible strings and compile the translations (resources/i18n)
#   make clean                remove what was built and cached (.venv stays; `make distclean` removes it too)

PYTHON ?= python3
VENV := .venv/bin
# RECORD reaches the recipe through the environment, so a path may hold spaces and quotes.
export RECORD

.DEFAULT_GOAL := run
.PHONY: run test coverage audit package lint format bench examples screenshots translations notices clean distclean set-up-run set-up-test set-up-package

set-up-run set-up-test set-up-package:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "Python 3 is missing. Install it (Debian, Ubuntu: sudo apt-get install python3 python3-venv)." >&2; exit 1; }
	@$(PYTHON) packaging/setup_env.py $(@:set-up-%=%)

run: set-up-run
	@$(VENV)/ecg-imn view $${RECORD:+"$$RECORD"}

test: set-up-test
	@$(VENV)/python -m pytest -n auto --maxprocesses 8 --dist worksteal $(PYTEST_ARGS)

coverage: set-up-test
	@QT_QPA_PLATFORM=offscreen $(VENV)/python -m pytest -q tests/unit --cov=ecg_imn_desktop.model --cov=ecg_imn_desktop.io \
	  --cov=ecg_imn_desktop.analysis --cov-report=term-missing:skip-covered --cov-report=json:build/coverage.json
	@$(VENV)/python -c "import json, sys; \
	  files = json.load(open('build/coverage.json'))['files'].items(); \
	  low = [f'{name} {of[\"summary\"][\"percent_covered\"]:.0f} %' for name, of in files \
	         if of['summary']['percent_covered'] < 90]; \
	  sys.exit('coverage: under 90 %: ' + ', '.join(low) if low else 0)"

# pip-audit runs in an environment of its own: it is no dependency of the program, and it brings many of its own.
audit:
	@$(PYTHON) packaging/audit.py

lint: set-up-test
	$(VENV)/ruff check
	$(VENV)/ruff format --check
	$(VENV)/mypy
	$(VENV)/lint-imports

format: set-up-test
	$(VENV)/ruff check --fix
	$(VENV)/ruff format

# One table in under ten minutes; those in benchmarks/ that need data say so when called with --help.
bench: set-up-test
	@QT_QPA_PLATFORM=offscreen $(VENV)/python benchmarks/bench $(BENCH_ARGS)

examples: set-up-run
	$(VENV)/python -m ecg_imn_desktop.simulate

screenshots: set-up-run
	QT_QPA_PLATFORM=offscreen $(VENV)/python docs/make_screenshots.py

translations: set-up-test
	$(VENV)/python packaging/translations.py

package: set-up-package
	$(VENV)/python packaging/package.py

notices: set-up-test
	$(VENV)/python packaging/third_party.py

clean:
	rm -rf build dist out htmlcov .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests benchmarks packaging -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf .venv
