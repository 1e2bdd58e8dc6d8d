# SPDX-License-Identifier: GPL-2.0-only
# How the filter is compiled, for the plugin and for the command, which both link it: both get
# RETIME_PLAIN and RETIME_ASAN, the objects without the plugin's own part, which is plugin.c and sink*.c;
# with those of ../ctf, which writes CTF.

RETIME_DIR := $(TOP)/traces/babeltrace
CTF_DIR := $(TOP)/traces/ctf
RETIME_OUT := $(O)/traces
RETIME_SOURCES := $(filter-out plugin.c sink%.c,$(notdir $(wildcard $(RETIME_DIR)/*.c))) \
	$(notdir $(wildcard $(CTF_DIR)/*.c))
RETIME_PLAIN := $(RETIME_SOURCES:%.c=$(RETIME_OUT)/plain/%.o) $(RETIME_OUT)/plain/record.o
RETIME_ASAN := $(RETIME_SOURCES:%.c=$(RETIME_OUT)/asan/%.o) $(RETIME_OUT)/asan/record.o
RETIME_CFLAGS := $(HT_CFLAGS) -D_GNU_SOURCE -fPIC -fvisibility=hidden -fno-plt -I$(RETIME_DIR) -I$(CTF_DIR) \
	$(shell $(PKG_CONFIG) --cflags babeltrace2)

$(RETIME_OUT)/plain/%.o: $(RETIME_DIR)/%.c $(RETIME_DIR)/objects.mk | $(RETIME_OUT)/plain
	$(call say,CC,traces/babeltrace/$(<F))
	$(Q)$(CC) $(CPPFLAGS) $(RETIME_CFLAGS) $(CFLAGS) -c -o $@ $<
$(RETIME_OUT)/plain/%.o: $(CTF_DIR)/%.c $(RETIME_DIR)/objects.mk | $(RETIME_OUT)/plain
	$(call say,CC,traces/ctf/$(<F))
	$(Q)$(CC) $(CPPFLAGS) $(RETIME_CFLAGS) $(CFLAGS) -c -o $@ $<
$(RETIME_OUT)/asan/%.o: $(CTF_DIR)/%.c $(RETIME_DIR)/objects.mk | $(RETIME_OUT)/asan
	$(call say,CC,traces/ctf/$(<F) (asan))
	$(Q)$(CC) $(CPPFLAGS) $(RETIME_CFLAGS) $(CFLAGS) $(SANITIZE) -c -o $@ $<
$(RETIME_OUT)/asan/%.o: $(RETIME_DIR)/%.c $(RETIME_DIR)/objects.mk | $(RETIME_OUT)/asan
	$(call say,CC,traces/babeltrace/$(<F) (asan))
	$(Q)$(CC) $(CPPFLAGS) $(RETIME_CFLAGS) $(CFLAGS) $(SANITIZE) -c -o $@ $<

# What checks records on the host, and in the guest.
$(RETIME_OUT)/plain/record.o: $(TOP)/libhypercall/record.c | $(RETIME_OUT)/plain
	$(call say,CC,libhypercall/record.c)
	$(Q)$(CC) $(CPPFLAGS) $(RETIME_CFLAGS) $(CFLAGS) -c -o $@ $<
$(RETIME_OUT)/asan/record.o: $(TOP)/libhypercall/record.c | $(RETIME_OUT)/asan
	$(call say,CC,libhypercall/record.c (asan))
	$(Q)$(CC) $(CPPFLAGS) $(RETIME_CFLAGS) $(CFLAGS) $(SANITIZE) -c -o $@ $<

$(RETIME_OUT)/plain $(RETIME_OUT)/asan:
	$(Q)mkdir -p $@

-include $(wildcard $(RETIME_OUT)/plain/*.d $(RETIME_OUT)/asan/*.d)
