# What one does with this repository. Needs make, git and a Python from 3.11 to 3.13; the rest is fetched, hash-locked, into .venv.

PYTHON ?= $(shell .ci/find-python)
VENV ?= .venv
PYTEST_ARGS ?= -n auto --dist worksteal
RUNS ?= 1
IMAGE ?= localhost/segments-as-code:dev
UV_VERSION = 0.13.9
VERSION ?= $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
export IMAGE

bin = $(VENV)/bin
ready = $(VENV)/ready
lock = $(VENV)-lock/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet $(UPGRADE)

# $(call make_venv,FOLDER): a Python that does not fit is refused before anything is written; an environment that one has left is made anew.
define make_venv
	@.ci/find-python --fits "$(PYTHON)"
	@if [ -e "$(1)/pyvenv.cfg" ] && ! .ci/find-python --fits "$(1)/bin/python" 2>/dev/null; then rm -rf "$(1)"; fi
	$(PYTHON) -m venv "$(1)"
endef

.DEFAULT_GOAL := help
.PHONY: help test test-quick test-lowest demo demo-examples lint ci image image-report containers lock reference site release-dry-run audit venv clean bench bench-full bench-load bench-ready

help: ## List the targets (this)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

test: $(ready) ## Run the tests (PYTEST_ARGS="-n 0 -k promise" narrows them)
	$(bin)/python -m pytest -m "not containers" $(PYTEST_ARGS)

# What starts at the entry points, reads and writes files, or uses an engine: what may differ between versions of Python. Public CI runs all tests on each.
quick = $(addprefix tests/,cli action apply pull files audience)

test-quick: $(ready) ## Run the tests from the entry points, without the slow ones and the browser, and with few examples of each property
	HYPOTHESIS_PROFILE=brief $(bin)/python -m pytest -m "not containers and not slow and not browser" $(PYTEST_ARGS) $(quick)

# Left out are the tests that start linters, which this environment has not.
test-lowest: $(VENV)-lowest/ready ## Run all tests but the slow ones with the lowest versions of the dependencies that pyproject.toml allows
	HYPOTHESIS_PROFILE=brief $(VENV)-lowest/bin/python -m pytest -m "not containers and not slow" $(PYTEST_ARGS) \
	  --ignore tests/test_architecture.py --ignore tests/image \
	  --deselect tests/cli/test_init.py::test_the_workflows_are_accepted_by_githubs_schema

demo: $(VENV)-runtime/ready ## Show the life of one change in sixty lines, on embedded services
	@$(VENV)-runtime/bin/segments demo

demo-examples: $(VENV)-runtime/ready ## Plan, apply and plan again the example segments, on embedded services
	@PATH="$(abspath $(VENV)-runtime/bin):$$PATH" examples/demo.sh

lint: $(ready) ## Run every linter, then list those that failed
	@VENV=$(VENV) .ci/run lint

ci: ## Run everything that CI runs
	@.ci/run

image: ## Build the action's image (IMAGE=tag names it)
	@.ci/containers build "$(IMAGE)" .

image-report: ## List what each layer of the image adds (IMAGE=tag), and which imports are slow
	@.ci/containers run -v "$(CURDIR)/scripts/image:/scripts:ro" --entrypoint /usr/local/bin/python "$(IMAGE)" -I /scripts/report.py

containers: $(ready) ## Build and run the image, and a workflow through act, as a runner would
	$(bin)/python -m pytest -m containers -n 2 --dist loadfile -rs tests/containers

