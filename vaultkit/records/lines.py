"""Body lines → what they say: one-line moves, introductions, promises, tasks, and days in touch by the link alone.

The first person linked is the counterpart, further links are what it is about. In a person's own note that person is
the counterpart of every line. The date: in the line, else the note's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from vaultkit.model import Inline, Line, Link, NotePath, Place, Problem
from vaultkit.records.kinds import ME, Interaction, Introduction, Mentioned, Move, Name, Promise, PutAway
from vaultkit.records.order import REASONS
from vaultkit.records.prose import (
    DIRECTIONS,
    TRAILING_DATE,
    Marks,
    calendar_day,
    counterparts,
    item_of,
    marks_of,
    mistakes_in,
    sentences,
    topic_of,
    wikilinked,
    without_first_link,
    without_last,
    words_of,
)
from vaultkit.wording import shown

MOVES = frozenset(
    """drafted asked answered granted declined redirected parked withdrawn expired nudged asked-me gave got offered
    thanked acknowledged reported paid-forward""".split()
)
AWAY = frozenset(("closed", "dropped", "snoozed"))  # what is owed comes up no more, or later
VERBS = MOVES | AWAY | {"introduced", "introduced-by", "promised", "waiting", "kept"}
_ANY = "|".join(sorted(VERBS - AWAY))  # those are words of other plug-ins, too
LATE_VERB = re.compile(rf"^({_ANY}):[ \t]*\[\[|(?<![\w-])({_ANY})::(?!:)", re.IGNORECASE)
NO_CONTACT_KEYS = frozenset(
    "mentioned mention related see-also up down next prev previous parent source re project topic tags".split()
)
NOT_THE_DAY = re.compile(r"(?:[📅✅⏳➕🛫]\ufe0f?|(?<!\w)by)[ \u00a0]*$")  # before a date at the end: it is due then
DATED_KEY = re.compile(r"(?:(?:\[\[)?(\d{4}-\d\d-\d\d)(?:\]\])?[\s:,–—-]+)?(?:\d{1,2}[:.]\d\d\s+)?(.+)")
DAY_NAME = re.compile(r"\d{4}-\d\d(?:-\d\d)?$")
WEIGHTS = ("light", "medium", "deep")
PASSED_TO = re.compile(r"^\s*(?:to|for)\b", re.IGNORECASE)  # … [[Jo Park]] CV review
PLAIN_WORDS = frozenset(("answered", "drafted"))  # keys that other notes have for ends of their own
REFUSAL = re.compile(r"[\[(](reason|again)::[ \t]?([^\[\]()\n]{0,40})[\])]", re.IGNORECASE)  # on a `declined::` line


class Lines:
    """Reads the lines of one note; what it found stands in its lists."""

    def __init__(self, path: NotePath, day: date | None, *, approximate: bool, own: bool, contacts: bool) -> None:
        self.path = path
        self.day = day
        self.approximate = approximate
        self.own = own  # a person's own note
        self.contacts = contacts  # whether a dated plain link is a day in touch
        self.re: str | None = None  # a favour note's lines are about that favour …
        self.person: Name | None = None  # … and with its person, where they link nobody
        self.interactions: list[Interaction] = []
        self.moves: list[Move] = []
        self.introductions: list[Introduction] = []
        self.promises: list[Promise] = []
        self.mentions: list[Mentioned] = []
        self.put_away: list[PutAway] = []
        self.problems: list[Problem] = []

    def read(self, lines: Iterable[Line]) -> None:
        """Every line in turn."""
        for line in lines:
            self._line(wikilinked(line) if "](" in line.text else line)

    def _line(self, line: Line) -> None:
        verb = _verb(line) if line.fields and "::" in line.text else None
        if verb:
            self._verb_line(line, *verb)
        elif line.quote:
            pass  # somebody's words, not what passed between you
        elif line.task:
            self._task(line)
        elif not any(field.whole and _word(field.key) in NO_CONTACT_KEYS for field in line.fields):
            self._plain(line)
        elif line.links:
            self._mention(line)

    # --- a line without a verb ---

    def _plain(self, line: Line) -> None:
        first = line.text[:2]
        dated = marks_of(line.text) if first.isdigit() or first == "[[" or "::" in line.text else None
        day = dated.day if dated and dated.day else None
        if line.item and line.links and ":" in line.text and (late := LATE_VERB.search(line.text)):
            verb = late[1] or late[2]
            message = (
                f"`{verb}` is read as plain text here; the verb comes first, with two colons: `{verb}:: [[Name]] …`"
            )
            self.problems.append(Problem(Place(self.path, line.number), "verb-first", message, "hint"))
        when = day or (self.day if self.contacts else None)
        if self.own and day is not None:
            self._touch(line, line.text, day, (Name(self.path, line.number),))
        elif not self.own and when is not None and line.links:
            for part in [line.text] if line.item or line.heading else sentences(line.text):
                if "[[" in part:
                    self._touch(line, part, when, dated=day is not None)
        elif line.links:
            self._mention(line)

    def _touch(self, line: Line, text: str, day: date, own: tuple[Name, ...] = (), *, dated: bool = True) -> None:
        """A line or sentence as a day in touch, its own or the note's, with those it begins to speak of, or `own`."""
        live = {link.target: link.target for link in line.links if not link.embed and not _is_day(link.target)}
        people = own or tuple([Name(live[target], line.number) for target in counterparts(text) if target in live])
        if people:
            channel, direction = self._way(line, text) if "::" in text else (None, None)
            approximate = self.approximate and not dated
            place, topic = Place(self.path, line.number), topic_of(text)
            self.interactions.append(
                Interaction(place, day, approximate, people, False, topic, channel=channel, direction=direction)
            )
        there = {name.text for name in people}
        further = tuple(
            Name(target, line.number)
            for target in live
            if target not in there and f"[[{target}" in text and _may_be_somebody(target)
        )
        if further:
            self.mentions.append(Mentioned(Place(self.path, line.number), day, further, people))

    def _way(self, line: Line, text: str) -> tuple[str | None, str | None]:
        """The channel and the direction that a line names: `(channel:: letter) (direction:: in)`."""
        marks = marks_of(text)
        if marks.direction is None or marks.direction in DIRECTIONS:
            return marks.channel, marks.direction
        message = f"`direction` should be one of {', '.join(DIRECTIONS)}; found {shown(marks.direction)}"
        self.problems.append(Problem(Place(self.path, line.number), "bad-choice", message))
        return marks.channel, None

    def _mention(self, line: Line) -> None:
        """A line that brings somebody up without a day in touch: in a person's own note, beside that person."""
        names = tuple([name for name in _names(line.links) if _may_be_somebody(name.text)])
        if names:
            beside = (Name(self.path, line.number),) if self.own else ()
            self.mentions.append(Mentioned(Place(self.path, line.number), self.day, names, beside))

    # --- tasks: unticked a promise, ticked a contact ---

    def _task(self, line: Line) -> None:
        people = (Name(self.path, line.number),) if self.own else _names(line.links)
        if not people:
            return
        self._tell_mistakes(line)
        marks = marks_of(line.text)
        place, what = Place(self.path, line.number), words_of(line.text)
        if line.task in "xX":
            day = marks.done or marks.day or self.day
            if day and (marks.done or self.contacts or marks.day):
                self.interactions.append(Interaction(place, day, False, people, False, what))
        elif line.task != "-":
            made = marks.made or marks.day or self.day
            self.promises.append(Promise(place, Name(ME, line.number), people[0], what, made, marks.due, strict=False))

    # --- a line with a verb ---

    def _verb_line(self, line: Line, verb: str, inline: Inline, day: date | None) -> None:
        self._tell_mistakes(line)
        marks = marks_of(line.text)
        links = [link for link in line.links if not link.embed]
        if marks.re:
            links = without_last(links, marks.re.partition("#")[0])
        names = _names(links)
        counterpart, about = self._counterpart(line, names, inline.value)
        if verb in AWAY:
            self._away(line, verb, counterpart, inline.value, marks, day)
            return
        if counterpart is None:
            if verb not in PLAIN_WORDS:
                self._nobody(line, verb)
            return
        when = self._when(line, marks, day)
        if verb not in ("waiting", "promised", "kept") and when is None:
            self._undated(line, verb)
        unnamed = self._is_own(counterpart) or counterpart is self.person
        said = inline.value if unnamed else without_first_link(inline.value)
        if verb == "paid-forward" and about:
            said = PASSED_TO.sub("", without_first_link(said))
        text = words_of(said)
        if verb in MOVES:
            self._move(line, verb, counterpart, about, text, marks, when)
        elif verb in ("introduced", "introduced-by"):
            self._introduced(line, verb, counterpart, about, when)
        else:
            made = when if marks.due else day or marks.day or self.day  # else a day at the end is when it is due
            self._promised(line, verb, counterpart, text, marks, made)

    def _counterpart(self, line: Line, names: Sequence[Name], said: str) -> tuple[Name | None, tuple[Name, ...]]:
        if self.own:
            return Name(self.path, line.number), tuple(name for name in names if not self._names_this_note(name))
        if self.person and not said.startswith("[["):  # in a favour's note, `redirected:: to [[Lee Wong]]`
            return self.person, tuple(name for name in names if name.text != self.person.text)
        return (names[0], tuple(names[1:])) if names else (self.person, ())

    def _is_own(self, name: Name) -> bool:
        return self.own and name.text == self.path

    def _names_this_note(self, name: Name) -> bool:
        return self.path.removesuffix(".md").rpartition("/")[2].casefold() == name.text.rpartition("/")[2].casefold()

    def _when(self, line: Line, marks: Marks, day: date | None) -> date | None:
        last = TRAILING_DATE.search(line.text)
        marked = last and not NOT_THE_DAY.search(line.text, 0, last.start())
        return day or marks.day or (calendar_day(last[1]) if last and marked else None) or self.day

    def _move(
        self, line: Line, verb: str, person: Name, about: tuple[Name, ...], text: str, marks: Marks, day: date | None
    ) -> None:
        weight = marks.weight if marks.weight in WEIGHTS else None
        place, belongs = Place(self.path, line.number), marks.re or self.re
        move = Move(place, day, verb, person, about, text, marks.kind, weight, marks.due, belongs, marks.block)
        if "reason::" in line.text or "again::" in line.text:
            move = move._replace(reason=self._reason(line), again=self._again(line))
        self.moves.append(move)

    def _reason(self, line: Line) -> str | None:
        """`(reason:: capacity)` → the reason for a no, or for a later."""
        said = _refusal(line, "reason")
        word = _word(said) if said else None
        if word is None or word in REASONS:
            return word
        message = f"`reason` should be one of {', '.join(REASONS)}; found {shown(said or '')}"
        self.problems.append(Problem(Place(self.path, line.number), "bad-choice", message))
        return None

    def _again(self, line: Line) -> date | None:
        """`(again:: 2027-02-01)` → the day from which they said to ask again."""
        said = _refusal(line, "again")
        day = calendar_day(said) if said else None
        if said and day is None:
            message = f"`again` should be a day, like 2026-11-03; found {shown(said)}"
            self.problems.append(Problem(Place(self.path, line.number), "bad-date", message))
        return day

    def _introduced(self, line: Line, verb: str, person: Name, about: tuple[Name, ...], day: date | None) -> None:
        if not about:
            message = f"`{verb}::` needs two people: `{verb}:: [[{person.text}]] to [[Somebody]]`"
            self.problems.append(Problem(Place(self.path, line.number), "one-sided-introduction", message))
            return
        me = Name(ME, line.number)
        introducer, a = (me, person) if verb == "introduced" else (person, me)
        place = Place(self.path, line.number)
        self.introductions.append(Introduction(place, introducer, a, about[0], status="made", made=day))

    def _promised(self, line: Line, verb: str, person: Name, text: str, marks: Marks, day: date | None) -> None:
        me, place = Name(ME, line.number), Place(self.path, line.number)
        status = "done" if verb == "kept" or line.task in ("x", "X") else "dropped" if line.task == "-" else "open"
        owner, to = (person, me) if verb == "waiting" else (me, person)
        due = marks.due
        if due is None and (last := TRAILING_DATE.search(line.text)):
            due = calendar_day(last[1])
            day = self.day if day == due and not marks.day else day
            text = TRAILING_DATE.sub("", text).rstrip()
        self.promises.append(Promise(place, owner, to, text, day, due, status, keeps=verb == "kept"))
        if verb != "waiting" and day and self.contacts:
            self.interactions.append(Interaction(place, day, False, (person,), True, f"promised: {text}"))

    def _away(self, line: Line, verb: str, person: Name | None, said: str, marks: Marks, day: date | None) -> None:
        """A line that puts something owed away; these words are other plug-ins' too, so that most are none of ours."""
        item = item_of(line.text)
        if not item and person is None:
            return
        until, text = marks.due, words_of(without_first_link(said) if said.startswith("[[") else said)
        if until is None and (last := TRAILING_DATE.search(line.text)):
            until, text = calendar_day(last[1]), TRAILING_DATE.sub("", text).rstrip()
        if verb == "snoozed" and until is None:
            message = "`snoozed::` has no day on which it comes up again: end the line with one, like `📅 2026-11-10`"
            self.problems.append(Problem(Place(self.path, line.number), "no-date", message))
            return
        when = day or marks.day or self.day
        later = until if verb == "snoozed" else None
        self.put_away.append(PutAway(Place(self.path, line.number), when, verb, person, item, text, later))

    # --- what is left ---

    def _tell_mistakes(self, line: Line) -> None:
        for code, message in mistakes_in(line.text):
            self.problems.append(Problem(Place(self.path, line.number), code, message))

    def _nobody(self, line: Line, verb: str) -> None:
        message = f"`{verb}::` links nobody: write `{verb}:: [[Name]] what it is about`"
        self.problems.append(Problem(Place(self.path, line.number), "nobody-linked", message))

    def _undated(self, line: Line, verb: str) -> None:
        message = f"`{verb}::` has no date: start the line with one, like `2026-11-03 {verb}:: …`, or date the note"
        self.problems.append(Problem(Place(self.path, line.number), "no-date", message))


