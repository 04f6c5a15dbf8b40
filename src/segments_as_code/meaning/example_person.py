"""Read what a test file says of a person, by what the definitions ask about; what is not said is lacking."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from typing import Final

from segments_as_code.meaning.evaluate import Person, nanoseconds
from segments_as_code.meaning.folder_meaning import Mentioned
from segments_as_code.meaning.predicate import LAST_ACTIVE, Amount, Field, Given
from segments_as_code.model.document import Json, Path
from segments_as_code.model.problem import DocumentProblem, error, warning
from segments_as_code.model.wording import value_text

_AGO: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?) (minute|hour|day|week)s? ago")
_HOURS: Final[Mapping[str, Fraction]] = {"minute": Fraction(1, 60), "hour": Fraction(1), "day": Fraction(24), "week": Fraction(168)}
_HOUR_NS: Final = 3_600 * 10**9
_LIKENESS: Final = 0.6


def read_person(says: Mapping[str, Json], mentioned: Mentioned, as_of: str | None) -> tuple[Person, list[DocumentProblem]]:
    """Return the person of whom ``says``, which the schema accepts, is said; and what is wrong with it, by its path in ``says``."""
    reading = _Reading(mentioned, as_of)
    for member, value in says.items():
        reading.read_member(member, value)
    return Person(reading.texts, reading.numbers, reading.position, frozenset(reading.lists)), reading.problems


@dataclass(slots=True)
class _Reading:
    """What was read of one person so far."""

    mentioned: Mentioned
    as_of: str | None
    texts: dict[Field, tuple[str, ...]] = field(default_factory=dict)
    numbers: dict[Field, Amount] = field(default_factory=dict)
    position: tuple[float, float] | None = None
    lists: list[Given] = field(default_factory=list)
    problems: list[DocumentProblem] = field(default_factory=list)

    def read_member(self, member: str, value: Json) -> None:
        """Take in one member: a time, a position, lists, a mapping of names, or a text."""
        match member, value:
            case "InImported", list():
                self.read_lists(value)
            case "Position", [int() | float() as latitude, int() | float() as longitude]:
                self.position = (float(latitude), float(longitude))
            case _, str() if member == LAST_ACTIVE:
                self.read_activity(value)
            case _, dict():
                for name, held in value.items():
                    self.read_value((member, name), held)
            case _:
                self.read_value((member,), value)

    def read_lists(self, names: Sequence[Json]) -> None:
        """Take in the imported segments that the person is in."""
        for index, name in enumerate(names):
            if name not in self.mentioned.lists:
                self.warn_not_mentioned(("InImported", index), str(name), _nearest(str(name), sorted(self.mentioned.lists)))
            self.lists.append(Given("list", str(name)))

    def read_activity(self, text: str) -> None:
        """Take in when the person was last active: so long ago, at an instant, or never."""
        ago = _AGO.fullmatch(text)
        hours: Fraction | None = None
        if ago is not None:
            hours = Fraction(ago[1]) * _HOURS[ago[2]]
        elif text != "never":
            hours = self.hours_since(text)
        if hours is not None:
            number = int(hours) if hours.denominator == 1 else float(hours)
            self.numbers |= dict.fromkeys(self.mentioned.fields.get((LAST_ACTIVE, ""), ()), number)

    def hours_since(self, text: str) -> Fraction | None:
        """Return how many hours before ``as_of`` an instant is; None, with a problem, if that cannot be told."""
        then, now = nanoseconds(text, bare_days=True), nanoseconds(self.as_of or "", bare_days=True)
        if then is None:
            remedy = "write 3 days ago, never, or a date such as 2026-11-27."
            self.problems.append(
                error((LAST_ACTIVE,), "no-such-date", f"LastActive is {value_text(text)}, which is not a date that exists.", remedy)
            )
        elif now is None:
            message = f"LastActive is {text}, and how long ago that is depends on the day of the test."
            remedy = "write how long ago, such as 3 days ago; or add the day of the test beside Segment: 'AsOf: 2026-11-27'."
            self.problems.append(error((LAST_ACTIVE,), "as-of-missing", message, remedy))
        elif then > now:
            message = f"LastActive is {text}, which is after AsOf, {self.as_of}."
            self.problems.append(error((LAST_ACTIVE,), "in-the-future", message, "write an earlier date, or a later AsOf."))
        else:
            return Fraction(now - then, _HOUR_NS)
        return None

    def read_value(self, at: Path, value: Json) -> None:
        """Take in one value, or a list of texts, of every field that definitions ask about by this name."""
        if value is None:
            return
        member, name = str(at[0]), str(at[1]) if len(at) > 1 else ""
        fields = self.mentioned.fields.get((member, name), ())
        if not fields and name:
            elsewhere = [f"{of}.{known}" for of, known in sorted(self.mentioned.fields) if known == name]
            self.warn_not_mentioned(at, name, elsewhere or _nearest(name, self.mentioned.names(member)))
        for held in fields:
            self.put(at, held, value)

    def put(self, at: Path, held: Field, value: Json) -> None:
        """Keep a value of one field, if the field can hold it."""
        name = held.name or held.member
        if isinstance(value, int | float):
            if held.shape == "whole" and value != int(value):
                message = f"{value_text(name)} is {value}, and is declared to hold whole numbers."
                remedy = "write a whole number, or take the metric out of whole in segments-settings.yaml."
                self.problems.append(error(at, "not-whole", message, remedy))
            self.numbers[held] = value
            return
        texts = [str(each) for each in value] if isinstance(value, list) else [str(value)]
        if held.shape == "one" and len(texts) > 1:
            message = f"{value_text(name)} has {len(texts)} values, and holds one."
            self.problems.append(error(at, "several-values", message, "write one of them."))
        elif texts:
            self.texts[held] = tuple(texts)

    def warn_not_mentioned(self, at: Path, name: str, near: Sequence[str]) -> None:
        """Warn that no definition asks about what the person has, and what was probably meant."""
        message = f"no definition asks about {value_text(name)}" + (f"; did you mean {value_text(near[0])}?" if near else ".")
        remedy = f"write {value_text(near[0])}." if near else "take it out, or correct the name."
        self.problems.append(warning(at, "not-mentioned", message, remedy, of_key=isinstance(at[-1], str)))


def _nearest(name: str, known: Sequence[str]) -> list[str]:
    """Return the known name that is most like ``name``, whatever its capitals, in a list of one or none."""
    folded = {each.casefold(): each for each in known}
    close = get_close_matches(name.casefold(), folded, n=1, cutoff=_LIKENESS)
    return [folded[each] for each in close]
