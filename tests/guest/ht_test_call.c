// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any hypercall a test wants, with any registers: write "NR WORD…" (hexadecimal, up to 13 words) to
 * /sys/kernel/debug/ht_test_call, then read the result, decimal.
 *
 * Also, for floods and for benchmarks: "burst N" sends N pings and reads back how many were
 * answered with 0; "time empty N", "time ping N" and "time record N" read back the nanoseconds
 * that N turns of an empty loop, N pings or N records of 32 bytes took.
 */
#include <linux/debugfs.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>

#include <hypertrace/send.h>

static DEFINE_MUTEX(lock);
static long result;
static struct dentry *file;

static long burst(unsigned long n)
{
	enum ht_insn insn = ht_insn_detect();
	long good = 0;

	while (n--)
		good += !ht_vmcall1(insn, HT_HC_PING, 0);
	return good;
}

static long time_of(const char *what, unsigned long n)
{
	enum ht_insn insn = ht_insn_detect();
	static union ht_record rec;
	long bad = 0;
	u64 start;

	rec.hdr.type = HT_REC_INITCALL_FINISH;
	rec.hdr.len = sizeof(rec.initcall_finish);
	start = ktime_get_ns();
	for (; n; n--) {
		barrier();
		if (*what == 'p') {
			bad += ht_vmcall1(insn, HT_HC_PING, 0) != 0;
		} else if (*what == 'r') {
			rec.hdr.tsc = rdtsc();
			bad += ht_record_send(insn, &rec) != 0;
			rec.hdr.seq++;
		}
	}
	return bad ? -bad : (long)(ktime_get_ns() - start);
}

static int run(char *line)
{
	char what[8];
	u64 words[1 + HT_PAYLOAD_REGS] = {};
	unsigned int n = 0;
	unsigned long count;
	char *word;

	line = strim(line);
	if (sscanf(line, "burst %lu", &count) == 1) {
		result = burst(count);
		return 0;
	}
	if (sscanf(line, "time %7s %lu", what, &count) == 2) {
		result = time_of(what, count);
		return 0;
	}
	while ((word = strsep(&line, " "))) {
		if (n == ARRAY_SIZE(words) || kstrtou64(word, 16, &words[n++]))
			return -EINVAL;
	}
	result = ht_vmcall(ht_insn_detect(), words[0], words + 1);
	return 0;
}

static ssize_t call_write(struct file *f, const char __user *buf, size_t len, loff_t *pos)
{
	char *line = memdup_user_nul(buf, min_t(size_t, len, 512));
	int ret;

	if (IS_ERR(line))
		return PTR_ERR(line);
	mutex_lock(&lock);
	ret = run(line);
	mutex_unlock(&lock);
	kfree(line);
	return ret ? ret : len;
}

static int call_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "%ld\n", result);
	return 0;
}

static int call_open(struct inode *inode, struct file *f)
{
	return single_open(f, call_show, NULL);
}

static const struct file_operations call_fops = {
	.owner = THIS_MODULE,
	.open = call_open,
	.read = seq_read,
	.write = call_write,
	.llseek = seq_lseek,
	.release = single_release,
};

static int __init ht_test_call_init(void)
{
	file = debugfs_create_file("ht_test_call", 0600, NULL, NULL, &call_fops);
	return PTR_ERR_OR_ZERO(file);
}

static void __exit ht_test_call_exit(void)
{
	debugfs_remove(file);
}

module_init(ht_test_call_init);
module_exit(ht_test_call_exit);
MODULE_DESCRIPTION("hypertrace test: hypercalls by hand");
MODULE_LICENSE("GPL");
