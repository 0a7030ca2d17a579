# virtax - what isolation costs. The targets that people need:
#
#   make run        measure STREAM natively, in Docker and in a VM, and write a report
#   make test       every test, with a real Docker daemon and a real guest
#   make            the static kernels (build/bin) and the virtax command (build/virtax)
#   make fig02      one figure (PROFILE=quick|standard|paper); figures: all of RC25482's; studies: what goes past it
#   make kernels ARCH=arm64   the kernels for another machine, in build/arm64/bin
#   make test-lab   virtax on an emulated machine that has what test hosts lack
#   make bench      the kernels against named peers (bench-NAME: one of them); bench-noise: slices against cells
#   make fuzz       a search for inputs that break what reads the network
#   make install [PREFIX=/usr/local] [DESTDIR=]    with manual pages and completion; make deb: a package of it
#   make dist dist-kernels    the source, and the kernels for amd64 and arm64, to hand on
#   make deps image services man clean

VERSION := 0.1.0
CC := gcc
PROFILE ?= quick
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib/virtax
SUDO := $(if $(filter-out 0,$(shell id -u)),sudo)

CPPFLAGS := -Ikernels -Iorchestrate -D_GNU_SOURCE -DVIRTAX_VERSION='"$(VERSION)"'
WARNINGS := -Wall -Wextra -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Wformat=2 -Wvla -Wundef \
    -Wwrite-strings -Werror
CFLAGS := -std=gnu17 -O2 -g $(WARNINGS)
DEPFLAGS = -MMD -MP
# Two builds are the same bytes, wherever and whenever they are made.
HERE := -ffile-prefix-map=$(CURDIR)=.
OF_WHEN = $(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct 2>/dev/null),$(shell stat -c %Y Makefile))
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined

