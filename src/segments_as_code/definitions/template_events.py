"""YAML events of a CloudFormation template: its short tags (``!Ref Name``) as the mappings that they stand for."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, cast

import yaml

from segments_as_code.definitions.yaml_events import fastest_events, is_a
from segments_as_code.definitions.yaml_scalars import TEMPLATE_TAGS

if TYPE_CHECKING:
    from segments_as_code.definitions.yaml_events import Event, NextEvent


def template_events(text: str) -> NextEvent:
    """Parse ``text``, with ``!Sub x`` as ``{Fn::Sub: x}`` and so on."""
    return _TemplateEvents(fastest_events(text)).next_event


class _TemplateEvents:
    def __init__(self, given: NextEvent) -> None:
        self._given = given
        self._waiting: deque[Event] = deque()
        self._is_expanded: list[bool] = []
        """For each open collection, whether it is the value of a mapping that was put around it."""

    def next_event(self) -> Event:
        """Return the next event."""
        if not self._waiting:
            self._expand(self._given())
        return self._waiting.popleft()

    def _expand(self, event: Event) -> None:
        is_start = is_a(event, yaml.CollectionStartEvent)
        name = TEMPLATE_TAGS.get(event.tag or "") if is_start or is_a(event, yaml.ScalarEvent) else None
        if is_start:
            self._is_expanded.append(name is not None)
        if name is not None:
            at: Any = event.start_mark
            self._put(yaml.MappingStartEvent(event.anchor, None, True, at, at))  # PyYAML's signature
            self._put(yaml.ScalarEvent(None, None, (True, False), name, at, at))
            event.anchor, event.tag = None, None
            if not is_start:
                event.implicit = (False, True)  # text, whatever it looks like
        self._waiting.append(event)
        is_end = is_a(event, yaml.CollectionEndEvent)
        if (is_end and self._is_expanded.pop()) or (name is not None and not is_start):
            end: Any = event.end_mark
            self._put(yaml.MappingEndEvent(end, end))

    def _put(self, event: yaml.Event) -> None:
        self._waiting.append(cast("Event", event))
