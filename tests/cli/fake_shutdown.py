#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The FAKE traces that tests of "report shutdown" need, by name. Nothing here was ever measured.

    fake_shutdown.py NAME DIR     writes one of them below DIR, as DIR/kernel
    fake_shutdown.py --list       says which there are
"""
from fake_ctf import COMMON, EVENTS, Trace
from fake_panic import Dying, destroy, guest_of
from fake_traces import MS, boot, main

RESTART, HALT, OFF, SUSPEND, RESUME = 1, 2, 3, 4, 5
NOTIFIER, DEVICE, SYSCORE, PM, PHASE = 1, 2, 3, 4, 5
PANIC = 1
NOTIFY_DONE, NOTIFY_OK = 0, 1
FUNC = 0xFFFFFFFF81200000


class Going(Dying):
    """A guest that goes down, step by step; if counted, with 2 exits between two events."""

    counted = False

    def exits_before(self):
        """The fake TSC has 3 ticks a nanosecond: 6000 cycles are 2 microseconds."""
        return {"exits": 2, "hv_cycles": 6_000} if self.counted else {}

    def power(self, action, text="", after=MS):
        """It begins."""
        self.now += after
        self.emit("hypertrace_power", action=action, text=text)

    def step(self, number, kind, name, device="", after=1_000):
        """A step begins."""
        self.now += after
        self.emit("hypertrace_step_start", func=FUNC + number, id=number, kind=kind, name=name,
                  device=device)

    def end(self, number, took, ret=0):
        """It ends, so long after what was last."""
        self.now += took
        self.emit("hypertrace_step_finish", func=FUNC + number, id=number, ret=ret)

    def do(self, number, kind, name, took, device="", ret=0):
        """A whole step that nothing is within."""
        self.step(number, kind, name, device)
        self.end(number, took, ret)

    def stop(self):
        """The last word."""
        self.now += MS
        self.emit("hypertrace_guest_stop")


def going(trace, **args):
    """A VM that has booted."""
    guest = guest_of(trace, Going, **args)
    boot(guest)
    return guest


def off(path):
    """Power off: a notifier sleeps for 1 s, a device for 300 ms."""
    trace = Trace(path)
    guest = going(trace)
    guest.counted = True
    guest.power(OFF)
    guest.do(1, NOTIFIER, "quick_notify", 10_000, ret=NOTIFY_DONE)
    guest.do(2, NOTIFIER, "slow_notify", 1_000 * MS, ret=NOTIFY_OK)
    guest.step(3, PHASE, "device_shutdown")
    guest.do(4, DEVICE, "virtio_dev_shutdown", 300 * MS, "virtio_net virtio0")
    guest.step(5, DEVICE, "pci_device_shutdown", "ahci 0000:00:1f.2")
    guest.vcpu = 1
    guest.end(5, 20 * MS)
    guest.end(3, 5 * MS)
    guest.step(6, PHASE, "syscore_shutdown")
    guest.do(7, SYSCORE, "cpufreq_suspend", 2 * MS)
    guest.end(6, 0)
    guest.stop()
    destroy(guest, after=40 * MS)
    return trace


def reboot(path):
    """A restart with a command, and the next kernel 3 s later; two VMs, one of which never goes."""
    trace = Trace(path)
    other = going(trace, vm_id=2, vm_pid=4343)
    other.stream.cpu = 1
    guest = going(trace)
    guest.power(RESTART, "bootloader")
    guest.do(1, NOTIFIER, "only_notify", 5 * MS)
    guest.stop()
    guest.now += 3_000 * MS
    guest.vcpu = 0
    boot(guest)
    return trace


def hangs(path):
    """The shutdown of a device never ends; somebody kills the VM after 30 s."""
    trace = Trace(path)
    guest = going(trace)
    guest.power(OFF)
    guest.do(1, NOTIFIER, "fine_notify", MS)
    guest.step(2, PHASE, "device_shutdown")
    guest.do(3, DEVICE, "fine_shutdown", MS, "fine 0")
    guest.step(4, DEVICE, "stuck_shutdown", "stuck 0000:00:02.0")
    destroy(guest, after=30_000 * MS)
    return trace


def sleep(path):
    """Suspend, and resume: callbacks of devices run side by side, and end on other vCPUs."""
    trace = Trace(path)
    guest = going(trace)
    guest.power(SUSPEND, "freeze")
    guest.step(1, PHASE, "dpm_suspend")
    guest.step(2, PM, "bus suspend", "e1000e 0000:00:19.0", after=0)
    guest.on(1, after=10 * MS).step(3, PM, "driver suspend", "nvme 0000:01:00.0", after=0)
    guest.on(0, after=40 * MS).step(4, PM, "type suspend", "usb usb1", after=0)
    guest.on(1).end(2, 50 * MS)
    guest.on(0).end(3, 20 * MS)
    guest.on(0).end(4, 10 * MS, ret=-16)
    guest.end(1, 10 * MS)
    guest.now += 5_000 * MS
    guest.power(RESUME, after=0)
    guest.step(5, PHASE, "dpm_resume", after=0)
    guest.step(6, PM, "bus resume", "e1000e 0000:00:19.0", after=0)
    guest.end(6, 30 * MS)
    guest.end(5, 0)
    guest.switch("swapper/0", "bash", after=700 * MS)
    return trace


def freeze(path):
    """What Linux 6.1 reports of a suspend: the guest says that it is back at the very end."""
    trace = Trace(path)
    guest = going(trace)
    guest.power(SUSPEND, "freeze")
    guest.step(1, PHASE, "suspend_enter", after=0)
    guest.end(1, 8 * MS)
    guest.step(2, PHASE, "dpm_suspend")
    guest.do(3, PM, "bus suspend", 20 * MS, "ahci 0000:00:1f.2")
    guest.end(2, 0)
    guest.step(4, PHASE, "machine_suspend")
    guest.end(4, 5_000 * MS)
    guest.step(2, PHASE, "dpm_resume")
    guest.do(3, PM, "bus resume", 400 * MS, "ahci 0000:00:1f.2")
    guest.end(2, 0)
    guest.step(5, PHASE, "thaw_processes")
    guest.end(5, 2 * MS)
    guest.power(RESUME, after=0)
    guest.switch("swapper/0", "bash", after=700 * MS)
    return trace


def nap(path):
    """The same without steps on the way back, then a halt in a kernel that panics."""
    trace = Trace(path)
    guest = going(trace)
    guest.power(SUSPEND, "mem")
    guest.do(1, PM, "bus suspend", 7 * MS, "a b")
    guest.power(RESUME, after=100 * MS)
    guest.power(HALT, after=100 * MS)
    guest.step(2, NOTIFIER, "bad_notify")
    guest.now += 2 * MS
    guest.fall(PANIC, "in a notifier", [])
    return trace


def lost(path):
    """Ends that are not seen, ends that nobody began, and a request that was lost."""
    trace = Trace(path)
    guest = going(trace)
    guest.end(9, MS)
    guest.step(1, NOTIFIER, "first_seen_notify")
    guest.end(1, 4 * MS)
    guest.step(2, NOTIFIER, "no_end_notify")
    guest.now += MS
    guest.emit("hypertrace_step_finish", lost=5, func=1, id=1, ret=0)
    guest.stop()
    return trace


def nested(path):
    """A notifier within a notifier, the same function twice at once, and an unknown kind."""
    trace = Trace(path)
    guest = going(trace)
    guest.power(99, "odd")
    guest.step(1, NOTIFIER, "outer_notify")
    guest.step(2, NOTIFIER, "inner_notify", after=10 * MS)
    guest.end(2, 30 * MS)
    guest.end(1, 5 * MS)
    guest.step(3, 77, "\x1b[31mred\xff", "x" * 300)
    guest.step(3, 77, "again", "")
    guest.end(3, 2 * MS)
    guest.end(3, 3 * MS)
    guest.stop()
    return trace


def crowd(path):
    """Very many steps that begin and never end, then very many that do."""
    trace = Trace(path)
    guest = going(trace)
    guest.power(OFF)
    for number in range(1_100):
        guest.step(number, PM, "open_%d" % number)
    for number in range(1_099, 99, -1):
        guest.end(number, number)
    for number in range(2_000, 2_400):
        guest.step(number, PHASE, "phase_%d" % number)
        guest.end(number, 10)
    guest.stop()
    return trace


def wrong(path):
    """The name of a step is a number."""
    layout = [(name, "u32" if name == "name" else kind)
              for name, kind in EVENTS["hypertrace_step_start"]]
    trace = Trace(path, overrides={"hypertrace_step_start": layout})
    guest = going(trace)
    guest.emit("hypertrace_power", action=OFF)
    guest.emit("hypertrace_step_start", kind=NOTIFIER, name=3)
    return trace


def lacking(path):
    """A request that does not say what."""
    trace = Trace(path, overrides={"hypertrace_power": COMMON})
    guest = going(trace)
    guest.emit("hypertrace_power")
    return trace


TRACES = {make.__name__: make for make in (
    off, reboot, hangs, sleep, freeze, nap, lost, nested, crowd, wrong, lacking)}

if __name__ == "__main__":
    main(TRACES)
