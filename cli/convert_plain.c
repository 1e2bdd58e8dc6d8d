// SPDX-License-Identifier: GPL-2.0-only
/*
 * What hypertrace convert writes: all that is read, and nothing else.
 */
#include <errno.h>

#include "convert_write.h"
#include "trace_input.h"

static void drop(void *data)
{
	struct ht_convert_plain *plain = data;

	/* It still writes into files of the traces. */
	if (plain->writer.disk)
		ht_ctf_disk_exit(&plain->disk);
	plain->writer.disk = NULL;
	ht_convert_writer_exit(&plain->writer);
}

static int begin(void *data, const struct ht_trace_input *input, const char *dir,
		 struct ht_err *err)
{
	struct ht_convert_plain *plain = data;

	drop(plain);
	if (ht_ctf_disk_init(&plain->disk))
		return ht_err_nomem(err);
	plain->writer.disk = &plain->disk;
	return ht_convert_writer_begin(&plain->writer, input->count == 1, dir, err);
}

static struct ht_copy *copy_of(void *data, const struct ht_stream *stream)
{
	return ht_convert_writer_copy(&((struct ht_convert_plain *)data)->writer, stream);
}

static int on_stream(void *data, struct ht_stream *stream)
{
	return ht_convert_writer_stream(&((struct ht_convert_plain *)data)->writer, stream);
}

static int on_context(void *data, struct ht_stream *stream, const void *bytes, size_t size)
{
	return ht_copy_context(copy_of(data, stream), stream, bytes, size);
}

static int on_event(void *data, const struct ht_whole_event *event)
{
	struct ht_convert_plain *plain = data;
	int ret = ht_copy_event(copy_of(plain, event->stream), event);

	return ret || !plain->disk.is_full ? ret : ht_convert_writer_flush(&plain->writer);
}

static int on_lost(void *data, struct ht_stream *stream, uint64_t cycles,
		   const struct ht_loss *loss)
{
	return ht_copy_lost(copy_of(data, stream), stream, cycles, loss);
}

static int on_cut(void *data, struct ht_stream *stream, uint64_t cycles)
{
	return ht_copy_cut(copy_of(data, stream), stream, cycles);
}

static const struct ht_whole_ops whole_ops = { on_stream, on_context, on_event, on_lost, on_cut };

static int end(void *data, int ret, struct ht_err *err)
{
	struct ht_convert_plain *plain = data;
	int last = ret == -EIO ? 0 : ret;

	/* It was interrupted, or cannot be read at all, and that was said. */
	if (last && err->text[0])
		return ret;
	last = last ?: ht_convert_writer_end(&plain->writer);
	last = last ?: ht_ctf_disk_wait(&plain->disk);
	return last ? ht_convert_cannot_write(plain->writer.out, last, err) : ret;
}

const struct ht_convert_ops ht_convert_plain_ops = { &whole_ops, begin, end, drop };
