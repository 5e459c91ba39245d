# What each target does stands behind its name; README says which two to start with.
PYTHON ?= python3
export PORT ?= 8000
BIN = .venv/bin
MANAGE = $(BIN)/python manage.py
# PyPI has it for Linux on x86-64 alone; elsewhere it must be in the PATH.
BIOME = $(or $(wildcard $(BIN)/biome),biome)
SCRIPTS = movingcities/static/css movingcities/static/js tests/browser
STATIC = $(or $(STATIC_ROOT),$(or $(DATA_DIR),var)/static)/staticfiles.json

.PHONY: demo install test trials bench audit check format messages requirements screenshots

demo: .venv/ready catalogues $(STATIC) ## Set up everything, load the sample content and serve it
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) sample_content
	@$(MANAGE) demo_administrator
	@$(BIN)/gunicorn movingcities.wsgi

install: .venv/ready catalogues $(STATIC) ## All that a start in production needs, from the settings of the environment
	@$(MANAGE) migrate --noinput --verbosity 0

test: .venv/ready-dev catalogues $(STATIC) ## All tests, on SQLite and on PostgreSQL
	$(BIN)/python tests/run.py

trials: .venv/ready-dev catalogues $(STATIC) ## What takes minutes: crashes, full disks, limits, headers and load on the real site
	$(BIN)/python -m pytest -o addopts="" --strict-markers -q -s tests/trials

bench: .venv/ready-dev catalogues $(STATIC) ## What lists cost with up to 100,000 approaches, and search with 100,000 documents, on both databases
	$(BIN)/python -m bench.facets
	$(BIN)/python -m bench.search

audit: .venv/ready-dev catalogues $(STATIC) var/audit/ready ## The W3C HTML checker (needs Java) and Lighthouse (needs npm) on the running site
	$(BIN)/python tests/audit/run.py

check: .venv/ready-dev catalogues $(STATIC) requirements messages ## What CI runs
	git diff --exit-code requirements.txt requirements-dev.txt
	git diff --exit-code -I POT-Creation-Date movingcities/locale
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	$(BIOME) check --error-on-warnings $(SCRIPTS)
	$(MANAGE) makemigrations --check --dry-run
	SITE_URL=https://example.org ALLOWED_HOSTS=example.org $(MANAGE) check --deploy --fail-level WARNING
	$(BIN)/python tests/run.py

format: .venv/ready-dev ## Put code, templates and scripts into their one form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html')
	$(BIOME) check --write $(SCRIPTS)

messages: .venv/ready-dev ## Collect the strings of the interface into the catalogues
	$(MANAGE) makemessages --all --no-wrap --no-obsolete --add-location file --ignore .venv --ignore var --ignore tests --ignore docs

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

.PHONY: catalogues
catalogues: .venv/ready
	@$(BIN)/pybabel --quiet compile --domain django --directory movingcities/locale
	@$(BIN)/pybabel --quiet compile --domain "django djangojs" --directory movingcities/locale_of_packages

$(STATIC): .venv/ready $(shell find movingcities/static -type f)
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@touch $@
