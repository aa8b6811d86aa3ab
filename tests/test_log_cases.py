"""The tables in tests/logging: what is typed, the line it becomes, and what the vault then says.

sentences.md: one vault, and what is typed after `->`, with options in braces. Expected is the line itself, or

    with: Sam Rivera, Ana Diaz     who was in touch, in this order (`first:` only the first, `without:` who was not)
    beside: Jo Park                who is a mention and no more (nobody, where it is left out)
    keeps: moves teams | in Q1     words that stay, beside one another
    sent: out email                direction and channel; `–` none, `*` any
    day: 2026-06-29                the day on which it counts
    moves: none                    no step of a favour, no promise
    exit 4: Ana Diaz | Ana Ruiz    refused, with these words, and nothing written

verbs.md, places.md and follow-ups.md are told at their tests.
"""

from __future__ import annotations

import codecs
import json
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from casebook import TESTS, Case, Part, read_book, write_vault
from click.testing import Result
from program import invoke, run

from vaultkit.moment import date_format
from vaultkit.notes.parse import parse_note
from vaultkit.records.kinds import Says
from vaultkit.records.read import Reading, read

LOGGING = TESTS / "logging"
TYPED = re.compile(r"(?P<text>.*?)(?: \{(?P<options>--[^{}]*)\})?", re.DOTALL)
REFUSED = re.compile(r"exit (\d): ?(.*)")
LONG = "(500)", "so we went on and on " * 24 + "to the very end"
SAID = {"(empty)": "", "(blank)": "  "}
CALLED = "Mike Bob Liz Uli Lena Fox Zoe Bjorn Astrom Muge Oz obrien Samuel S R D"
JOINING = "with w and to from also both"
TITLE = re.compile(r"^(?:Dr\. )")


class Question(NamedTuple):
    """One question of a case with the answer expected."""

    case: Case
    part: Part
    place: int

    @property
    def asked(self) -> str:
        return self.part.asked or ""

    @property
    def lines(self) -> list[str]:
        return self.part.text.splitlines()


def questions(book: str) -> list[Question]:
    """Every question of every case of a book."""
    return [
        Question(case, part, place)
        for case in read_book(LOGGING / book)
        for place, part in enumerate(case.parts)
        if part.asked
    ]


def named(question: Question) -> str:
    """A question's name among all tests."""
    return f"{question.case.title}: {question.asked}"


def files(root: Path) -> dict[str, bytes]:
    """Every file of a vault."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def restore(root: Path, before: Mapping[str, bytes]) -> None:
    """A vault's files as they were."""
    for path, data in files(root).items():
        if path not in before:
            (root / path).unlink()
        elif before[path] != data:
            (root / path).write_bytes(before[path])


def log(root: Path, words: Sequence[str], today: date) -> Result:
    """What `vaultkit log` says and does, without asking."""
    day = [] if "--today" in words else ["--today", str(today)]
    return invoke(root, "log", *words, "--yes", *day)


# --- sentences ---


