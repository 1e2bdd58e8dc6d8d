// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace export --trace-compass: the trace of the host as hypertrace convert writes it; and
 * that of the hypervisor and one of each guest, which together make an experiment in Trace Compass.
 */
#include "convert.h"
#include "export.h"
#include "host_side.h"

/**
 * ht_export_trace_compass() - write the traces of the host and of its guests
 * @export: what to do; filled with what came of it
 * @err: says what is wrong
 *
 * Return: as ht_convert_run(); -ESRCH: there is no such VM.
 */
int ht_export_trace_compass(struct ht_export *export, struct ht_err *err)
{
	struct ht_host_side side = { .path = export->path, .out = export->out, .vm = export->vm };
	struct ht_convert convert = {
		.path = export->path,
		.out = export->out,
		.force = export->force,
		.ops = &ht_host_side_ops,
		.data = &side,
	};
	int ret = ht_convert_run(&convert, err);

	export->events = convert.stats.events_in;
	export->truncated = convert.truncated;
	if (!ret || convert.truncated)
		export->bytes = side.bytes;
	return ret;
}
