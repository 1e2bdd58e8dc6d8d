/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line of hypertrace record.
 */
#ifndef HT_RECORD_ARGS_H
#define HT_RECORD_ARGS_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct ht_record_args - what the user asked for
 * @dir: where the trace goes, NULL: below lttng-traces
 * @relay: the relay daemon it goes to, HOST or HOST:PORT; NULL: nowhere
 * @name: of the session, NULL: by date and time
 * @classes: HT_CLASS_BIT()s that guests are asked for; 0: what they like
 * @transport: by which way guests shall send, NULL: as they like
 * @exits: each exit shall be an event
 * @unpacked: each record shall be an event
 * @quiet: show nothing while it runs, and no report
 * @vm: the VM that runs, as it was typed; NULL: @command
 * @command: the command, NULL-terminated
 */
struct ht_record_args {
	const char *dir;
	const char *relay;
	const char *name;
	uint64_t classes;
	const char *transport;
	bool exits;
	bool unpacked;
	bool quiet;
	const char *vm;
	char **command;
};

void ht_record_parse(int argc, char **argv, struct ht_record_args *args);

#endif /* HT_RECORD_ARGS_H */