SENTENCES = questions("sentences.md")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vault of sentences.md."""
    root = tmp_path_factory.mktemp("town") / "vault"
    write_vault(root, read_book(LOGGING / "sentences.md")[0].parts)
    return root


@pytest.mark.parametrize("question", SENTENCES, ids=named)
def test_what_is_said_becomes_a_line(question: Question, town: Path) -> None:
    before = files(town)
    try:
        wrong = [*_of_sentence(question, town, before)]
    finally:
        restore(town, before)
    assert not wrong, "\n".join([question.asked, *wrong])


def test_there_are_enough_sentences() -> None:
    assert len(SENTENCES) >= 120


def _of_sentence(question: Question, root: Path, before: Mapping[str, bytes]) -> Iterator[str]:
    found = TYPED.fullmatch(question.asked)
    assert found
    text = SAID.get(found["text"], found["text"]).replace("\\n", "\n").replace(*LONG)
    result = log(root, [text, *shlex.split(found["options"] or "")], question.case.today)
    after = files(root)
    changed = [path for path in after if after[path] != before.get(path)]
    yield from _unexpected(result)
    refusal = next(filter(None, map(REFUSED.fullmatch, question.lines)), None)
    without = [line.removeprefix("without: ") for line in question.lines if line.startswith("without: ")]
    if refusal or (without and result.exit_code):
        yield from _of_refusal(refusal, result, changed)
        return
    if result.exit_code or len(changed) != 1:
        yield f"exit {result.exit_code}, written: {changed}; {result.stderr.strip()}"
        return
    (path,) = changed
    yield from (f"lost: {word}" for word in _lost(text, after[path].decode()))
    line = after[path].decode().removeprefix(before.get(path, b"").decode())
    says = _said(path, line)
    yield from (f"found {line!r}" for _ in range(line.count("\n") != 1 or not line.startswith("- ")))
    for expected in question.lines:
        yield from (f"expected {expected}; found {wrong} in {line!r}" for wrong in _of_line(expected, line, says))
    heads = {expected.partition(":")[0] for expected in question.lines}
    if "with" in heads and "beside" not in heads and (names := _beside(says)):
        yield f"mentions {names} in {line!r}"


def _lost(text: str, line: str) -> set[str]:
    """The words of a text that its line has not, but for those by which people are called, and those before names."""
    said, kept = (Counter(re.findall(r"\w+", words.casefold())) for words in (text, line))
    names = " ".join(part.path or "" for part in read_book(LOGGING / "sentences.md")[0].parts) + f" {CALLED} {JOINING}"
    beginning = re.match(r"\[?\[?(?:(\d{4})-(\d\d)-(\d\d)|(yesterday|monday))", text.casefold())
    return {*(said - kept)} - {*re.findall(r"\w+", names.casefold())} - {*(beginning.groups() if beginning else ())}


def _unexpected(result: Result) -> Iterator[str]:
    if result.exception and not isinstance(result.exception, SystemExit):
        yield f"broke: {result.exception!r}"


def _of_refusal(refusal: re.Match[str] | None, result: Result, changed: Sequence[str]) -> Iterator[str]:
    if changed:
        yield f"written: {changed}"
    if refusal:
        if result.exit_code != int(refusal[1]):
            yield f"expected exit {refusal[1]}, found {result.exit_code}; {result.stderr.strip()}"
        for words in refusal[2].split(" | "):
            if words.casefold() not in result.stderr.casefold():
                yield f"expected {words!r} in {result.stderr.strip()!r}"


def _of_line(expected: str, line: str, says: Says) -> Iterator[str]:
    word, _, words = expected.partition(": ")
    people = _people(says)
    if expected.startswith("- "):
        yield from [] if line == expected + "\n" else ["it is not"]
    elif word == "with":
        yield from [] if people == words.split(", ") else [str(people)]
    elif word == "first":
        yield from [] if people[:1] == [words] else [str(people)]
    elif word == "without":
        yield from [] if words not in people else [str(people)]
    elif word == "beside":
        yield from [] if _beside(says) == words.split(", ") else [str(_beside(says))]
    elif word == "keeps":
        kept = words.replace(*LONG).split(" | ")
        shown = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]", r"\1", line)
        yield from (f"no {part!r}" for part in kept if part not in line and part not in shown)
    elif word == "sent":
        yield from _of_sent(words, says)
    elif word == "day":
        days = {str(interaction.day) for interaction in says.interactions}
        yield from [] if days and days <= set(words.split(" or ")) else [str(days)]
    elif word == "moves":
        yield from [] if not (says.moves or says.promises or says.introductions) else ["a step"]
    else:
        yield "no such expectation"


def _of_sent(words: str, says: Says) -> Iterator[str]:
    said = next((each.direction, each.channel) for each in says.interactions)
    for want, found in zip(words.split(), said, strict=True):
        if want not in ("*", found or "–"):
            yield str(found)


def _said(path: str, line: str) -> Says:
    return read(parse_note(path, line.encode()), Reading(date_format("YYYY-MM-DD")))


def _people(says: Says) -> list[str]:
    return [TITLE.sub("", name.text) for interaction in says.interactions for name in interaction.people]


def _beside(says: Says) -> list[str]:
    others = ("Acme", "Project Apollo")
    return [name.text for mentioned in says.mentions for name in mentioned.names if name.text not in others]


# --- verbs: after each command `+ LINE`, `in PATH`, or what the program then says of somebody ---


VERBS = read_book(LOGGING / "verbs.md")
ASIDE = re.compile(r"(favours?|owed|not owed|tie|open|not open)(?: ([^:]+))?: (.*)")


@pytest.mark.parametrize("daily", [True, False], ids=["daily notes", "a log for the month"])
@pytest.mark.parametrize("case", VERBS[1:], ids=lambda case: case.title)
def test_what_is_logged_is_read_as_it_was_meant(case: Case, daily: bool, tmp_path: Path) -> None:
    root = tmp_path / "vault"
    parts = (*VERBS[0].parts, *case.parts)
    if not daily:  # the day then stands in the line, where no note is named after a day
        parts = tuple(part for part in parts if part.path != ".obsidian/daily-notes.json")
        write_vault(root, [Part("-- Log/2026-06.md --", "- 2026-06-01 walked\n")])
    write_vault(root, parts)
    wrong = [wrong for part in case.parts if part.asked for wrong in _of_verb(part, root, case.today)]
    assert not wrong, "\n".join([case.title, *wrong])


def _of_verb(part: Part, root: Path, today: date) -> Iterator[str]:
    before = files(root)
    result = log(root, [word.replace("\\n", "\n") for word in shlex.split(part.asked or "")], today)
    after = files(root)
    changed = [path for path in after if after[path] != before.get(path)]
    yield from _unexpected(result)
    lines = part.text.splitlines()
    refusal = next(filter(None, map(REFUSED.fullmatch, lines)), None)
    if refusal:
        yield from _of_refusal(refusal, result, changed)
        return
    if result.exit_code:
        yield f"{part.asked}: exit {result.exit_code}; {result.stderr.strip()}"
        return
    for expected in lines:
        yield from _of_state(expected, root, today, result.stderr, after, changed)


def _of_state(
    expected: str, root: Path, today: date, told: str, after: Mapping[str, bytes], changed: Sequence[str]
) -> Iterator[str]:
    if expected.startswith("+ "):
        line = after[changed[0]].decode().splitlines()[-1] if changed else ""
        line = re.sub(rf"^- {today} ", "- ", line) if changed[0].startswith("Log/") else line
        yield from [] if line == expected[2:] else [f"expected {expected}; found {line!r}"]
    elif expected.startswith("in "):
        yield from [] if changed in ([expected[3:]], ["Log/2026-06.md"]) else [f"expected {expected}; found {changed}"]
    elif expected.startswith("says: "):
        words = expected.removeprefix("says: ").split(" | ")
        told = told.partition("\n")[0] if told.startswith("Hint") or ": " in told.partition("\n")[0] else ""
        found = told and (words == ["*"] or any(word in told for word in words))
        yield from [] if found else [f"expected {expected}; found {told!r}"]
    else:
        found_ = ASIDE.fullmatch(expected)
        assert found_, f"no such expectation: {expected}"
        yield from _of_record(expected, found_[1], (found_[2] or "").strip('"'), found_[3], root, today)


def _of_record(expected: str, what: str, name: str, wanted: str, root: Path, today: date) -> Iterator[str]:
    if what == "favours":
        found = _person(root, name, today).get("favours", [])
        yield from [] if len(found) == int(wanted) else [f"expected {expected}; found {found}"]
        return
    rows: list[dict[str, Any]]
    if what.endswith("open"):
        rows = _open(root, today)
    else:
        of = _person(root, name, today)
        rows = [of.get("tie", {})] if what == "tie" else of.get("favours" if what == "favour" else "owed", [])
    want = dict(word.split("=", 1) for word in shlex.split(wanted))
    fits = any(all(value in ("*", _text(row.get(key))) for key, value in want.items()) for row in rows)
    yield from [] if fits != what.startswith("not") else [f"expected {expected}; found {rows}"]


def _text(value: object) -> str:
    return "none" if value is None else str(value)


def _person(root: Path, name: str, today: date) -> dict[str, Any]:
    result = invoke(root, "person", name, "--format", "json", "--today", str(today))
    return dict(json.loads(result.stdout)) if result.exit_code == 0 else {}


def _open(root: Path, today: date) -> list[dict[str, Any]]:
    result = invoke(root, "done", "--format", "json", "--today", str(today))
    assert result.exit_code == 0, result.stderr
    return list(json.loads(result.stdout or "[]"))


# --- places: `PATH = bytes` (escaped) of the note afterwards, `PATH ^ bytes` with which it begins ---


PLACES = read_book(LOGGING / "places.md")


@pytest.mark.parametrize("case", PLACES, ids=lambda case: case.title)
def test_a_line_goes_where_it_belongs(case: Case, tmp_path: Path) -> None:
    root = tmp_path / "vault"
    settings = [line.removeprefix("settings: ") for line in case.parts[0].text.splitlines() if not case.parts[0].head]
    write_vault(root, (Part("-- vaultkit.toml --", "\n".join(["[log]", "quiet = 0", *settings, ""])), *case.parts))
    wrong = [
        wrong
        for part in case.parts
        if part.asked
        for wrong in _of_place(part, root, case.today, bool(settings and settings[0]))
    ]
    assert not wrong, "\n".join([case.title, *wrong])


def _of_place(part: Part, root: Path, today: date, within: bool) -> Iterator[str]:
    found = TYPED.fullmatch(part.asked or "")
    assert found
    before = files(root)
    result = log(root, [found["text"], *shlex.split(found["options"] or "")], today)
    after = files(root)
    changed = [path for path in after if after[path] != before.get(path)]
    yield from _unexpected(result)
    yield from (
        f"written outside: {path}" for path in root.parent.iterdir() if path.name not in ("vault", "vault cache")
    )
    lines = part.text.splitlines()
    refusal = next(filter(None, map(REFUSED.fullmatch, lines)), None)
    if refusal or lines == ["nothing"] or (result.exit_code == 1 and "or exit 1" in part.text):
        yield from _of_refusal(refusal, result, changed)
        return
    if result.exit_code or len(changed) != 1:
        yield from [] if lines == ["inside: the vault"] else [f"{result.exit_code}, {changed}; {result.stderr.strip()}"]
        return
    (path,) = changed
    yield from _of_bytes(before.get(path, b""), after[path], within)
    yield from _of_reading(path, before.get(path, b""), after[path])
    yield from _of_files(lines, after, result.stderr)


def _of_bytes(before: bytes, after: bytes, within: bool) -> Iterator[str]:
    """Nothing but what was added may differ: the old bytes begin the new, or stand around what was added."""
    added = len(after) - len(before)
    starts = range(len(before) + 1) if within else [len(before)]
    if not any(after[:at] + after[at + added :] == before for at in starts):
        yield f"the note's own bytes changed: {before!r} → {after!r}"


def _of_reading(path: str, before: bytes, after: bytes) -> Iterator[str]:
    """The line added is read as a day in touch with Sam, and all that was read before still is."""
    format_ = Reading(date_format("[Day] Do MMM YYYY") if path.startswith("Day ") else date_format("YYYY-MM-DD"))
    was, now = (read(parse_note(path, data), format_) for data in (before, after))
    told = [[name.text for name in each.people] for each in now.interactions]
    if told.count(["Sam Rivera"]) <= [[name.text for name in each.people] for each in was.interactions].count(
        ["Sam Rivera"]
    ) and not path.startswith(("Periodic", "Journal/2026")):
        yield f"not read as a day with Sam: {after!r}"
    yield from (f"no more read: {one}" for one in was.promises if one.what not in {each.what for each in now.promises})


def _of_files(lines: Sequence[str], after: Mapping[str, bytes], told: str) -> Iterator[str]:
    for line in lines:
        path, sign, escaped = re.split(r" ([=^]) ", line, maxsplit=1) if " = " in line or " ^ " in line else ("",) * 3
        data = codecs.escape_decode(escaped.encode())[0]
        found = after.get(path, b"")
        if sign and not (found == data if sign == "=" else found.startswith(data)):
            yield f"expected {path}: {data!r}; found {found!r}"
        word, _, words = line.partition(": ")
        if word == "says" and words not in told:
            yield f"expected {line}; said {told}"
        if word == "gone" and any(words.encode() in data for path, data in after.items() if "Template" not in path):
            yield f"still there: {words}"


# --- follow-ups: `-> KIND PERSON | WHAT @ LINE in PATH`, what is said of it (`-` nothing), `=> KIND` what comes up ---


FOLLOW_UPS = read_book(LOGGING / "follow-ups.md")
ITEM = re.compile(
    r"(?P<kind>[\w*]+) (?P<person>[^|@]+?)(?: \| (?P<what>[^@]+?))?(?: @ (?P<line>\d+)(?: in (?P<path>.+))?)?"
)
PEOPLE = ("Mike Ito", "Jane Smith", "Jo Park", "Sam Rivera", "Ana Diaz", "Lee Wong")
CLOSINGS = [
    (case, part.asked or "", said)
    for case in FOLLOW_UPS
    for part in case.parts
    if part.asked
    for said in part.text.splitlines()
]


@pytest.mark.parametrize(
    ("case", "asked", "said"), CLOSINGS, ids=lambda each: each.title if isinstance(each, Case) else each
)
def test_a_follow_up_is_closed_by_its_id(case: Case, asked: str, said: str, tmp_path: Path) -> None:
    root = _vault_of(case, tmp_path)
    before = _open(root, case.today)
    assert before == _open(root, case.today)
    (item,) = [row for row in before if _is(asked, row)]
    assert f" `{item['id']}`\n" in run(root, today=case.today).reports["Follow-ups"] + "\n"
    words, _, new = said.partition(" => ")
    result = _done(root, [item["id"], *(words.split() if words != "-" else ())], case.today)
    assert result.exit_code == 0, result.stderr
    after = _open(root, case.today)
    others = [row["id"] for row in before if row["id"] != item["id"]]
    left = [row["id"] for row in after if not new or row["kind"] != new]
    assert len(left) == len(others), result.stderr
    assert all(map(str.startswith, others, left))
    assert not new or new in [row["kind"] for row in after]
    assert f"`{item['id']}`" not in run(root, today=case.today).reports["Follow-ups"]
    until = date.fromisoformat(words.split()[1]) if words.startswith("snoozed") else None
    if until:
        assert item["id"] not in [row["id"] for row in _open(root, until.replace(day=until.day - 1))]
        assert item["id"] in [row["id"] for row in _open(root, until)]
        assert f"`{item['id']}`" in run(root, today=until).reports["Follow-ups"]
    else:
        assert item["id"] not in [row["id"] for row in _open(root, date(2026, 7, 4))]
    problems = {problem.code for problem in run(root, today=case.today).problems}
    assert problems <= {"link-to-nobody", "same-name"}, problems


@pytest.mark.parametrize("case", FOLLOW_UPS, ids=lambda case: case.title)
def test_no_bytes_but_those_of_the_follow_up_change(case: Case, tmp_path: Path) -> None:
    root = _vault_of(case, tmp_path)
    before = files(root)
    for row in _open(root, case.today):
        assert _done(root, [row["id"], "dropped"], case.today).exit_code == 0
        after = files(root)
        changed = [path for path in after if before.get(path) != after[path]]
        assert len(changed) == 1
        old, new = (data.get(changed[0], b"").splitlines(keepends=True) for data in (before, after))
        assert sum(line not in new for line in old) <= 1
        assert invoke(root, "undo", "--yes").exit_code == 0
        assert files(root) == before


def test_an_id_that_is_not_there_names_those_like_it(tmp_path: Path) -> None:
    root = _vault_of(FOLLOW_UPS[0], tmp_path)
    (item,) = [row["id"] for row in _open(root, date(2026, 6, 30)) if row["kind"] == "thanks"]
    for near in (item[:-1], item + "x", item[0] + ("q" if item[1] != "q" else "w") + item[2:]):
        result = _done(root, [near], date(2026, 6, 30))
        assert result.exit_code == 4
        assert item in result.stderr, near


def test_an_id_in_capitals_will_do(tmp_path: Path) -> None:
    root = _vault_of(FOLLOW_UPS[0], tmp_path)
    (item,) = [row["id"] for row in _open(root, date(2026, 6, 30)) if row["kind"] == "thanks"]
    assert _done(root, [item.upper()], date(2026, 6, 30)).exit_code == 0


def test_an_id_that_was_shown_goes_on_to_hold_when_its_like_is_closed(tmp_path: Path) -> None:
    (case,) = [case for case in FOLLOW_UPS if case.title == "The same from two people on one day"]
    root = _vault_of(case, tmp_path)
    sam, jo = (row["id"] for row in _open(root, case.today))
    assert _done(root, [sam, "dropped"], case.today).exit_code == 0
    assert [jo.startswith(row["id"]) for row in _open(root, case.today)] == [True]  # it may be shorter by now
    assert _done(root, [jo, "dropped"], case.today).exit_code == 0
    assert _open(root, case.today) == []


def test_what_cannot_be_said_of_a_follow_up(tmp_path: Path) -> None:
    root = _vault_of(FOLLOW_UPS[0], tmp_path)
    (item,) = [row["id"] for row in _open(root, date(2026, 6, 30)) if row["kind"] == "thanks"]
    before = files(root)
    for words in (["snoozed"], ["snoozed", "soon"], ["snoozed", "2026-06-01"], ["snoozed", "2026-06-30"]):
        assert _done(root, [item, *words], date(2026, 6, 30)).exit_code == 2, words
    assert files(root) == before


def test_what_closes_nothing_is_told_before_it_is_written(tmp_path: Path) -> None:
    root = _vault_of(FOLLOW_UPS[0], tmp_path)
    (item,) = [row["id"] for row in _open(root, date(2026, 6, 30)) if row["kind"] == "thanks"]
    for words in (["reported"], ["kept"], ["nudged"], ["answered", "yes"]):
        result = invoke(root, "done", item, *words, "--dry-run")
        assert result.exit_code or "stays open" in result.stderr, (words, result.stderr)


def test_nothing_is_closed_on_a_day_before_it_arose_or_ahead(tmp_path: Path) -> None:
    root = _vault_of(FOLLOW_UPS[0], tmp_path)
    (item,) = [row["id"] for row in _open(root, date(2026, 6, 30)) if row["kind"] == "thanks"]
    for day in ("2026-06-01", "2026-08-01"):
        result = _done(root, [item, "--date", day], date(2026, 6, 30))
        assert result.exit_code == 2, (day, result.stderr)
    assert _done(root, [item, "--date", "2026-06-29"], date(2026, 6, 30)).exit_code == 0
    assert (root / "Log/2026-06.md").exists() or (root / "Daily/2026-06-29.md").exists()


def _vault_of(case: Case, tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    people = [Part(f"-- People/{name}.md --", "") for name in PEOPLE]
    settings = Part("-- vaultkit.toml --", "log.quiet = 0\n")
    write_vault(root, (settings, *people, *case.parts))
    return root


def _done(root: Path, words: Sequence[str], today: date) -> Result:
    return invoke(root, "done", *words, "--yes", "--today", str(today))


def _is(asked: str, row: Mapping[str, Any]) -> bool:
    found = ITEM.fullmatch(asked)
    assert found
    wanted = {key: value for key, value in found.groupdict().items() if value not in (None, "*")}
    return all(str(row[key]) == value for key, value in wanted.items())
