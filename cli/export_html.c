// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace export --html: one page with everything in it.
 *
 *	+--------------------------+
 *	| page: style, script, …   |  built from traces/html, as it is
 *	| <script id="trace" …>    |
 *	+--------------------------+
 *	| the trace, html_pack.h   |  written as it is read
 *	+--------------------------+
 *	| </script></body></html>  |
 *	+--------------------------+
 *
 * The script is before the trace, so a page that was cut short can still say so.
 */
#include <cache_line.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "html_pack.h"
#include "text.h"
#include "timeline.h"

#define FORMAT_VERSION 1

/* Flags of a span. */
#define SPAN_OPEN 1
#define SPAN_COST 2
#define SPAN_RET 4

/* Flags of the end. */
#define END_UNCOUNTED 1
#define END_TRUNCATED 2

/* The page computes in doubles. A guest's times may be any; those beyond 52 days mean nothing. */
#define FAREST (INT64_C(1) << 52)

extern const char ht_html_page[];
extern const size_t ht_html_page_size;

/**
 * struct html - a page being written
 * @pack: the trace
 * @begun: @base is known
 * @base: what times are counted from
 * @last: the latest time written, since @base
 * @export: what was asked for
 */
struct html {
	struct ht_html_pack pack;
	bool begun;
	uint64_t base;
	int64_t last;
	const struct ht_export *export;
};

/* The trace's name: its directory's. */
static const char *name_of(const char *path)
{
	const char *end = path + strlen(path), *name;

	while (end > path + 1 && end[-1] == '/')
		end--;
	for (name = end; name > path && name[-1] != '/';)
		name--;
	return *name ? name : path;
}

/* Times are told as what they differ from the first one, which nobody knows in advance. */
static void begin_at(struct html *html, uint64_t ns)
{
	const struct ht_export *export = html->export;
	char text[HT_HTML_PACK_TEXT_MAX + 1];

	if (html->begun)
		return;
	html->begun = true;
	html->base = ns;
	ht_html_pack_tag(&html->pack, HT_HTML_BASE);
	ht_html_pack_uint(&html->pack, FORMAT_VERSION);
	ht_html_pack_uint(&html->pack, ns);
	ht_text_escape(text, sizeof(text), name_of(export->path));
	ht_html_pack_string(&html->pack, text);
	ht_text_escape(text, sizeof(text), export->vm ?: "");
	ht_html_pack_string(&html->pack, text);
}

static int64_t since_base(const struct html *html, uint64_t ns)
{
	int64_t offset = (int64_t)(ns - html->base);

	return offset > FAREST ? FAREST : offset < -FAREST ? -FAREST : offset;
}

static void put_moment(struct html *html, uint64_t ns)
{
	int64_t offset = since_base(html, ns);

	ht_html_pack_int(&html->pack, offset - html->last);
	html->last = offset;
}

static int put_row(void *data, const struct ht_row *row, struct ht_err *err)
{
	struct html *html = data;
	struct ht_html_pack *pack = &html->pack;
	uint32_t name = ht_html_pack_text(pack, row->name);

	ht_html_pack_tag(pack, HT_HTML_ROW);
	ht_html_pack_uint(pack, row->kind);
	ht_html_pack_uint(pack, row->parent == HT_ROW_NONE ? 0 : row->parent + UINT64_C(1));
	ht_html_pack_uint(pack, row->vm_id);
	ht_html_pack_int(pack, row->vm_pid);
	ht_html_pack_uint(pack, row->number);
	ht_html_pack_uint(pack, name);
	return ht_html_pack_flush(pack, err);
}

static unsigned int flags_of(const struct ht_span *span)
{
	return (span->open ? SPAN_OPEN : 0) | (span->has_cost ? SPAN_COST : 0) |
	       (span->has_ret ? SPAN_RET : 0);
}

static int put_span(void *data, const struct ht_span *span, struct ht_err *err)
{
	struct html *html = data;
	struct ht_html_pack *pack = &html->pack;
	uint32_t name = ht_html_pack_text(pack, span->name);
	uint32_t detail = ht_html_pack_text(pack, span->detail);
	int64_t took;

	begin_at(html, span->begin_ns);
	ht_html_pack_tag(pack, HT_HTML_SPAN);
	ht_html_pack_uint(pack, span->row);
	ht_html_pack_uint(pack, span->kind);
	ht_html_pack_uint(pack, flags_of(span));
	ht_html_pack_uint(pack, name);
	ht_html_pack_uint(pack, detail);
	put_moment(html, span->begin_ns);
	took = since_base(html, span->end_ns) - html->last;
	ht_html_pack_uint(pack, took < 0 ? 0 : took);
	if (span->has_cost) {
		ht_html_pack_uint(pack, span->exits);
		ht_html_pack_uint(pack, span->hv_ns);
	}
	if (span->has_ret)
		ht_html_pack_int(pack, span->ret);
	return ht_html_pack_flush(pack, err);
}

