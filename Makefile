# Every command of the project, with a sentence each: `make help`.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.run-ready
TEST_READY := $(VENV)/.test-ready

help: ## Say what each command does.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(RUN_READY): requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(TEST_READY): requirements-dev.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(RUN_READY)

run: $(RUN_READY) ## Start the desk; without a token, with a local Telegram, and say which address to open.
	@$(BIN)/python -m bot up

tour: $(RUN_READY) ## Play one return all the way on the desk that runs, like a person would.
	@$(BIN)/python -m bot tour

doctor: $(RUN_READY) ## Check every rule that always holds against the database.
	@$(BIN)/python -m bot doctor

sandbox: $(RUN_READY) ## Start the local Telegram alone; any bot can talk to it.
	@$(BIN)/python -m bot.sandbox

real-data: $(RUN_READY) ## Import a wholesaler's real lines from DATA=FOLDER and replay its credits.
	@$(BIN)/python -m bot real-data "$(DATA)"

test: $(TEST_READY) browser-ready ## Run all tests; installs what they need, PostgreSQL and Chromium included.
	$(BIN)/python -m pytest tests -n 2 --dist loadgroup

unit: $(TEST_READY) ## Run the unit tests alone: seconds.
	$(BIN)/python -m pytest tests/unit tests/architecture -n 2

histories: $(TEST_READY) ## Try COUNT=5000 random histories of everybody at once; the doctor looks at each.
	HISTORIES="$(or $(COUNT),5000)" $(BIN)/python -m pytest tests/histories -n 2 -k sqlite

browser-ready: ## Install Chromium where this machine lets us.
	@command -v chromium >/dev/null 2>&1 || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 \
	  && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } \
	  || echo "Chromium is not here and cannot be installed by this user: the browser tests will say so."

check: $(TEST_READY) ## Style, types and import contracts.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

botapi-check: $(TEST_READY) ## Check what the local Telegram sends and the bot calls against SPEC=bot-api.json.
	BOTAPI_SPEC="$(SPEC)" $(BIN)/python -m pytest tests/integration/sandbox tests/dialogs -n 2 -k "not postgresql"

bench: $(TEST_READY) ## Measure what the weekly summary costs with a short and a long history.
	$(BIN)/python -m tests.bench.measure_reports

lock: $(TEST_READY) ## Pin all dependencies anew, with hashes.
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes -q --custom-compile-command "make lock" -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes -q --custom-compile-command "make lock" -o requirements-dev.txt

.PHONY: help run tour doctor sandbox real-data test unit histories browser-ready check botapi-check bench lock
