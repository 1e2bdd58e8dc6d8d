// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing the traces that Trace Compass makes an experiment of, as a host's trace goes by.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "host_side.h"
#include "host_trace.h"
#include "trace_input.h"

static void host_free(void *host)
{
	ht_host_free(host);
}

static void drop(void *data)
{
	struct ht_host_side *side = data;

	/* It still writes into files of the traces. */
	if (side->guests.disk)
		ht_ctf_disk_exit(&side->disk);
	ht_convert_writer_exit(&side->all);
	ht_convert_writer_exit(&side->hypervisor);
	ht_guest_traces_exit(&side->guests);
	ht_ptrmap_exit(&side->hosts, host_free);
	free(side->dir);
	*side = (struct ht_host_side){
		.path = side->path, .out = side->out, .vm = side->vm, .bytes = side->bytes
	};
}

static int begin_one(struct ht_host_side *side, struct ht_convert_writer *writer, bool is_single,
		     const char *name, struct ht_err *err)
{
	char *dir;
	int ret;

	if (asprintf(&dir, "%s/%s", side->dir, name) < 0)
		return ht_err_nomem(err);
	writer->out = side->out;
	writer->disk = &side->disk;
	ret = ht_convert_writer_begin(writer, is_single, dir, err);
	free(dir);
	return ret;
}

static int begin(void *data, const struct ht_trace_input *input, const char *dir,
		 struct ht_err *err)
{
	struct ht_host_side *side = data;
	bool is_single = input->count == 1;

	drop(side);
	if (ht_ctf_disk_init(&side->disk))
		return ht_err_nomem(err);
	side->guests.disk = &side->disk;
	side->dir = strdup(dir);
	if (!side->dir)
		return ht_err_nomem(err);
	side->guests.dir = side->dir;
	if (mkdir(dir, 0777))
		return ht_convert_cannot_write(side->out, -errno, err);
	return begin_one(side, &side->all, is_single, "host", err) ?:
		       begin_one(side, &side->hypervisor, is_single, "hypervisor", err);
}

/* What Trace Compass knows LTTng's kernel traces by; a trace of another tracer may lack it. */
static int complete_env(struct ht_ctf_envs *envs)
{
	return ht_ctf_env_find(envs, "domain") ? 0 : ht_ctf_env_text(envs, "domain", "kernel");
}

static struct ht_host *host_of(const struct ht_host_side *side, const struct ht_stream *stream)
{
	return ht_ptrmap_get(&side->hosts, ht_convert_writer_copy(&side->hypervisor, stream));
}

static int host_begin(struct ht_host_side *side, const struct ht_stream *stream)
{
	struct ht_copy *copy = ht_convert_writer_copy(&side->hypervisor, stream);
	const char *hostname = ht_ctf_env_find(&stream->class->trace->envs, "hostname");
	struct ht_host *host = ht_host_new(copy->trace, hostname ? hostname : "");

	if (!host)
		return -ENOMEM;
	if (ht_ptrmap_set(&side->hosts, copy, host)) {
		ht_host_free(host);
		return -ENOMEM;
	}
	return complete_env(&copy->trace->envs) ?:
		       complete_env(&ht_convert_writer_copy(&side->all, stream)->trace->envs);
}

static int on_stream(void *data, struct ht_stream *stream)
{
	struct ht_host_side *side = data;
	int ret = ht_convert_writer_stream(&side->all, stream);

	ret = ret ?: ht_convert_writer_stream(&side->hypervisor, stream);
	if (!ret && !host_of(side, stream))
		ret = host_begin(side, stream);
	if (!ret)
		ht_host_stream(host_of(side, stream), stream->class->shape.id);
	return ret;
}

static int on_context(void *data, struct ht_stream *stream, const void *bytes, size_t size)
{
	struct ht_host_side *side = data;

	return ht_copy_context(ht_convert_writer_copy(&side->all, stream), stream, bytes, size) ?:
		       ht_copy_context(ht_convert_writer_copy(&side->hypervisor, stream), stream,
				       bytes, size);
}

static int flush(struct ht_host_side *side)
{
	return ht_convert_writer_flush(&side->all)		  ?:
		       ht_convert_writer_flush(&side->hypervisor) ?:
		       ht_guest_traces_flush(&side->guests);
}

static int on_event(void *data, const struct ht_whole_event *event)
{
	struct ht_host_side *side = data;
	bool is_hypervisors;
	int ret = ht_host_event(host_of(side, event->stream), &side->guests, event, &is_hypervisors,
				&side->err);

	if (!ret && is_hypervisors)
		ret = ht_copy_event(ht_convert_writer_copy(&side->hypervisor, event->stream),
				    event);
	ret = ret ?: ht_copy_event(ht_convert_writer_copy(&side->all, event->stream), event);
	return ret || !side->disk.is_full ? ret : flush(side);
}

static int on_lost(void *data, struct ht_stream *stream, uint64_t cycles,
		   const struct ht_loss *loss)
{
	struct ht_host_side *side = data;

	return ht_copy_lost(ht_convert_writer_copy(&side->all, stream), stream, cycles, loss) ?:
		       ht_copy_lost(ht_convert_writer_copy(&side->hypervisor, stream), stream,
				    cycles, loss);
}

static int on_cut(void *data, struct ht_stream *stream, uint64_t cycles)
{
	struct ht_host_side *side = data;

	return ht_copy_cut(ht_convert_writer_copy(&side->all, stream), stream, cycles) ?:
		       ht_copy_cut(ht_convert_writer_copy(&side->hypervisor, stream), stream,
				   cycles);
}

static const struct ht_whole_ops whole_ops = { on_stream, on_context, on_event, on_lost, on_cut };

static int end(void *data, int ret, struct ht_err *err)
{
	struct ht_host_side *side = data;
	struct ht_err choice = { "" };
	int last = ret == -EIO ? 0 : ret;

	if (last && side->err.text[0])
		return ht_err_set(err, last, "%s: %s", side->path, side->err.text);
	if (last && err->text[0])
		return ret;
	last = last ?: ht_convert_writer_end(&side->all);
	last = last ?: ht_convert_writer_end(&side->hypervisor);
	last = last ?: ht_guest_traces_end(&side->guests, side->vm, &choice);
	last = last ?: ht_ctf_disk_wait(&side->disk);
	side->bytes = side->disk.bytes;
	if (last && choice.text[0]) {
		*err = choice;
		return last;
	}
	return last ? ht_convert_cannot_write(side->out, last, err) : ret;
}

const struct ht_convert_ops ht_host_side_ops = { &whole_ops, begin, end, drop };
