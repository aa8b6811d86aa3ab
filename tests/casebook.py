"""Cases and transcripts as text: a title, a day, the vault's files, and what is expected of them.

    # A friend unseen for long goes first
    today: 2025-06-30
    -- People/Ana Ruiz.md --
    ...
    -> Reports/Stale ties.md
    ...

A file holds one case or more. `-- path (escaped) --` takes Python's escapes, for bytes that no editor would keep.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

TESTS = Path(__file__).parent
START = re.compile(r"^# (?P<title>.+)\ntoday: (?P<today>\d{4}-\d\d-\d\d)\n", re.MULTILINE)
FILE = re.compile(r"-- (?P<path>.+?)(?P<escaped> \(escaped\))? --")
ASKED = re.compile(r"(?P<mark>->|\$) (?P<what>.+)")


class Part(NamedTuple):
    """One block of a case: a file of the vault, or something asked and the answer expected."""

    head: str  # its first line; "" for the words below the title
    text: str

    @property
    def path(self) -> str | None:
        """The file's path, where this is one."""
        found = FILE.fullmatch(self.head)
        return found["path"] if found else None

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        found = FILE.fullmatch(self.head)
        if found and found["escaped"]:
            return codecs.escape_decode(self.text.rstrip("\n").encode())[0]
        return self.text.encode()

    @property
    def asked(self) -> str | None:
        """What is asked, where an answer is expected."""
        found = ASKED.fullmatch(self.head)
        return found["what"] if found else None


class Case(NamedTuple):
    """One case, and where it stands."""

    book: Path
    place: int  # among the cases of its book
    title: str
    today: date
    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        """Its name among all tests."""
        return f"{self.book.relative_to(TESTS).with_suffix('')}: {self.title}"


def read_books(folder: str) -> list[Case]:
    """Every case below a folder of the tests."""
    return [case for book in sorted((TESTS / folder).rglob("*.md")) for case in read_book(book)]


def read_book(book: Path) -> list[Case]:
    """A file's text → its cases."""
    text = book.read_text(encoding="utf-8")
    starts = list(START.finditer(text))
    assert starts, f"{book} has no case: a `# Title` and `today: 2025-06-30` below it"
    ends = [*(start.start() for start in starts[1:]), len(text)]
    return [
        Case(book, place, start["title"], date.fromisoformat(start["today"]), tuple(_parts(text[start.end() : end])))
        for place, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]


def write_vault(root: Path, parts: Iterable[Part]) -> None:
    """The files of a case → a vault."""
    for part in parts:
        if part.path:
            file = root / part.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(part.data)


def rewrite(case: Case, answers: Sequence[str]) -> None:
    """Puts the answers given in place of those expected, in the case's own file."""
    cases = read_book(case.book)
    waiting = iter(answers)
    parts = tuple(part._replace(text=next(waiting)) if part.asked else part for part in cases[case.place].parts)
    cases[case.place] = case._replace(parts=parts)
    case.book.write_text(written(cases), encoding="utf-8")


def written(cases: Iterable[Case]) -> str:
    """Cases → the text of their file."""
    return "\n".join(map(_written, cases))


def transcript(asked: Iterable[str], answers: Iterable[str]) -> str:
    """Questions and answers as a case writes them, for a diff that reads like one."""
    return "".join(f"-> {what}\n{text}" for what, text in zip(asked, answers, strict=True))


def _written(case: Case) -> str:
    lines = [f"# {case.title}", f"today: {case.today}"]
    text = "".join(f"{line}\n" for line in lines)
    for part in case.parts:
        body = part.text.rstrip("\n") + "\n" if part.asked and part.text.strip() else "" if part.asked else part.text
        text += f"{part.head}\n{body}" if part.head else body
    return text


def _parts(text: str) -> Iterator[Part]:
    head, lines = "", list[str]()
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\n")
        if FILE.fullmatch(bare) or ASKED.fullmatch(bare):
            yield _part(head, lines)
            head, lines = bare, []
        else:
            lines.append(line)
    yield _part(head, lines)


def _part(head: str, lines: Sequence[str]) -> Part:
    text = "".join(lines)
    return Part(head, text.rstrip("\n") + "\n" if text.strip() else "") if ASKED.fullmatch(head) else Part(head, text)
