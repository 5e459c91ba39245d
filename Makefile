# `make help` says what each target does; README says which two to start with.
PYTHON ?= python3
export PORT ?= 8000
BIN = .venv/bin
MANAGE = $(BIN)/python manage.py
# PyPI has it for Linux on x86-64 alone; elsewhere it must be in the PATH.
BIOME = $(or $(wildcard $(BIN)/biome),biome)
SCRIPTS = movingcities/static/css movingcities/static/js tests/browser
COLLECT = makemessages --all --no-wrap --no-obsolete --add-location file --ignore .venv --ignore var --ignore tests --ignore docs
STATIC = $(or $(STATIC_ROOT),$(or $(DATA_DIR),var)/static)/staticfiles.json

.PHONY: demo help install test coverage trials bench bench-lists audit check style types format messages collected requirements screenshots

demo: .venv/ready catalogues $(STATIC) ## Set up everything, load the sample content and serve it
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) sample_content
	@$(MANAGE) demo_administrator
	@$(BIN)/gunicorn movingcities.wsgi

help: ## What each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-13s %s\n", $$1, $$2 }' Makefile

install: .venv/ready catalogues $(STATIC) ## All that a start in production needs, from the settings of the environment
	@$(MANAGE) migrate --noinput --verbosity 0

test: .venv/ready-dev catalogues $(STATIC) ## All tests, on SQLite and on PostgreSQL; of some with ARGS="tests/search -k fold"
	$(BIN)/python tests/run.py $(ARGS)

coverage: .venv/ready-dev catalogues $(STATIC) ## Whether the tests without a browser reach as many lines and branches as pyproject.toml says
	$(BIN)/python tests/run.py --cov -m "not browser"

trials: .venv/ready-dev catalogues $(STATIC) ## What takes minutes: crashes, full disks, limits, headers and load on the real site
	$(BIN)/python -m pytest -o addopts="" --strict-markers -q -s tests/trials

bench: .venv/ready-dev catalogues $(STATIC) var/bench/ready ## The site beside Django, nginx and Wagtail in one table (needs wrk and nginx); ARGS="--quick --only kept"
	$(BIN)/python -m bench $(ARGS)

bench-lists: .venv/ready-dev catalogues $(STATIC) ## What lists cost with up to 100,000 approaches, and search with 100,000 documents, on both databases
	$(BIN)/python -m bench.facets
	$(BIN)/python -m bench.search

audit: .venv/ready-dev catalogues $(STATIC) var/audit/ready ## The W3C HTML checker (needs Java) and Lighthouse (needs npm) on the running site
	$(BIN)/python tests/audit/run.py

check: .venv/ready-dev catalogues $(STATIC) style types collected ## What CI runs; asks no registry and changes no file
	$(MANAGE) makemigrations --check --dry-run
	SITE_URL=https://example.org ALLOWED_HOSTS=example.org $(MANAGE) check --deploy --fail-level WARNING
	$(BIN)/python tests/run.py

style: .venv/ready-dev ## Whether code, templates and scripts have their one form, in seconds
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	$(BIOME) check --error-on-warnings $(SCRIPTS)

types: .venv/ready-dev ## Whether content, editing, lists and search keep what their signatures promise
	$(BIN)/mypy

format: .venv/ready-dev ## Put code, templates and scripts into their one form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html')
	$(BIOME) check --write $(SCRIPTS)

messages: .venv/ready-dev ## Collect the strings of the interface into the catalogues
	$(MANAGE) $(COLLECT)

# Collected in a copy of the tree, so that the catalogues stay as they are.
collected: .venv/ready-dev ## Whether the catalogues hold just the strings of the interface
	@copy=$$(mktemp -d) && trap "rm -rf $$copy" EXIT \
	&& git ls-files -z --cached --others --exclude-standard | tar --null -cf - -T - | tar -xf - -C $$copy \
	&& (cd $$copy && $(CURDIR)/$(MANAGE) $(COLLECT)) \
	&& diff -ru -x '*.mo' -I POT-Creation-Date movingcities/locale $$copy/movingcities/locale

requirements: .venv/ready-dev ## Compile the pinned requirements from pyproject.toml
	$(BIN)/uv pip compile -q --no-header --python-version 3.11 --generate-hashes pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --no-header --python-version 3.11 --universal --generate-hashes --group pyproject.toml:dev -c requirements.txt -o requirements-dev.txt

screenshots: .venv/ready-dev catalogues $(STATIC) ## Draw the pictures of README anew
	$(BIN)/python docs/screenshots/make_screenshots.py
	$(BIN)/python docs/screenshots/make_translating.py

.venv/ready: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

var/audit/ready: tests/audit/package.json
	mkdir -p var/audit
	cp tests/audit/package.json var/audit/
	npm install --prefix var/audit --no-package-lock --silent
	touch $@

var/bench/ready: bench/wagtail_site/requirements.txt
	$(PYTHON) -m venv var/bench/wagtail
	var/bench/wagtail/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

.PHONY: catalogues
catalogues: .venv/ready
	@$(BIN)/pybabel --quiet compile --domain django --directory movingcities/locale
	@$(BIN)/pybabel --quiet compile --domain "django djangojs" --directory movingcities/locale_of_packages

$(STATIC): .venv/ready $(shell find movingcities/static -type f)
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@touch $@
