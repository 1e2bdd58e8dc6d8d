# SPDX-License-Identifier: GPL-2.0-only
"""The XML language of Trace Compass' data-driven analyses: values, conditions, actions.

Written from its user guide and schemas, and by reading what its DataDriven* classes do. Only what
traces/tracecompass uses is known here. All else is an error, so that nothing is believed to work
that was not looked at.
"""
import re
from collections import namedtuple

from events import Int
from states import Broken

Segment = namedtuple("Segment", "name start end fields")
# What an analysis works on, for one event.
Context = namedtuple("Context", "states event segments mappings")

SCRIPT = re.compile(r"\[((?:(?:'[^'\\]*'|\w+)(?:, (?!\]))?)+)\]\.join\(''\)")


def only(element, *allowed):
    """No attributes but these."""
    unknown = set(element.attrib) - set(allowed)
    if unknown:
        raise Broken(f"<{element.tag}>: unknown attributes {sorted(unknown)}")


def children(element, *tags):
    """Its children, which have to be of these kinds."""
    for child in element:
        if child.tag not in tags:
            raise Broken(f"<{element.tag}>: unknown element <{child.tag}>")
    return list(element)


def text_of(value):
    """Java's String.valueOf()"""
    return "null" if value is None else str(value)


def force(value, kind):
    """The value as the type that forcedType or a segment's field asks for."""
    if value is None or kind is None:
        return value
    if kind == "int":
        value = int(value) & 0xffffffff
        return Int(value - (1 << 32) if value >> 31 else value)
    if kind == "long":
        return int(value)
    if kind == "string":
        return str(value)
    raise Broken(f"unknown type {kind}")


def field(name):
    """A field of the event; absent ones are null."""
    if name == "timestamp":
        return lambda c: c.event.time
    if not re.fullmatch(r"[a-z_]+", name) or name == "cpu":
        raise Broken(f"unknown kind of field {name}")
    return lambda c: c.event.fields.get(name)


