// SPDX-License-Identifier: GPL-2.0-only
/*
 * What hypertrace convert writes: all that is read, and nothing else.
 */
#include <errno.h>

#include "convert_write.h"
#include "trace_input.h"

static void drop(void *data)
{
	struct ht_convert_writer *writer = data;

	ht_convert_writer_exit(writer);
	*writer->budget = (struct ht_ctf_budget){ 0 };
}

static int begin(void *data, const struct ht_trace_input *input, const char *dir,
		 struct ht_err *err)
{
	drop(data);
	return ht_convert_writer_begin(data, input->count == 1, dir, err);
}

static int on_stream(void *data, struct ht_stream *stream)
{
	return ht_convert_writer_stream(data, stream);
}

static int on_context(void *data, struct ht_stream *stream, const void *bytes, size_t size)
{
	return ht_copy_context(ht_convert_writer_copy(data, stream), stream, bytes, size);
}

static int on_event(void *data, const struct ht_whole_event *event)
{
	struct ht_convert_writer *writer = data;
	int ret = ht_copy_event(ht_convert_writer_copy(writer, event->stream), event);

	return ret || !writer->budget->is_full ? ret : ht_convert_writer_flush(writer);
}

static int on_lost(void *data, struct ht_stream *stream, uint64_t cycles,
		   const struct ht_loss *loss)
{
	return ht_copy_lost(ht_convert_writer_copy(data, stream), stream, cycles, loss);
}

static int on_cut(void *data, struct ht_stream *stream, uint64_t cycles)
{
	return ht_copy_cut(ht_convert_writer_copy(data, stream), stream, cycles);
}

static const struct ht_whole_ops whole_ops = { on_stream, on_context, on_event, on_lost, on_cut };

static int end(void *data, int ret, struct ht_err *err)
{
	struct ht_convert_writer *writer = data;
	int last = ret == -EIO ? 0 : ret;

	/* It was interrupted, or cannot be read at all, and that was said. */
	if (last && err->text[0])
		return ret;
	last = last ?: ht_convert_writer_end(writer);
	return last ? ht_convert_cannot_write(writer->out, last, err) : ret;
}

const struct ht_convert_ops ht_convert_plain_ops = { &whole_ops, begin, end, drop };
