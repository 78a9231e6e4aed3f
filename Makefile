# Everything that a developer does: run, build, test, check. Only bun, or npm to get it, has to be there.

BUN := node_modules/.bin/bun
BUN_VERSION := $(shell sed -n 's/.*"bun": "\([^"]*\)".*/\1/p' package.json)
INSTALLED := node_modules/.installed
BINARY := dist/lockllm-proxy
SOURCES := $(shell find src -type f)
COMMIT := $(shell git rev-parse --short=12 HEAD 2>/dev/null)
# Programs that some tests talk to; without one its tests are skipped.
TEST_PROGRAMS := redis-server nginx apache2 chromium
TEST_PACKAGES := redis-server nginx apache2
# What `make bench` compares with; it skips those that are not there.
BENCH_PACKAGES := nginx libnginx-mod-http-lua apache2 lua-cjson wrk

.PHONY: run build test test-deps check lint bench bench-deps train clean

run: build
	$(BINARY) serve

build: $(BINARY)

# Neither .env nor bunfig.toml of the working directory may reach the binary; 64 KiB of headers instead of 16.
$(BINARY): $(INSTALLED) $(SOURCES) Makefile tsconfig.json
	@mkdir -p dist
	$(BUN) build --compile --minify --bytecode --format=esm --production \
		--no-compile-autoload-dotenv --no-compile-autoload-bunfig \
		--compile-exec-argv="--max-http-header-size=65536" \
		$(if $(COMMIT),--define BUILD_COMMIT='"$(COMMIT)"') \
		src/main.ts --outfile $@.new
	@mv -f $@.new $@

$(INSTALLED): package.json bun.lock
	@if command -v bun >/dev/null; then bun install --frozen-lockfile; \
	elif command -v npm >/dev/null; then npm exec --yes bun@$(BUN_VERSION) -- install --frozen-lockfile; \
	else echo "make: needs bun (https://bun.sh) or npm" >&2; exit 1; fi
	@touch $@

test: build
	@for program in $(TEST_PROGRAMS); do \
		command -v $$program >/dev/null || echo "not installed: $$program; its tests are skipped (see: make test-deps)"; \
	done
	$(BUN) test --parallel

check: lint test

lint: $(INSTALLED)
	$(BUN) --bun node_modules/.bin/tsc --noEmit
	$(BUN) --bun node_modules/.bin/biome check
	$(BUN) --bun node_modules/.bin/knip

# Services are not started by the installation (see invoke-rc.d(8), policy-rc.d).
test-deps:
	@missing=; for package in $(TEST_PACKAGES); do \
		command -v $$package >/dev/null || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then .ci/apt-install $$missing; fi

bench-deps:
	.ci/apt-install $(BENCH_PACKAGES)

bench: build
	@for bench in test/bench/*.ts; do echo "== $$bench"; $(BUN) $$bench || exit 1; done

# Learns the embedded engine's weights anew: make train CORPUS=train.jsonl.gz (see src/scan/local/model/README.md).
train: $(INSTALLED)
	@test -n "$(CORPUS)" || { echo "usage: make train CORPUS=FILE.jsonl[.gz]..." >&2; exit 64; }
	$(BUN) src/train/main.ts $(CORPUS)

clean:
	rm -rf dist