lock: $(VENV)-lock/bin/uv ## Rewrite requirements/*.txt from pyproject.toml (UPGRADE=--upgrade: with the newest versions)
	$(lock) pyproject.toml --output-file requirements/runtime.txt
	$(lock) --group build --output-file requirements/build.txt
	$(lock) pyproject.toml --extra audience --constraints requirements/runtime.txt --output-file requirements/audience.txt
	$(lock) pyproject.toml --extra audience --extra emulator --group build --group test --group lint \
	  --constraints requirements/runtime.txt --constraints requirements/build.txt --output-file requirements/dev.txt
	$(lock) --group site --output-file requirements/site.txt
	$(lock) --group audit --output-file requirements/audit.txt
	$(lock) --group bench --output-file requirements/bench.txt
	rm -f $(VENV)-lock/lowest.txt
	$(lock) --resolution lowest-direct pyproject.toml --extra audience --extra emulator --output-file $(VENV)-lock/lowest.txt
	$(lock) pyproject.toml --extra audience --extra emulator --group build --group test --constraints $(VENV)-lock/lowest.txt --output-file requirements/lowest.txt

bench: bench-ready ## Compare run times with the lower bound, similar tools and the goals: ten minutes, writes docs/performance.md (RUNS=3 repeats it)
	$(bin)/python -m bench --peers $(VENV)-bench --runs $(RUNS)

bench-full: bench-ready ## The same once, with nine pairs of each measurement instead of three
	$(bin)/python -m bench --peers $(VENV)-bench --full

bench-load: $(ready) ## Run fifty pull requests at once against the embedded Pinpoint and the fake GitHub
	$(bin)/python -m bench.load

reference: $(ready) ## Regenerate docs/reference
	$(bin)/python -m scripts.reference
	$(bin)/python -m aws_emulator.reference docs/reference/emulator.md

site: $(VENV)-site/ready scripts/node_modules/mermaid ## Build the site of these pages into build/site/html; a link or an anchor that leads nowhere fails it
	@$(VENV)-site/bin/python -m scripts.site

release-dry-run: $(ready) ## Write what a release would publish to build/release, and print what it would do (VERSION=1.2.3)
	@$(bin)/python -m scripts.release dry-run "v$(VERSION)"

audit: $(VENV)-audit/ready ## Look the locked versions up in the advisory database (needs the internet)
	$(VENV)-audit/bin/pip-audit --require-hashes --disable-pip -r requirements/runtime.txt -r requirements/dev.txt

venv: $(ready) ## Make .venv and nothing else

clean: ## Remove what was made
	rm -rf $(VENV) $(VENV)-* dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -type d -exec rm -rf {} +

$(ready): requirements/dev.txt pyproject.toml
	$(call make_venv,$(VENV))
	$(bin)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.txt
	$(bin)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --check-build-dependencies --editable .
	@touch $@

$(VENV)-runtime/ready: requirements/runtime.txt requirements/build.txt pyproject.toml
	$(call make_venv,$(VENV)-runtime)
	@echo "Installing $$(grep -c '^[a-z].*==' requirements/runtime.txt) packages (requirements/runtime.txt), what builds ours, and ours into $(VENV)-runtime ..."
	@$(VENV)-runtime/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/runtime.txt --requirement requirements/build.txt
	@$(VENV)-runtime/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --check-build-dependencies --editable .
	@touch $@

$(VENV)-lowest/ready: requirements/lowest.txt pyproject.toml
	$(call make_venv,$(VENV)-lowest)
	$(VENV)-lowest/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/lowest.txt
	$(VENV)-lowest/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --check-build-dependencies --editable .
	@touch $@

$(VENV)-lock/bin/uv: Makefile
	$(call make_venv,$(VENV)-lock)
	$(VENV)-lock/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

bench-ready: $(ready) $(VENV)-bench/ready

$(VENV)-bench/ready: requirements/bench.txt
	$(call make_venv,$(VENV)-bench)
	$(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/bench.txt
	@touch $@

$(VENV)-audit/ready: requirements/audit.txt
	$(call make_venv,$(VENV)-audit)
	$(VENV)-audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/audit.txt
	@touch $@

$(VENV)-site/ready: requirements/site.txt
	$(call make_venv,$(VENV)-site)
	$(VENV)-site/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/site.txt
	@touch $@

scripts/node_modules/mermaid: scripts/package-lock.json
	npm ci --ignore-scripts --prefix scripts
	@touch $@