static int put_mark(void *data, const struct ht_mark *mark, struct ht_err *err)
{
	struct html *html = data;
	struct ht_html_pack *pack = &html->pack;
	uint32_t name = ht_html_pack_text(pack, mark->name);
	uint32_t detail = ht_html_pack_text(pack, mark->detail);

	begin_at(html, mark->at_ns);
	ht_html_pack_tag(pack, HT_HTML_MARK);
	ht_html_pack_uint(pack, mark->row == HT_ROW_NONE ? 0 : mark->row + UINT64_C(1));
	ht_html_pack_uint(pack, mark->kind);
	ht_html_pack_uint(pack, name);
	ht_html_pack_uint(pack, detail);
	put_moment(html, mark->at_ns);
	ht_html_pack_uint(pack, mark->value);
	return ht_html_pack_flush(pack, err);
}

static int put_exits(void *data, const struct ht_exit_sum *sum, struct ht_err *err)
{
	struct html *html = data;
	struct ht_html_pack *pack = &html->pack;
	uint32_t name = ht_html_pack_text(pack, sum->name);
	unsigned int i;

	ht_html_pack_tag(pack, HT_HTML_EXITS);
	ht_html_pack_uint(pack, sum->row);
	ht_html_pack_uint(pack, name);
	ht_html_pack_uint(pack, sum->khz);
	ht_html_pack_uint(pack, sum->counts->count);
	ht_html_pack_uint(pack, sum->counts->cycles);
	ht_html_pack_uint(pack, sum->counts->max);
	for (i = 0; i < HT_EXIT_BUCKETS; i++)
		ht_html_pack_uint(pack, sum->counts->hist[i]);
	return ht_html_pack_flush(pack, err);
}

static int put_end(struct html *html, const struct ht_timeline_stats *stats, struct ht_err *err)
{
	struct ht_html_pack *pack = &html->pack;

	begin_at(html, stats->begin_ns);
	html->last = 0;
	ht_html_pack_tag(pack, HT_HTML_END);
	put_moment(html, stats->begin_ns);
	put_moment(html, stats->end_ns);
	ht_html_pack_uint(pack, stats->events);
	ht_html_pack_uint(pack, stats->lost);
	ht_html_pack_uint(pack, stats->discarded);
	ht_html_pack_uint(pack, (stats->discarded_uncounted ? END_UNCOUNTED : 0) |
					(stats->truncated ? END_TRUNCATED : 0));
	return ht_html_pack_finish(pack, err);
}

/* Reads the trace into the page. -EIO of a trace that ends too early is returned after its end. */
static int put_trace(struct html *html, struct ht_timeline_stats *stats, struct ht_err *err)
{
	static const struct ht_timeline_ops ops = {
		.row = put_row,
		.span = put_span,
		.mark = put_mark,
		.exit_sum = put_exits,
	};
	const struct ht_export *export = html->export;
	struct ht_err late = { "" };
	int ret, ended;

	ret = ht_timeline_read(export->path, export->vm, &ops, html, stats, err);
	if (ret && !stats->truncated)
		return ret;
	ended = put_end(html, stats, &late);
	if (ended)
		*err = late;
	return ended ?: ret;
}

static int write_page(struct html *html, struct ht_out_file *out, struct ht_timeline_stats *stats,
		      struct ht_err *err)
{
	static const char tail[] = "</script>\n</body>\n</html>\n";
	struct ht_err late = { "" };
	int ret, ended;

	ret = ht_out_file_write(out, ht_html_page, ht_html_page_size, err);
	ret = ret ?: put_trace(html, stats, err);
	if (ret && !stats->truncated)
		return ret;
	ended = ht_out_file_write(out, tail, sizeof(tail) - 1, &late);
	ended = ended ?: ht_out_file_commit(out, &late);
	if (ended)
		*err = late;
	return ended ?: ret;
}

/**
 * ht_export_html() - write a trace as one page
 * @export: what to write; filled
 * @err: says what is wrong
 *
 * Return: 0; -EIO with @export->truncated, the page has what could be read; another negative errno,
 * nothing was written.
 */
int ht_export_html(struct ht_export *export, struct ht_err *err)
{
	struct html *html = ht_lines_alloc(sizeof(*html));
	struct ht_timeline_stats stats = { 0 };
	struct ht_out_file out;
	int ret;

	if (!html)
		return ht_err_nomem(err);
	html->export = export;
	ret = ht_out_file_open(&out, export->out, export->force, err);
	if (ret)
		goto err_free;
	ret = ht_html_pack_init(&html->pack, &out, err);
	if (ret)
		goto err_abandon;
	ret = write_page(html, &out, &stats, err);
	export->events = stats.events;
	export->bytes = out.bytes;
	export->truncated = stats.truncated && !out.tmp;
	ht_html_pack_exit(&html->pack);
err_abandon:
	ht_out_file_abandon(&out);
err_free:
	free(html);
	return ret;
}
