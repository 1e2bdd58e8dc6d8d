# SPDX-License-Identifier: GPL-2.0-only
# Prints the modules that one folder of lttng-modules would build, by reading its Kbuild.
#   HEADERS  the kernel's headers     srctree, VERSION, PATCHLEVEL  as in the kernel's makefiles
#   FOLDER   the one that is asked about
include $(HEADERS)/include/config/auto.conf
CONFIG_LTTNG := m
obj-m :=
include $(FOLDER)/Kbuild
.PHONY: all
all:
	@:$(foreach o,$(filter %.o,$(obj-m)),$(info $(o:.o=)))
.DEFAULT_GOAL := all