def _refusal(line: Line, key: str) -> str | None:
    return next((value.strip() for word, value in REFUSAL.findall(line.text) if word.casefold() == key), None)


@lru_cache(maxsize=1024)
def is_verb(key: str) -> bool:
    """Whether a Dataview key is one of the ledger's verbs, so that its line is no property of the note."""
    return _word(DATED_KEY.sub(r"\2", key.strip())) in VERBS


def _verb(line: Line) -> tuple[str, Inline, date | None] | None:
    for field in line.fields:
        verb, day = _dated_verb(field.key)
        if verb:
            return verb, field, day
    return None


@lru_cache(maxsize=1024)
def _dated_verb(key: str) -> tuple[str, date | None]:
    """`2026-11-03 Granted` → `granted` and the day; "" where it is no verb."""
    found = DATED_KEY.fullmatch(key.strip())
    verb = _word(found[2]) if found else ""
    return (verb, calendar_day(found[1] or "")) if found and verb in VERBS else ("", None)


@lru_cache(maxsize=1024)
def _word(key: str) -> str:
    return "-".join(key.casefold().replace("_", " ").replace("-", " ").split())


def _names(links: Iterable[Link]) -> tuple[Name, ...]:
    """Links → the names they use, each once, without daily notes and links within the note."""
    found: dict[str, Name] = {}
    for target, line, _, _, embed in links:
        if target and not embed and not _is_day(target.rpartition("/")[2]):
            found[target] = Name(target, line)
    return tuple(found.values())


def _may_be_somebody(target: str) -> bool:
    """Whether a link can lead to a person or an organisation: most links between notes do not, and are not kept."""
    name = target.rpartition("/")[2]
    return not name[:1].islower() and not any(letter.isdigit() for letter in name)


def _is_day(name: str) -> bool:
    return name[:1].isdigit() and DAY_NAME.match(name) is not None
