# SPDX-License-Identifier: GPL-2.0-only
"""A state system: a tree of attributes, each with a value at any time.

As Trace Compass' StateSystem does it: a value lasts until it is changed, the same value again is no
change, two changes at one time leave the later one, and an attribute keeps the type it had first.
"""
from collections import namedtuple

from events import Int

Interval = namedtuple("Interval", "start end value")


class Broken(Exception):
    """An analysis does what Trace Compass would not take, or this evaluator does not know."""


class Attribute:
    """A node, its value, and the values it had before."""

    def __init__(self, name, parent, start):
        self.name = name
        self.parent = parent
        self.children = {}
        self.value = None
        self.since = start
        self.intervals = []
        self.type = None

    def path(self):
        """Names from the root to here."""
        return (self.parent.path() if self.parent else ()) + ((self.name,) if self.name else ())


class States:
    """All attributes. start: when the trace begins."""

    def __init__(self, start):
        self.start = start
        self.end = start
        self.root = Attribute("", None, start)

    def attribute(self, path):
        """The attribute with that path, made if need be."""
        node = self.root
        for name in path:
            if name not in node.children:
                node.children[name] = Attribute(name, node, self.start)
            node = node.children[name]
        return node

    def modify(self, time, node, value):
        """From time on."""
        if time < node.since:
            raise Broken(f"{'/'.join(node.path())}: a change in the past")
        if value is not None:
            if node.type not in (None, type(value)):
                raise Broken(f"{'/'.join(node.path())}: was {node.type.__name__}, "
                             f"becomes {type(value).__name__}")
            node.type = type(value)
        if value == node.value:
            return
        if node.since < time:
            node.intervals.append(Interval(node.since, time, node.value))
        node.since, node.value = time, value

    @staticmethod
    def update(node, value):
        """As if it always had been so, since the last change."""
        node.value = value

    def push(self, time, node, value):
        """The depth is the attribute's own value, what is on the stack its children 1, 2, …"""
        depth = (node.value or 0) + 1
        self.modify(time, node, Int(depth))
        self.modify(time, self.attribute(node.path() + (str(depth),)), value)

    def pop(self, time, node):
        """Nothing, if it is empty."""
        if node.value is None:
            return
        if not isinstance(node.value, Int):
            raise Broken(f"{'/'.join(node.path())}: not a stack")
        top = node.children[str(node.value)]
        self.modify(time, node, Int(node.value - 1) if node.value > 1 else None)
        self.clear(time, top)

    def clear(self, time, node):
        """No value here and below."""
        self.modify(time, node, None)
        for child in node.children.values():
            self.clear(time, child)

    def close(self, end):
        """The trace is over."""
        def close(node):
            node.intervals.append(Interval(node.since, end, node.value))
            for child in node.children.values():
                close(child)
        self.end = end
        close(self.root)
