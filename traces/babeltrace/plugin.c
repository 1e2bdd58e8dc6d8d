// SPDX-License-Identifier: GPL-2.0-only
/*
 * The plugin "hypertrace" of Babeltrace 2: what babeltrace2 finds in the shared object.
 */
#include <babeltrace2/babeltrace.h>

#include "component.h"

BT_PLUGIN_MODULE();

BT_PLUGIN(hypertrace);
BT_PLUGIN_DESCRIPTION("Traces of KVM guests, recorded on their host");
BT_PLUGIN_AUTHOR("The hypertrace developers");
BT_PLUGIN_LICENSE("GPL-2.0-only");

BT_PLUGIN_FILTER_COMPONENT_CLASS(retime, ht_iterator_next);
BT_PLUGIN_FILTER_COMPONENT_CLASS_DESCRIPTION(
	retime, "Put the events of KVM guests where they happened, and unpack packed ones");
BT_PLUGIN_FILTER_COMPONENT_CLASS_HELP(
	retime,
	"Parameters:\n"
	"  window-ms      hold events until the input is so many milliseconds further (100)\n"
	"  max-events     hold no more events than so many (262144)\n"
	"  packet-events  cut a packet of the output after so many events (4096)\n"
	"  measure        true: let nothing through, only find out how late events were recorded\n"
	"\n"
	"The input has to be in order: connect filter.utils.muxer. See hypertrace-convert(1).");
BT_PLUGIN_FILTER_COMPONENT_CLASS_INITIALIZE_METHOD(retime, ht_component_init);
BT_PLUGIN_FILTER_COMPONENT_CLASS_FINALIZE_METHOD(retime, ht_component_finalize);
BT_PLUGIN_FILTER_COMPONENT_CLASS_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD(retime, ht_iterator_init);
BT_PLUGIN_FILTER_COMPONENT_CLASS_MESSAGE_ITERATOR_CLASS_FINALIZE_METHOD(retime,
									ht_iterator_finalize);
