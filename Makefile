# For people: `make run`, `make run-production` and `make test`. The others are their parts or take longer (see CONTRIBUTING.md).
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := run
MAKEFLAGS += --no-print-directory --silent
ZI_VAR ?= $(CURDIR)/var
export ZI_VAR
export PYTHONPYCACHEPREFIX ?= $(CURDIR)/var/bytecode
unexport PYTHONDONTWRITEBYTECODE
PY := .venv/bin/python
PYTEST := $(PY) -m pytest
CORES ?= $(shell echo $$(( $$(nproc) + 1 )))
SEED ?= $(shell date +%j)

.PHONY: setup run run-production test quick test-setup test-long bench corpus drill check format

setup:
	@echo "Menyiapkan paket, basis data, dan berkas statis …"
	@.ci/setup.sh run
	@$(PY) manage.py migrate --verbosity 0 --skip-checks
	@$(PY) manage.py load_register --skip-checks
	@made="$$ZI_VAR/static/staticfiles.json"; \
	if [ ! -e "$$made" ] || [ -n "$$(find static requirements.txt -type f -newer "$$made" -print -quit)" ]; then \
		$(PY) manage.py collectstatic --noinput --clear --verbosity 0 --skip-checks; touch "$$made"; \
	fi

run: setup
	@$(PY) manage.py load_demo --first-start --skip-checks
	@exec $(PY) manage.py serve

run-production:
	@echo "Menyiapkan paket untuk bentuk produksi …"
	@.ci/setup.sh run
	@.ci/setup.sh production
	@exec $(PY) -m deploy.trial

test-setup: setup
	@echo "Menyiapkan alat uji …"
	@.ci/setup.sh test

test: check
	@echo "Menjalankan seluruh ujian: SQLite, peramban, pemutusan proses, bentuk produksi, PostgreSQL …"
	@$(PY) -m tests.rounds

quick: check
	@$(PY) -m tests.quick

test-long: test-setup
	@echo "Menjalankan ujian yang lama (pengulangan, beban, pemutusan proses) …"
	@$(PYTEST) -rs -m "long or postgresql"
	@$(PY) -m tests.postgres -- $(PYTEST) -rs -m long
	@echo "Menjalankan seluruh ujian yang memakai basis data pada PostgreSQL …"
	@$(PY) -m tests.postgres -- $(PYTEST) -rs -n $(CORES) --dist loadgroup -m "not long and not browser and not trial"
	@echo "Menjalankan seluruh ujian dalam urutan acak …"
	@$(PYTEST) -rs -n $(CORES) --dist loadgroup --random-order-bucket=module --random-order-seed=$(SEED) -m "not long and not browser and not trial"

bench: test-setup
	@echo "Mengukur waktu cetak, impor, dan halaman …"
	@$(PY) -m tests.bench.printing
	@$(PY) -m tests.postgres -- $(PY) -m tests.bench.national
	@$(PY) -m tests.postgres -- $(PY) -m tests.bench.reminders

corpus: test-setup
	@test -d "$(DIR)" || { echo "Sebutkan foldernya: make corpus DIR=…" >&2; exit 2; }
	@echo "Memeriksa, menggambar, dan membaca berkas dalam $(DIR) tanpa menyimpannya …"
	@$(PY) -m tests.bench.corpus "$(DIR)" $(CORPUS)

drill: test-setup
	@echo "Latihan pemulihan: mencadangkan selagi orang menulis, memulihkan ke mesin kosong, membandingkan …"
	@$(PY) -m tests.zi_portal.backup.drill $(DRILL)

check: test-setup
	@echo "Memeriksa kode, kontrak antarmodul, templat, migrasi, dan pengaturan produksi …"
	@.venv/bin/ruff check --quiet --output-format concise .
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/lint-imports --no-cache >/dev/null || .venv/bin/lint-imports --no-cache
	@.venv/bin/djlint templates --lint --quiet
	@$(PY) manage.py makemigrations --check --dry-run --verbosity 0
	@ZI_PROFILE=production SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))') \
		ALLOWED_HOSTS=portal.contoh.id SITE_URL=https://portal.contoh.id \
		DATABASE_URL=postgresql://portal@127.0.0.1:1/portal REDIS_URL=redis://127.0.0.1:1/0 \
		CLAMD_SOCKET=/run/clamav/clamd.ctl \
		$(PY) manage.py check --deploy --fail-level WARNING >/dev/null

format: test-setup
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .
