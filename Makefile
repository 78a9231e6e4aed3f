# Everything that a developer does: run, build, test, check. Only bun, or npm to get it, has to be there.

BUN := node_modules/.bin/bun
BUN_VERSION := $(shell sed -n 's/.*"bun": "\([^"]*\)".*/\1/p' package.json)
INSTALLED := node_modules/.installed
BINARY := dist/lockllm-proxy
SOURCES := $(shell find src systemd -type f)
COMMIT := $(shell git rev-parse --short=12 HEAD 2>/dev/null)
# What is released, by the runtime's names; the hashes of its npm packages are in bun.lock.
TARGETS := linux-x64 linux-arm64 linux-x64-musl linux-arm64-musl
DEB_TARGETS := linux-x64 linux-arm64
RUNTIMES := dist/runtimes/.installed
# The time that files of a release have (https://reproducible-builds.org/specs/source-date-epoch/).
export SOURCE_DATE_EPOCH ?= $(or $(shell git log -1 --format=%ct 2>/dev/null),0)
# Programs that some tests talk to; without one its tests are skipped.
TEST_PROGRAMS := redis-server nginx apache2 squid promtool faketime
# Each with the package that it comes from.
TEST_PACKAGES := redis-server:redis-server nginx:nginx apache2:apache2 squid:squid promtool:prometheus faketime:faketime
# What a machine and containers for tests need. Not everywhere: where one is missing the tests above have theirs all the same.
MACHINE_PACKAGES := debootstrap:debootstrap systemd-nspawn:systemd-container podman:podman podman-compose:podman-compose \
	runc:runc iptables:iptables /usr/lib/podman/netavark:netavark /usr/lib/podman/aardvark-dns:aardvark-dns
# What `make bench` compares with; it skips those that are not there.
BENCH_PACKAGES := nginx libnginx-mod-http-lua apache2 lua-cjson wrk

.PHONY: run build test test-deps test-systemd test-compose test-machines test-targets linux-x64-release check units lint bench bench-deps lexicon train dist deb dist-check clean

run: build
	$(BINARY) serve

build: $(BINARY)

# Neither .env nor bunfig.toml of the working directory may reach the binary; 64 KiB of headers instead of 16. Packages that
# ask where they lie get no path of the machine that builds.
COMPILE = $(BUN) build --compile --minify --bytecode --format=esm --production \
	--no-compile-autoload-dotenv --no-compile-autoload-bunfig \
	--compile-exec-argv="--max-http-header-size=65536" \
	--define __dirname='"/"' --define __filename='"/module.js"' \
	$(if $(COMMIT),--define BUILD_COMMIT='"$(COMMIT)"') \
	src/main.ts

# The word lists as the executable holds them; committed, and remade after a change of theirs.
LEXICON := src/scan/local/lexicon/lexicon.bin

