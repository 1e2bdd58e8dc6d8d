/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From libbabeltrace2's classes of fields to types of CTF, and from its fields to their bytes.
 */
#ifndef HT_CTF_CLASS_H
#define HT_CTF_CLASS_H

#include <babeltrace2/babeltrace.h>

#include "ctf_bytes.h"
#include "ctf_type.h"

/**
 * enum ht_ctf_scope - what a structure is of a stream or of an event
 */
enum ht_ctf_scope {
	HT_CTF_PACKET_CONTEXT,
	HT_CTF_COMMON_CONTEXT,
	HT_CTF_SPECIFIC_CONTEXT,
	HT_CTF_PAYLOAD,
	HT_CTF_SCOPES,
};

/**
 * struct ht_ctf_roots - the structures that lengths and selectors can be in
 * @of: by scope; NULL: there is none
 */
struct ht_ctf_roots {
	const bt_field_class *of[HT_CTF_SCOPES];
};

struct ht_ctf_type *ht_ctf_type_of(const struct ht_ctf_roots *roots, enum ht_ctf_scope scope);
int ht_ctf_put_field(struct ht_ctf_bytes *bytes, const struct ht_ctf_type *type,
		     const bt_field *field);

#endif /* HT_CTF_CLASS_H */
