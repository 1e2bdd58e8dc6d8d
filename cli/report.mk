# SPDX-License-Identifier: GPL-2.0-only
# What of the command makes the reports, for the plugin of Babeltrace 2, which has them, too:
# REPORT_OBJECTS, out of the command's own sources. The includer has set TOP, O, RETIME_DIR and
# CTF_DIR.

REPORT_DIR := $(TOP)/cli
REPORT_OUT := $(O)/traces/report
REPORT_LIBRARIES := babeltrace2 json-c

# The reports, and what takes events in and prints.
REPORT_SOURCES := report_kind.c trace_feed.c trace_event.c event_text.c hosts_chosen.c \
	cycles.c err.c json.c table.c tail.c term.c text.c top.c vcpu_map.c vm_choose.c vm_word.c
# What several of them look at.
REPORT_SOURCES += exit_event.c guest_event.c panic_event.c sched_event.c step_event.c \
	exit_counts.c growth.c phase.c phase_rows.c phase_track.c pingpong.c reasons.c samples.c \
	sorter.c sorter_run.c syscall_name.c
REPORT_SOURCES += boot_calls.c boot_cost.c boot_events.c boot_json.c boot_kind.c boot_model.c \
	boot_query.c boot_store.c boot_table.c boot_text.c store.c
REPORT_SOURCES += exits_choose.c exits_events.c exits_json.c exits_kind.c exits_model.c exits_phases.c \
	exits_row_json.c exits_rows.c exits_store.c exits_table.c exits_text.c
REPORT_SOURCES += moves_events.c moves_json.c moves_kind.c moves_model.c moves_query.c \
	moves_table.c moves_text.c
REPORT_SOURCES += life.c life_events.c life_guest.c life_open.c life_query.c overview_json.c \
	overview_kind.c overview_notes.c overview_phase.c overview_text.c
REPORT_SOURCES += panic_json.c panic_kind.c panic_model.c panic_query.c panic_read.c \
	panic_table.c panic_text.c
REPORT_SOURCES += shutdown_json.c shutdown_kind.c shutdown_model.c shutdown_query.c \
	shutdown_read.c shutdown_steps.c shutdown_table.c shutdown_text.c

REPORT_OBJECTS := $(REPORT_SOURCES:%.c=$(REPORT_OUT)/%.o) $(REPORT_OUT)/libhypercall-exits.o
REPORT_CFLAGS := $(HT_CFLAGS) -D_GNU_SOURCE -fPIC -fvisibility=hidden -fno-plt \
	-I$(RETIME_DIR) -I$(CTF_DIR) $(shell $(PKG_CONFIG) --cflags $(REPORT_LIBRARIES))

$(REPORT_OUT)/%.o: $(REPORT_DIR)/%.c $(REPORT_DIR)/report.mk | $(REPORT_OUT)
	$(call say,CC,cli/$(<F) (plugin))
	$(Q)$(CC) $(CPPFLAGS) $(REPORT_CFLAGS) $(CFLAGS) -c -o $@ $<
# How exits are called.
$(REPORT_OUT)/libhypercall-%.o: $(TOP)/libhypercall/%.c $(REPORT_DIR)/report.mk | $(REPORT_OUT)
	$(call say,CC,libhypercall/$(<F) (plugin))
	$(Q)$(CC) $(CPPFLAGS) $(REPORT_CFLAGS) $(CFLAGS) -c -o $@ $<

$(REPORT_OUT):
	$(Q)mkdir -p $@

-include $(wildcard $(REPORT_OUT)/*.d)