$(LEXICON): src/train/lexicon.ts src/train/trie.ts src/scan/local/trie.ts src/scan/local/fold.ts src/scan/local/rules.ts $(wildcard src/scan/local/lexicon/*.ts) | $(INSTALLED)
	$(BUN) $<
	@touch $@

lexicon: $(LEXICON)

$(BINARY): $(INSTALLED) $(LEXICON) $(SOURCES) Makefile tsconfig.json
	@mkdir -p $(@D)
	$(COMPILE) --outfile $@.new
	@mv -f $@.new $@

# The same for other machines: archives and SHA256SUMS in dist/release, and Debian packages.
dist: $(TARGETS:%=dist/%/lockllm-proxy)
	$(BUN) release/main.ts archive $(TARGETS)

deb: $(DEB_TARGETS:%=dist/%/lockllm-proxy)
	$(BUN) release/main.ts deb $(DEB_TARGETS)

dist/linux-%/lockllm-proxy: $(RUNTIMES) $(LEXICON) $(SOURCES) Makefile tsconfig.json
	@mkdir -p $(@D)
	$(COMPILE) --target=bun-linux-$* \
		--compile-executable-path=dist/runtimes/node_modules/@oven/bun-linux-$(subst arm64,aarch64,$*)/bin/bun \
		--outfile $@.new
	@mv -f $@.new $@

# The runtime for every target, checked against bun.lock.
$(RUNTIMES): $(INSTALLED) package.json bun.lock
	@mkdir -p $(@D)
	@cp package.json bun.lock $(@D)
	cd $(@D) && ../../$(BUN) install --frozen-lockfile --ignore-scripts --os linux --cpu '*' --libc '*'
	@touch $@

# Everything twice: two builds give the same bytes.
dist-check:
	@for run in 1 2; do \
		rm -rf dist/release $(TARGETS:%=dist/%); \
		$(MAKE) --no-print-directory dist deb >/dev/null && cat dist/release/SHA256SUMS* > dist/sums.$$run || exit 1; \
	done
	@cmp dist/sums.1 dist/sums.2 && cat dist/sums.2 && echo "both builds are the same"

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

check: lint units test

# Tests that boot a machine and start containers, over a tree of Debian (root, and MACHINE_PACKAGES).
DEBIAN_ROOT ?= $(CURDIR)/dist/debian-root
SYSTEMD_TESTS := test/systemd
COMPOSE_TESTS := test/examples/compose-run.test.ts

# The service under a real systemd: a machine of its own, from the release.
test-systemd: linux-x64-release
	.ci/debian-root "$(DEBIAN_ROOT)"
	DEBIAN_ROOT="$(DEBIAN_ROOT)" $(BUN) test $(SYSTEMD_TESTS)

# The containers of examples/compose under podman-compose.
test-compose: build
	.ci/debian-root "$(DEBIAN_ROOT)"
	DEBIAN_ROOT="$(DEBIAN_ROOT)" $(BUN) test $(COMPOSE_TESTS)

# Both, as far as this machine can; what it cannot is skipped with the reason.
test-machines: build
	@if reason=$$(.ci/debian-root "$(DEBIAN_ROOT)" 2>&1); then \
		$(MAKE) --no-print-directory linux-x64-release && \
		DEBIAN_ROOT="$(DEBIAN_ROOT)" $(BUN) test --retry=1 $(SYSTEMD_TESTS) $(COMPOSE_TESTS); \
	else echo "make: skipped: the service under systemd, and examples/compose ($$reason)"; fi

linux-x64-release:
	@$(MAKE) --no-print-directory dist deb TARGETS=linux-x64 DEB_TARGETS=linux-x64

# The executables for musl and arm64, run (root, qemu-user-static, Debian's apt, python3 with pip).
TARGET_ROOTS ?= $(CURDIR)/dist/target-roots
test-targets: $(TARGETS:%=dist/%/lockllm-proxy)
	@command -v qemu-aarch64-static >/dev/null || echo "not installed: qemu-user-static; arm64 is skipped"
	test -e "$(TARGET_ROOTS)/complete" || .ci/target-roots "$(TARGET_ROOTS)"
	TARGET_ROOTS="$(TARGET_ROOTS)" $(BUN) test test/release/targets.test.ts

# What systemd says of the units; without systemd it says that.
units: build
	.ci/check-units $(BINARY)

lint: $(INSTALLED)
	$(BUN) --bun node_modules/.bin/tsc --noEmit
	$(BUN) --bun node_modules/.bin/biome check
	$(BUN) --bun node_modules/.bin/knip

# Services are not started by the installation (see invoke-rc.d(8), policy-rc.d).
test-deps:
	@$(call install-missing,$(TEST_PACKAGES))
	@$(call install-missing,$(MACHINE_PACKAGES)) || echo "not installed: what tests with a machine or containers need"

install-missing = missing=; for pair in $(1); do \
		command -v $${pair%:*} >/dev/null || missing="$$missing $${pair\#*:}"; \
	done; \
	test -z "$$missing" || .ci/apt-install $$missing

bench-deps:
	.ci/apt-install $(BENCH_PACKAGES)

# All, or some: make bench BENCHES="test/bench/slope.ts test/bench/workers.ts"
BENCHES ?= $(sort $(wildcard test/bench/*.ts))

bench: build
	@for bench in $(BENCHES); do echo "== $$bench"; $(BUN) $$bench || exit 1; done

# Learns the embedded engine's weights anew: make train CORPUS=train.jsonl.gz (see src/scan/local/model/README.md).
train: $(INSTALLED) $(LEXICON)
	@test -n "$(CORPUS)" || { echo "usage: make train CORPUS=FILE.jsonl[.gz]..." >&2; exit 64; }
	$(BUN) src/train/main.ts $(CORPUS)

clean:
	rm -rf dist
