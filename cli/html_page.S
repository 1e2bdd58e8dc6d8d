/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page that traces/html builds, HT_HTML_PAGE, as it is: const char ht_html_page[], and the number
 * of its bytes, const size_t ht_html_page_size.
 */
	.section .rodata
	.balign	8
	.globl	ht_html_page_size
	.type	ht_html_page_size, @object
	.size	ht_html_page_size, 8
ht_html_page_size:
	.quad	.Lend - ht_html_page
	.globl	ht_html_page
	.type	ht_html_page, @object
ht_html_page:
	.incbin	HT_HTML_PAGE
.Lend:
	.size	ht_html_page, .Lend - ht_html_page
	.section .note.GNU-stack, "", @progbits
