// SPDX-License-Identifier: GPL-2.0-only
/*
 * The plugin "hypertrace" of Babeltrace 2: what babeltrace2 finds in the shared object.
 */
#include <babeltrace2/babeltrace.h>

#include "component.h"
#include "sink.h"

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

BT_PLUGIN_SINK_COMPONENT_CLASS(report, ht_sink_consume);
BT_PLUGIN_SINK_COMPONENT_CLASS_DESCRIPTION(
	report, "Print a report of KVM guests: the ones of the command hypertrace");
BT_PLUGIN_SINK_COMPONENT_CLASS_HELP(
	report,
	"Parameters:\n"
	"  report  which: boot, exits, migrations, overview, panic or shutdown\n"
	"  json    true: print JSON, schema hypertrace.report.REPORT/1\n"
	"  vm      only this VM: its number, or its VMM's process id; \"vm:ID\" and \"pid:PID\"\n"
	"          say which of the two (not of boot)\n"
	"  top     list no more rows than so many, or \"all\" (20, with json all; of boot, exits,\n"
	"          migrations and shutdown)\n"
	"  last    so many last events of each vCPU (8; of panic)\n"
	"\n"
	"The report goes to the standard output when the input ends. The input has to be in order:\n"
	"connect filter.utils.muxer, as babeltrace2 does by itself. filter.hypertrace.retime is not\n"
	"needed. Example:\n"
	"  babeltrace2 TRACE --component=sink.hypertrace.report --params='report=\"boot\",top=5'\n"
	"\n"
	"See babeltrace2-sink.hypertrace.report(7).");
BT_PLUGIN_SINK_COMPONENT_CLASS_INITIALIZE_METHOD(report, ht_sink_init);
BT_PLUGIN_SINK_COMPONENT_CLASS_FINALIZE_METHOD(report, ht_sink_finalize);
BT_PLUGIN_SINK_COMPONENT_CLASS_GRAPH_IS_CONFIGURED_METHOD(report, ht_sink_configured);
