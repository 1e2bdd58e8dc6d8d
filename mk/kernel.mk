# SPDX-License-Identifier: GPL-2.0-only
# For folders that build against a kernel: which one, where it is unpacked, and a mirror of our
# sources to build in. Everything lies in a folder named by the kernel's version, so a new point
# release is built from nothing and the old one is left as it was.

ifeq ($(SERIES),)
SERIES := $(shell awk '!/^\#/ && NF { print $$1; exit }' $(TOP)/host-kvm/targets)
endif

# Remade when the package lists have changed since.
$(O)/target-$(SERIES).mk: $(TOP)/scripts/target.sh $(TOP)/host-kvm/targets $(wildcard /var/lib/apt/lists)
	@mkdir -p $(@D)
	@$(TOP)/scripts/target.sh $(SERIES) >$@.tmp && mv $@.tmp $@
include $(O)/target-$(SERIES).mk
# That file alone, for who is about to run several makes side by side.
.PHONY: target
target:
	@:

# The version as a folder name: no characters that make would take for its own.
K := $(O)/kernel-$(subst :,_,$(subst ~,_,$(HT_KVER)))
KROOT := $(K)/root
KDIR := $(KROOT)/usr/src/$(HT_HEADERS)
KSOURCE := $(KROOT)/usr/src/$(HT_SOURCE).tar.xz
# Its own jobs, as many as there are CPUs: "make demo" alone should use the machine. No BTF: the
# distribution does not ship the vmlinux that its generation needs, and nothing here reads it. No name of
# the folder in it either: images, and figures by instructions, are the same wherever they are made.
KFLAGS = -j$(JOBS) $(if $(filter 1,$(V)),V=1,-s)
KMAKE = $(MAKE) -C $(KDIR) $(KFLAGS) HT_VERSION=$(VERSION) CONFIG_DEBUG_INFO_BTF_MODULES= \
	KCFLAGS=-ffile-prefix-map=$(abspath $(O))/=
HT_LTTNG_MODULES := lttng-modules-dkms

$(K)/.fetched:
	$(call say,FETCH,kernel $(HT_KREL) $(HT_KVER): image headers source; lttng-modules)
	$(Q)rm -rf $(KROOT) && $(TOP)/scripts/fetch.sh $(KROOT) $(HT_IMAGE)=$(HT_KVER) \
		$(HT_HEADERS)=$(HT_KVER) $(HT_HEADERS_COMMON)=$(HT_KVER) $(HT_KBUILD)=$(HT_KVER) \
		$(HT_SOURCE)=$(HT_KVER) $(HT_LTTNG_MODULES)
	$(Q)sed -i 's|/usr/src/|$(KROOT)/usr/src/|' $(KDIR)/Makefile
	$(Q)touch $@

# Kernel modules are built in a mirror, so that the source tree stays clean and two kernels can be
# built for at once. rsync copies only what has changed.
MIRROR := $(K)/src
mirror = mkdir -p $(MIRROR) && rsync -a --delete --filter='P *.o' --filter='P *.ko' \
	--filter='P *.mod*' --filter='P .*' --filter='P Module.symvers' --filter='P modules.order' \
	$(TOP)/libhypercall $(TOP)/host-kvm $(TOP)/guest-module $(TOP)/tests $(TOP)/VERSION $(MIRROR)/