# kernels/common is what kernels and virtax need alike, kernels/harness what makes a kernel one.
COMMON := $(sort $(wildcard kernels/common/*.c))
HARNESS := $(sort $(wildcard kernels/harness/*.c))
KERNELS := $(filter-out skeleton,$(patsubst kernels/%.c,%,$(wildcard kernels/*.c)))

# A kernel's parts are the room of its name and, where a line here says so, rooms that it shares.
ROOMS_instance := net serve
ROOMS_netstream := net
ROOMS_netrr := net
ROOMS_redisload := net
ROOMS_serve := net
ROOMS_sqlload := net
parts = $(foreach room,$(1) $(ROOMS_$(1)),$(sort $(wildcard kernels/$(room)/*.c)))
KERNEL_PARTS := $(sort $(foreach name,$(KERNELS),$(call parts,$(name))))

ORCHESTRATE := $(sort $(wildcard orchestrate/*/*.c))
UNIT_TESTS := $(patsubst tests/unit/%.c,build/tests/%,$(wildcard tests/unit/test_*.c))
E2E_PROGRAMS := $(patsubst tests/e2e/%.c,build/%,$(wildcard tests/e2e/*.c))
FIGURES := $(patsubst data/figures/%.ini,%,$(wildcard data/figures/*.ini))
SOURCES := $(wildcard kernels/*.[ch] kernels/*/*.[ch] orchestrate/*.c orchestrate/*/*.[ch] tests/unit/*.[ch] \
    tests/e2e/*.c tests/fuzz/*.[ch])

# What reads text that others wrote: files of people and of runs, /proc and /sys, the network, QEMU.
PARSERS := $(addsuffix .c, \
    $(addprefix kernels/common/,cgroup cpulist hugetlb memory memory_facts mount smallfile topology units) \
    $(addprefix kernels/net/,address client door message opening preamble socket token) \
    kernels/instance/questions kernels/netrr/parameters kernels/netstream/parameters kernels/redisload/redis kernels/redisload/store \
    kernels/redisload/connection kernels/harness/histogram kernels/harness/slice_orders kernels/common/option_types \
    $(addprefix kernels/serve/,children root used warm) \
    $(addprefix kernels/sqlload/,output server_mysql server_pgsql steps) \
    $(addprefix orchestrate/base/,cause chain docker_client disk emulation frame held host_usage interference journal journal_kinds json_take jsonfile durable \
        words) \
    $(addprefix orchestrate/plan/,figure figure_keys ini plan_boot plan_layout plan_medium plan_network plan_read \
        figure_view plan_read_figure sweep yields) \
    $(addprefix orchestrate/environments/,container_facts container_seen docker_engine docker_image env_nspawn podman_engine record_merge \
        session_heard ssh_reach) orchestrate/planning/resolve \
    $(addprefix orchestrate/guest/,disk_image firmware guest_fit guest_pinning guest_wait host_kernel huge_pages qmp) \
    $(addprefix orchestrate/lab/,addresses counters facts relay route settings_equal) \
    $(addprefix orchestrate/medium/,device_holders limit medium_spec) \
    $(addprefix orchestrate/measure/,machine_file measurer record_text records) \
    $(addprefix orchestrate/,watch/watch environments/crowd_group report/csv statistics/others statistics/paper statistics/record_values statistics/statements))

# With ARCH kernels are made for another machine, by the distribution's cross compiler and with its
# libraries of that architecture, which are unpacked below build/: nothing of them is installed.
ARCH :=
ifneq ($(ARCH),)
OUT := build/$(ARCH)
TRIPLET_arm64 := aarch64-linux-gnu
TRIPLET := $(or $(TRIPLET_$(ARCH)),$(error ARCH=$(ARCH): kernels are cross-built for arm64 only))
SYSROOT := $(OUT)/sysroot
override CC := $(TRIPLET)-gcc --sysroot=$(CURDIR)/$(SYSROOT)
TOOL := $(TRIPLET)-
else
OUT := build
endif

objects = $(patsubst %.c,$(OUT)/$(1)/%.o,$(2))

.PHONY: all kernels arm64 virtax deps image services ready image-if-possible ready-services run figures studies runtimes $(FIGURES) test cloud-root unit lint e2e fuzz test-lab bench ready-bench bench-noise man install dist dist-kernels deb clean
.SECONDARY:
.DELETE_ON_ERROR:

all: kernels virtax
kernels: $(KERNELS:%=$(OUT)/bin/%)
virtax: build/virtax

# Kernels are static: the same bytes natively, in a container FROM scratch and in any guest.
$(OUT)/kernels/%.o: %.c | $(SYSROOT)
	@mkdir -p $(@D)
	@echo "cc -O3     $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(HERE) -O3 $(DEPFLAGS) -c $< -o $@
build/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo "cc         $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(HERE) $(DEPFLAGS) -c $< -o $@
build/sanitized/%.o: %.c
	@mkdir -p $(@D)
	@echo "cc asan    $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -O0 $(SANITIZE) $(DEPFLAGS) -c $< -o $@

# linpack's OpenBLAS is the one with threads of its own, not OpenMP's, by its full path: what
# libopenblas.a is otherwise depends on the alternatives chosen on this system.
MULTIARCH := $(or $(TRIPLET),$(shell $(CC) -print-multiarch))
LIBRARIES_linpack := -L=/usr/lib/$(MULTIARCH)/openblas-pthread -l:libopenblas.a
LIBRARIES_blockio := -luring -lblkid
LIBRARIES_redisload := -lhiredis

# An archive, so that a kernel takes from it only what it uses.
$(OUT)/kernels/libharness.a: $(call objects,kernels,$(COMMON) $(HARNESS))
	@rm -f $@
	@$(TOOL)ar rcsD $@ $^

# A build id would be a digest of what strip(1) takes away, which names directories.
LINK_KERNEL = $(CC) -static -Wl,--build-id=none -L$(OUT)/kernels -o $@ $(filter %.o %harness.a,$^) $(LIBRARIES_$(@F)) \
    -ljansson -lmd -lm -lpthread
define kernel_rules
$(OUT)/bin/$(1): $(call objects,kernels,kernels/$(1).c $(call parts,$(1))) $(OUT)/kernels/libharness.a
	@mkdir -p $$(@D)
	@echo "static     $$@"
	@$$(LINK_KERNEL)
	@$(TOOL)strip $$@
endef
$(foreach name,$(KERNELS),$(eval $(call kernel_rules,$(name))))
# What a new kernel begins as: for its test alone.
build/skeleton: $(call objects,kernels,kernels/skeleton.c) $(OUT)/kernels/libharness.a
	@echo "static     $@"
	@$(LINK_KERNEL)

# The archive exports a helper of util-linux under a name that kernels/common has too.
$(OUT)/kernels/libblkid.a: | $(SYSROOT)
	@mkdir -p $(@D)
	@$(TOOL)objcopy --redefine-sym cpulist_parse=blkid_cpulist_parse \
	    "$$($(CC) -print-file-name=libblkid.a)" $@
$(OUT)/bin/blockio: $(OUT)/kernels/libblkid.a

LIBRARIES := -lblkid -ljansson -lgsl -lgslcblas -lnuma -lmd -lm -lpthread
build/virtax: $(call objects,obj,orchestrate/main.c $(ORCHESTRATE) $(COMMON) $(HARNESS))
	@echo "link       $@"
	@$(CC) -o $@ $^ $(LIBRARIES)

# redisload reads and formats with hiredis, over sockets of its own: what connects stays out of it,
# and with it the look-up of names, which static programs do not have.
$(OUT)/kernels/libhiredis.a: | $(SYSROOT)
	@mkdir -p $(@D)
	@$(TOOL)objcopy --wildcard --weaken-symbol='redisContext*' --weaken-symbol=redisKeepAlive \
	    "$$($(CC) -print-file-name=libhiredis.a)" $@
$(OUT)/bin/redisload: $(OUT)/kernels/libhiredis.a

ifneq ($(ARCH),)
$(SYSROOT):
	orchestrate/install-deps $(ARCH)
	orchestrate/cross-root $(ARCH) $@
endif

build/libsanitized.a: $(call objects,sanitized,$(ORCHESTRATE) $(COMMON) $(HARNESS) $(KERNEL_PARTS))
	@rm -f $@
	@ar rcs $@ $^
LINK_TEST = $(CC) $(SANITIZE) -o $@ $^ -lcmocka $(foreach name,$(KERNELS),$(LIBRARIES_$(name))) $(LIBRARIES)
build/tests/%: build/sanitized/tests/unit/%.o build/libsanitized.a
	@mkdir -p $(@D)
	@echo "link asan  $@"
	@$(LINK_TEST)
# Programs that end-to-end tests run, beside virtax, since they look for the same files.
$(E2E_PROGRAMS): build/%: build/sanitized/tests/e2e/%.o build/libsanitized.a
	@echo "link asan  $@"
	@$(LINK_TEST)

deps:
	orchestrate/install-deps build run

# The guest image, from the distribution's packages; kept until its recipe changes.
image:
	@mkdir -p build
	vm/build-image

# What cannot be had has said why and what mends it; the run goes on with what there is, and says
# which environments that leaves out. Nothing can be measured without the kernels alone.
GO_ON = || echo "make: going on without that" >&2
ready:
	@orchestrate/install-deps build run $(GO_ON)
	$(MAKE) $(BESIDE) all image-if-possible
image-if-possible:
	@mkdir -p build && vm/build-image $(GO_ON)

# What needs no order is made side by side: unpacking packages waits for the network and for one CPU
# at a time, while compilers have the others. sudo(8) asks before, not among their output.
BESIDE = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc)) --output-sync=target --no-print-directory

# The servers' root file system, for figures that name a service; kept likewise.
services:
	@mkdir -p build
	container/services/build

run: ready
	build/virtax run fig02 -p quick

SERVED := $(patsubst data/figures/%.ini,%,$(shell grep -ls '^service' data/figures/*.ini))
SERVED_VIEWS := $(patsubst data/figures/%.ini,%,$(foreach name,$(SERVED),\
    $(shell grep -ls '^of = $(name)$$' data/figures/*.ini)))
$(SERVED) $(SERVED_VIEWS): ready-services
ready-services: ready
	@container/services/build $(GO_ON)

$(FIGURES): ready
	build/virtax run $@ -p $(PROFILE)
runtimes: ready
	build/virtax run $(filter runtimes-%,$(FIGURES)) -p $(PROFILE)
OF_PAPER := $(filter fig% table%,$(FIGURES))
figures: ready ready-services
	build/virtax run $(OF_PAPER) -p $(PROFILE)
studies: ready ready-services
	build/virtax run $(filter-out $(OF_PAPER),$(FIGURES)) -p $(PROFILE)

test:
	orchestrate/install-deps build run test arm64
	$(if $(SUDO),$(SUDO) true)
	@$(MAKE) $(BESIDE) image services all arm64 $(CLOUD_ROOT) unit lint || \
	    { echo "make test: stopped at what is marked *** above, before any test ran" >&2; exit 1; }
	$(SUDO) tests/run

# For the test that runs them by QEMU's user mode.
arm64:
	$(MAKE) kernels ARCH=arm64

# The system of the stock cloud image that a test boots by its own loader.
CLOUD_ROOT := $(if $(filter x86_64-%,$(MULTIARCH)),cloud-root)
cloud-root:
	@mkdir -p build/vm
	$(SUDO) tests/e2e/make-cloud-image root

unit: $(UNIT_TESTS) $(E2E_PROGRAMS) build/skeleton
# What compilers and readers of source find, on all CPUs; nothing is built. Rows of tables leave out
# what they do not have, which clang minds in more places than gcc.
EACH_CPU = xargs -P $(shell nproc) -n
lint:
	@echo "clang-format"
	@clang-format --dry-run -Werror $(SOURCES)
	@echo "rooms, heads"
	@tests/lint/rooms
	@tests/lint/heads
	@echo "cppcheck"
	@cppcheck --quiet --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
	    --suppress=missingIncludeSystem -j 2 --std=c11 $(CPPFLAGS) '-D__typeof__(x)=void *' kernels orchestrate
	@echo "shellcheck"
	@grep -rlIE '^#!/bin/(ba)?sh|^# shellcheck shell=' .ci container docs orchestrate packaging tests vm | $(EACH_CPU) 7 shellcheck
	@echo "clang"
	@printf '%s\n' $(filter %.c,$(SOURCES)) | $(EACH_CPU) 1 clang $(CPPFLAGS) $(CFLAGS) -Wno-missing-field-initializers \
	    -O0 -c -o /dev/null
# Leaks are left to the sanitizers of `make unit`: the analyzer loses sight of what an array holds.
	@echo "gcc -fanalyzer"
	@printf '%s\n' $(PARSERS) | $(EACH_CPU) 1 $(CC) $(CPPFLAGS) $(CFLAGS) -O1 -fanalyzer -Wno-analyzer-malloc-leak \
	    -c -o /dev/null

# Searches for inputs that break what reads the network: FUZZ_TIME seconds for each target.
FUZZ_TIME ?= 60
FUZZ_TARGETS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))
build/fuzz/%: tests/fuzz/%.c $(sort $(foreach name,netstream netrr redisload,$(call parts,$(name)))) $(COMMON) $(HARNESS)
	@mkdir -p $(@D)
	@echo "clang fuzz $@"
	@clang $(CPPFLAGS) -std=gnu17 -O1 -g $(WARNINGS) -fsanitize=fuzzer,address,undefined \
	    -fno-sanitize-recover=undefined -o $@ $^ $(LIBRARIES_redisload) $(LIBRARIES)
fuzz:
	orchestrate/install-deps build fuzz
	$(MAKE) $(FUZZ_TARGETS:%=build/fuzz/%)
	for target in $(FUZZ_TARGETS); do \
	    mkdir -p build/fuzz/corpus/$$target && \
	    build/fuzz/$$target -max_total_time=$(FUZZ_TIME) -max_len=1024 -verbosity=0 \
	        -artifact_prefix=build/fuzz/$$target- build/fuzz/corpus/$$target \
	        tests/fuzz/seeds/$$target || exit 1; \
	done

# Outside of `make test`: on an emulated machine with two NUMA nodes, KVM, vhost, NVMe and systemd.
test-lab:
	orchestrate/install-deps build run test arm64 lab
	$(MAKE) all image
	$(SUDO) tests/lab/run

PEERS := $(filter-out noise,$(notdir $(wildcard tests/bench/*)))
bench: ready-bench
	for bench in $(PEERS); do tests/bench/$$bench || exit 1; done
$(PEERS:%=bench-%): bench-%: ready-bench
	tests/bench/$*
ready-bench:
	orchestrate/install-deps build bench
	$(MAKE) kernels

# Slices against cells, on this machine's own noise.
bench-noise: deps
	$(MAKE) all
	tests/bench/noise

# The pages of the manual, of what the programs themselves say of their options.
man: build/man/virtax.1
build/man/virtax.1: build/virtax $(KERNELS:%=build/bin/%) $(wildcard docs/man/*) docs/adding.md docs/results.md
	@echo "man        $(@D)"
	@rm -rf $(@D)
	@SOURCE_DATE_EPOCH=$(OF_WHEN) docs/man/pages $(@D)

# A kernel's name below LIBDIR is its own; in bin it is virtax-KERNEL, since others have a `stream`.
SHARE := $(DESTDIR)$(PREFIX)/share
install: all man
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(LIBDIR)/build $(SHARE)/doc/virtax $(SHARE)/man/man1 $(SHARE)/man/man5 \
	    $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions
	cp -r build/bin build/virtax $(DESTDIR)$(LIBDIR)/build/
	cp -r container vm data $(DESTDIR)$(LIBDIR)/
	ln -sfr $(DESTDIR)$(LIBDIR)/build/virtax $(DESTDIR)$(PREFIX)/bin/virtax
	for kernel in $(KERNELS); do \
	    ln -sfr $(DESTDIR)$(LIBDIR)/build/bin/$$kernel $(DESTDIR)$(PREFIX)/bin/virtax-$$kernel && \
	    ln -sf virtax $(SHARE)/bash-completion/completions/virtax-$$kernel || exit 1; \
	done
	install -m 644 build/man/*.1 $(SHARE)/man/man1
	install -m 644 build/man/*.5 $(SHARE)/man/man5
	install -m 644 README.md CHANGES.md LICENSE docs/*.md $(SHARE)/doc/virtax
	install -m 644 packaging/virtax.bash $(SHARE)/bash-completion/completions/virtax
	install -m 644 packaging/virtax.zsh $(SHARE)/zsh/site-functions/_virtax
	chmod -R go=rX $(DESTDIR)$(LIBDIR)

# What is handed on: build/dist. A released tree has no git, and does not make the source again.
NAME := virtax-$(VERSION)
dist:
	@mkdir -p build/dist
	git archive --format=tar --prefix=$(NAME)/ HEAD | gzip -9n >build/dist/$(NAME).tar.gz
	cd build/dist && sha256sum $(NAME).tar.gz >$(NAME).tar.gz.sha256
dist-kernels: kernels
	$(MAKE) kernels ARCH=arm64
	SOURCE_DATE_EPOCH=$(OF_WHEN) packaging/dist-kernels $(NAME)-kernels amd64=build/bin arm64=build/arm64/bin
deb: all man
	SOURCE_DATE_EPOCH=$(OF_WHEN) packaging/deb $(VERSION)

clean:
	rm -rf build

-include $(shell find $(OUT)/kernels build/obj build/sanitized -name '*.d' 2>/dev/null)