class Compiler:
    """Makes functions of XML: locations, mapping groups, tests and actions are known by name."""

    def __init__(self):
        self.locations = {}
        self.mappings = set()
        self.tests = {}
        self.actions = {}

    def location(self, element):
        """<location>"""
        only(element, "id")
        self.locations[element.get("id")] = self.path(children(element, "stateAttribute"))

    def mapping(self, element):
        """<mappingGroup>: what each constant stands for"""
        only(element, "id")
        table = {}
        for entry in children(element, "entry"):
            key, value = (self.value(child)(None) for child in children(entry, "stateValue"))
            if key in table:
                raise Broken(f"{element.get('id')}: {key} is there twice")
            table[key] = value
        self.mappings.add(element.get("id"))
        return table

    # Paths

    def step(self, element):
        """<stateAttribute>: the functions of its part of a path"""
        only(element, "type", "value")
        kind, value = element.get("type"), element.get("value")
        if kind == "query":
            query = self.query(children(element, "stateAttribute"))
            return [query]
        children(element)
        if kind == "constant":
            if not value or value.startswith("#"):
                raise Broken(f"unknown constant {value}")
            return [lambda c: value]
        if kind == "eventField":
            return [field(value)]
        if kind == "eventName":
            return [lambda c: c.event.name]
        if kind == "location":
            if value not in self.locations:
                raise Broken(f"no location {value}")
            return self.locations[value]
        raise Broken(f"unknown type of attribute {kind}")

    def path(self, elements):
        """<stateAttribute>…"""
        if not elements:
            raise Broken("a path without attributes")
        return [part for element in elements for part in self.step(element)]

    @staticmethod
    def resolve(path, c):
        """The attribute. Trace Compass leaves out what has no path; here it is a mistake."""
        names = [part(c) for part in path]
        if None in names:
            raise Broken(f"{c.event.name}: no value for a part of the path {names}")
        return c.states.attribute([text_of(name) for name in names])

    def query(self, elements):
        """What an attribute's value is now; asking makes the attribute."""
        path = self.path(elements)
        return lambda c: self.resolve(path, c).value

    # Values

    def script(self, element):
        """['text', id, …].join(''), which needs no engine; scripts get unmapped values"""
        match = SCRIPT.fullmatch(element.get("value"))
        if not match or element.get("forcedType") != "string":
            raise Broken(f"unknown script {element.get('value')}")
        inputs = {}
        for child in children(element, "stateValue"):
            if child.get("mappingGroup") or child.get("forcedType"):
                raise Broken("a script's values are neither mapped nor forced")
            inputs[child.get("id")] = self.value(child, "id")
        parts = re.findall(r"'([^']*)'|(\w+)", match[1])
        unused = set(inputs) - {name for _, name in parts if name}
        if unused or not all(name in inputs for _, name in parts if name):
            raise Broken(f"a script's values are not those it uses: {element.get('value')}")
        # Java's null is JavaScript's, which join() leaves out.
        return lambda c: "".join(text if not name else
                                 "" if inputs[name](c) is None else str(inputs[name](c))
                                 for text, name in parts)

    def plain(self, element):
        """A value before it is mapped and forced."""
        kind, value = element.get("type"), element.get("value")
        if kind == "query":
            return self.query(children(element, "stateAttribute"))
        if kind == "script":
            return self.script(element)
        children(element)
        if kind == "null":
            return lambda c: None
        if kind == "string":
            return lambda c: value
        if kind in ("int", "long"):
            constant = Int(value) if kind == "int" else int(value)
            return lambda c: constant
        if kind == "eventField":
            return field(value)
        if kind == "eventName":
            return lambda c: c.event.name
        raise Broken(f"unknown type of value {kind}")

    def value(self, element, *more):
        """<stateValue> and its like"""
        only(element, "type", "value", "forcedType", "mappingGroup", *more)
        plain, group = self.plain(element), element.get("mappingGroup")
        forced = element.get("forcedType")
        if group is None:
            return lambda c: force(plain(c), forced)
        if group not in self.mappings:
            raise Broken(f"no mapping group {group}")
        return lambda c: force(c.mappings[group].get(plain(c)), forced)

    # Conditions

    def condition(self, element):
        """<condition>, <and>, <or>, <not>"""
        if element.tag in ("and", "or"):
            only(element)
            parts = [self.condition(child) for child in element]
            every = all if element.tag == "and" else any
            return lambda c: every(part(c) for part in parts)
        if element.tag == "not":
            only(element)
            inner, = (self.condition(child) for child in element)
            return lambda c: not inner(c)
        if element.tag != "condition":
            raise Broken(f"unknown condition <{element.tag}>")
        only(element, "operator")
        *left, last = children(element, "stateAttribute", "field", "stateValue")
        if last.tag != "stateValue" or any(child.tag != left[0].tag for child in left):
            raise Broken("unknown form of <condition>")
        if left[0].tag == "field":
            only(left[0], "name")
            first = field(left[0].get("name"))
        elif left[0].tag == "stateAttribute":
            first = self.query(left)
        else:
            first = self.value(left[0])
        return self.comparison(element.get("operator", "eq"), first, self.value(last))

    @staticmethod
    def comparison(operator, first, second):
        """Numbers as such if both are; else their texts, "null" among them."""
        tests = {"eq": lambda x: x == 0, "ne": lambda x: x != 0, "gt": lambda x: x > 0,
                 "ge": lambda x: x >= 0, "lt": lambda x: x < 0, "le": lambda x: x <= 0}
        holds = tests[operator]

        def compare(c):
            a, b = first(c), second(c)
            if not (isinstance(a, int) and isinstance(b, int)):
                a, b = text_of(a), text_of(b)
            return holds((a > b) - (a < b))
        return compare

    def test(self, element):
        """<test>, a condition by name"""
        only(element, "id")
        inner, = children(element, "if")
        condition, = inner
        self.tests[element.get("id")] = self.condition(condition)

    # Actions

    def change(self, element):
        """<stateChange>, and its <then> and <else>"""
        only(element)
        if element[0].tag == "if":
            inner, *branches = children(element, "if", "then", "else")
            condition = self.condition(inner[0])
            then, *otherwise = [self.change(branch) for branch in branches]

            def choose(c):
                if condition(c):
                    then(c)
                elif otherwise:
                    otherwise[0](c)
            return choose
        *left, last = children(element, "stateAttribute", "stateValue")
        path = self.path(left)
        if last.tag != "stateValue":
            raise Broken("<stateChange>: the value has to be the last")
        value = self.value(last, "stack", "increment", "update")
        how = [name for name in ("stack", "increment", "update") if last.get(name)]
        if len(how) > 1 or any(last.get(name) != "true" for name in how if name != "stack"):
            raise Broken(f"<stateValue>: {how} at once, or not true")
        return self.assignment(path, value, last.get("stack", how[0] if how else "set"))

    def assignment(self, path, value, how):
        """How a state changes."""
        def assign(c):
            node, new = self.resolve(path, c), value(c)
            if how == "update":
                c.states.update(node, new)
            elif how == "increment":
                if new is not None and type(node.value) not in (type(None), type(new)):
                    raise Broken("increments of another type")
                c.states.modify(c.event.time, node, new if new is None else
                                type(new)((node.value or 0) + new))
            elif how == "push":
                c.states.push(c.event.time, node, new)
            elif how == "pop":
                c.states.pop(c.event.time, node)
            elif how == "popAll":
                while node.value is not None:
                    c.states.pop(c.event.time, node)
            elif how == "set":
                c.states.modify(c.event.time, node, new)
            else:
                raise Broken(f"unknown way to change a state: {how}")
        return assign

    def segment(self, element):
        """<segment>: without <segTime> it would take the scenario's, which is not known here"""
        only(element)
        kind, time, content = children(element, "segType", "segTime", "segContent")
        only(kind, "segName")
        if kind.get("segName"):
            children(kind)
            constant = kind.get("segName")
            name = lambda c: constant  # noqa: E731
        else:
            name = self.value(kind[0][0])
        start, end = (self.value(child) for child in children(time, "begin", "end"))
        fields = [(child.get("name"), self.segment_field(child))
                  for child in children(content, "segField")]
        if len({key for key, _ in fields}) != len(fields):
            raise Broken("<segContent>: a field twice")

        def emit(c):
            begins, ends = start(c), end(c)
            if not isinstance(begins, int) or not isinstance(ends, int) or ends < begins:
                raise Broken(f"a segment from {begins} to {ends}")
            values = {key: value(c) for key, value in fields}
            c.segments.append(Segment(text_of(name(c)), begins, ends, {
                key: value for key, value in values.items() if value is not None}))
        return emit

    def segment_field(self, element):
        """<segField>: a constant or a value"""
        only(element, "name", "type", "value")
        kind, constant = element.get("type"), element.get("value")
        if constant is not None:
            children(element)
            return lambda c: force(constant, kind)
        inner, = children(element, "stateValue")
        # Trace Compass asks for the value before it is mapped and forced.
        if inner.get("mappingGroup") or inner.get("forcedType"):
            raise Broken(f"<segField name=\"{element.get('name')}\">: its value is neither mapped "
                         "nor forced")
        value = self.value(inner)
        return lambda c: force(value(c), kind)

    def action(self, element):
        """<action>, some of them by name"""
        only(element, "id")
        parts = [self.segment(child) if child.tag == "segment" else self.change(child)
                 for child in children(element, "stateChange", "segment")]
        self.actions[element.get("id")] = parts
