# SPDX-License-Identifier: GPL-2.0-only
# Everything starts here, and nothing is done here: each folder has a Makefile of its own.

# Yours, not in the repository: lines like "export JOBS = 4".
-include config.mk

.PHONY: help
help:
	@echo 'hypertrace: trace KVM guests, from their host.'
	@echo
	@echo 'Without hardware virtualisation, as root or not:'
	@echo '  make demo            boot a VM in an emulated host, and show what made its boot slow'
	@echo '  make check           run every test'
	@echo '  make testbed         build what testbed/run needs (see testbed/run --help)'
	@echo
	@echo 'On a KVM host (docs/install.md):'
	@echo '  make install         the command hypertrace, libhypertrace, man pages, completion'
	@echo '  make install-host    patched KVM, kvm-hypertrace and LTTng modules, by DKMS'
	@echo '  make uninstall-host  the stock modules again'
	@echo 'In a guest:'
	@echo '  make install-guest   hypertrace_guest for its kernel, by DKMS; the command hypertrace-exits'
	@echo
	@echo 'For developers:'
	@echo '  make bench-traces    how fast reports and exports read traces, and in how much memory'
	@echo '  make bench           everything below; needs a quarter of an hour (docs/benchmarks.md)'
	@echo '  make bench-micro     what an event costs, by transport and by other tracers, in instructions'
	@echo '  make bench-boot      what it costs to trace a boot'
	@echo '  make bench-workloads what it costs to trace a guest that works'
	@echo '  make bench-scaling   more vCPUs, more VMs: events a second, CPU time and memory of the host'
	@echo '  make bench-native    what an event into a ring costs on this CPU, next to LTTng-UST'
	@echo '  make bench-model     the figures of bench-icount in nanoseconds, exits added (modelled)'
	@echo '  make style           every linter'
	@echo '  make clean           all that was built; make distclean: downloads too'
	@echo
	@echo 'Variables:'
	@echo '  V=1                  show the commands'
	@echo '  O=DIR                where things are built (default: build)'
	@echo '  JOBS=N               parallel jobs, and suites of make check (default: one a CPU)'
	@echo '  SERIES=X.Y           kernel series of host-kvm/targets (default: the first)'
	@echo '  CPU=amd|intel        whose virtualisation "make demo" emulates (default: amd)'
	@echo '  PREFIX=DIR           for make install (default: /usr/local)'
	@echo '  TESTS="unit cli …"   suites for make check: $(SUITES)'

include mk/common.mk
.DEFAULT_GOAL := help

export O
SUB = $(MAKE) --no-print-directory -C
# For folders that compile programs; those for a kernel hand JOBS to the kernel's make themselves.
J = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS))
CPU ?= amd
SUITES := unit fuzz model patches cli traces html tracecompass testbed install e2e record rings hostile nested exits life icount bench intel
TESTS ?= $(SUITES)

.PHONY: deps deps-check
deps:
	@scripts/deps.sh demo
deps-check:
	@scripts/deps.sh check

.PHONY: lib cli traces host-kvm guest-module testbed tests
lib: deps
	@+$(SUB) libhypercall
cli: deps
	@+$(SUB) cli $(J)
traces: deps
	@+$(SUB) traces/babeltrace $(J)
host-kvm: deps
	@+$(SUB) host-kvm
guest-module: deps
	@+$(SUB) guest-module
# One after the other: each uses all CPUs by itself.
testbed: deps
	@+$(SUB) cli $(J)
	@+$(SUB) host-kvm
	@+$(SUB) guest-module
	@+$(SUB) testbed
tests: testbed
	@+$(SUB) libhypercall
	@+$(SUB) tests all
	@+$(SUB) tests $(J) unit
	@+$(SUB) benchmarks/icount

.PHONY: demo
demo: testbed
	@testbed/demo.sh $(CPU)

# Kernels are fetched, unpacked and linked by one CPU. The other one compiles programs meanwhile.
.PHONY: check kernels programs
kernels:
	@+$(SUB) host-kvm
	@+$(SUB) guest-module
programs:
	@+$(SUB) cli $(J) all $(O)/cli/hypertrace-asan
	@+$(SUB) traces/babeltrace $(J)
	@+$(SUB) benchmarks/traces
	@+$(SUB) tests $(J) unit fuzz readers
check: deps-check
	@+$(SUB) host-kvm target
	@+env --default-signal=INT $(MAKE) --no-print-directory programs & programs=$$!; \
		$(MAKE) --no-print-directory kernels; kernels=$$?; wait $$programs && exit $$kernels
	@+$(MAKE) --no-print-directory tests
	@JOBS=$(JOBS) tests/check.sh $(TESTS)

# What they measure, and in which mode, is in docs/benchmarks.md.
.PHONY: bench bench-deps bench-boot bench-workloads bench-micro bench-icount bench-model bench-native bench-scaling
bench-deps:
	@scripts/deps.sh bench
bench: bench-deps tests
	@+$(SUB) benchmarks/native
	@benchmarks/all.sh
bench-boot: bench-deps tests
	@benchmarks/boot/run.sh
bench-workloads: bench-deps tests
	@benchmarks/workloads/run.sh
bench-micro: bench-deps tests
	@benchmarks/run.sh
	@benchmarks/icount/run.sh
	@benchmarks/micro/run.sh
	@benchmarks/exits/run.sh
	@benchmarks/nested/run.sh
	@benchmarks/model.sh
bench-scaling: bench-deps tests
	@benchmarks/scaling/run.sh
bench-icount: bench-deps tests
	@benchmarks/icount/run.sh
bench-model:
	@benchmarks/model.sh
bench-native: bench-deps
	@+$(SUB) benchmarks/native
	@benchmarks/native/run.sh

.PHONY: bench-traces
bench-traces:
	@benchmarks/traces/run.sh

.PHONY: style
style: deps-check
	@+$(SUB) host-kvm style

.PHONY: install install-host uninstall-host install-guest
install: deps
	@+$(SUB) libhypercall install
	@+$(SUB) cli install
	@+$(SUB) traces/babeltrace install
install-host:
	@TOP=$(TOP) host-kvm/install/install-host.sh
uninstall-host:
	@TOP=$(TOP) host-kvm/install/uninstall-host.sh
install-guest:
	@TOP=$(TOP) guest-module/install/install-guest.sh
	@+$(SUB) libhypercall install-exits

.PHONY: clean distclean
clean:
	$(call say,CLEAN,what was built, not what was downloaded)
	$(Q)rm -rf $(O)/{libhypercall,cli,html,traces,unit,fuzz,model,run,demo,check,bench,bench-icount,bench-native,bench-traces} $(O)/kernel-*/{src,tests,bench,testbed,host-modules,.host-modules,.guest-stock,.tests}
distclean:
	$(call say,CLEAN,$(O))
	$(Q)rm -rf $(O)
