"""The book of all notes: whatever came, changed and went in whatever order, it is as if made from the last state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from program import PERSON, TODAY
from strategies import notes, paths

from vaultkit.graph import book as book_module
from vaultkit.graph.book import Book, build
from vaultkit.graph.edges import edges_of
from vaultkit.graph.network import Network
from vaultkit.metrics.circles import communities
from vaultkit.metrics.findings import Findings, find
from vaultkit.moment import date_format
from vaultkit.notes.parse import parse_note
from vaultkit.records.kinds import Says
from vaultkit.records.read import UNREAD, Reading, read
from vaultkit.settings import Settings

Batch = Mapping[str, bytes | None]
HOW = Reading(date_format("YYYY-MM-DD"))
SETTINGS = Settings()


def says(path: str, data: bytes | None) -> Says | None:
    """What a note says; None for one that is gone, or is none."""
    found = None if data is None else read(parse_note(path, data), HOW)
    return None if found is None or found.kind in UNREAD else found


def changed(book: Book, batch: Batch, now: dict[str, Says]) -> None:
    """Put a batch of changes into the book, and into the plain state of all notes."""
    change = {path: says(path, data) for path, data in batch.items()}
    book.change(change)
    for path, note in change.items():
        now.pop(path, None)
        if note:
            now[path] = note


def batches() -> st.SearchStrategy[list[Batch]]:
    """Changes to notes, some at once, one after the other."""
    return st.lists(
        st.dictionaries(paths(), st.one_of(notes(), notes(), st.none()), min_size=1, max_size=5), min_size=1, max_size=5
    )


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(batches())
def test_after_any_changes_the_network_and_the_findings_are_those_of_the_last_state(changes: Sequence[Batch]) -> None:
    book, now = Book(TODAY), dict[str, Says]()
    findings: Findings | None = None
    for batch in changes:
        changed(book, batch, now)
        network, fresh = book.network(), build(now.values(), TODAY)
        assert _comparable(network) == _comparable(fresh)
        assert [*network.people] == [*fresh.people]
        assert edges_of(network) == edges_of(fresh)
        findings = find(network, SETTINGS, (), communities, findings, book.concerned())
        anew = find(fresh, SETTINGS)
        for field in set(Findings._fields) - {"network"}:
            assert getattr(findings, field) == getattr(anew, field)


def _comparable(network: Network) -> Network:
    """A network with its problems in one order: which came first is nobody's business."""
    return network._replace(problems=tuple(sorted(network.problems)))


# --- what a change concerns, by count ---

VAULT = {
    "People/Ana Ruiz.md": PERSON,
    "People/Sam Park.md": PERSON,
    "Daily/2026-05-01.md": "- [[Ana Ruiz]] lunch\n",
    "Daily/2026-05-02.md": "- [[Sam Park]] call\n",
    "Daily/2026-05-03.md": "- [[Ana Ruiz]] and [[Sam Park]] walk\n- [[Zoë Lind]] met\n",
    "Daily/2026-05-04.md": "- asked:: [[Annie]] help\n",
}


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the notes that are heard, as they are."""
    found: list[str] = []
    plain = book_module.tell  # type: ignore[attr-defined]

    def tell(note: Says, *rest: object) -> object:
        found.append(note.path)
        return plain(note, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(book_module, "tell", tell)
    return found


def a_book() -> Book:
    book = Book(TODAY)
    book.change({path: says(path, text.encode()) for path, text in VAULT.items()})
    return book


def test_a_changed_line_is_heard_in_that_note_alone(heard: list[str]) -> None:
    book = a_book()
    before = book.network()
    heard.clear()
    book.change({"Daily/2026-05-01.md": says("Daily/2026-05-01.md", b"- [[Ana Ruiz]] dinner\n")})
    after = book.network()
    assert heard == ["Daily/2026-05-01.md"]
    assert after.between("People/Ana Ruiz.md").touches[0].topic == "dinner"
    assert after.between("People/Sam Park.md") is before.between("People/Sam Park.md")
    assert after.people is before.people or after.people == before.people


def test_a_new_note_is_heard_with_those_alone_that_use_its_names(heard: list[str]) -> None:
    book = a_book()
    heard.clear()
    book.change({"People/Zoë Lind.md": says("People/Zoë Lind.md", PERSON.encode())})
    assert heard == ["Daily/2026-05-03.md", "People/Zoë Lind.md"]
    assert "People/Zoë Lind.md" in book.network().people
    assert "Zoë Lind" not in book.network().people


def test_a_new_alias_moves_what_was_said_of_a_stranger(heard: list[str]) -> None:
    book = a_book()
    assert "Annie" in book.network().people
    heard.clear()
    book.change({"People/Ana Ruiz.md": says("People/Ana Ruiz.md", b"---\ntype: person\naliases: [Annie]\n---\n")})
    network = book.network()
    assert set(heard) == {"Daily/2026-05-01.md", "Daily/2026-05-03.md", "Daily/2026-05-04.md", "People/Ana Ruiz.md"}
    assert "Annie" not in network.people
    assert [favour.what for favour in network.between("People/Ana Ruiz.md").favours] == ["help"]


def test_a_name_passed_something_on_to_is_nobody_once_nothing_else_says_so() -> None:
    notes = {
        "People/Ann.md": says("People/Ann.md", PERSON.encode()),
        "Deal.md": says("Deal.md", b"- 2026-05-01 paid-forward:: [[Ann]] intro to [[Acme]]\n"),
        "X.md": says("X.md", b"- 2026-05-02 asked:: [[Acme]] help\n"),
    }
    book = Book(TODAY)
    book.change(notes)
    assert "Acme" in book.network().people
    book.change({"X.md": None})
    assert (
        book.network().people == build([note for path, note in notes.items() if note and path != "X.md"], TODAY).people
    )


def test_twins_that_come_first_into_an_empty_book_are_told() -> None:
    twins = {path: says(path, PERSON.encode()) for path in ("People/Ann.md", "Old/Ann.md")}
    book = Book(TODAY)
    assert book.network().problems == ()
    book.change(twins)
    assert [problem.code for problem in book.network().problems] == ["same-name"]
    assert book.network().problems == build([note for note in twins.values() if note], TODAY).problems


def test_the_surest_spelling_of_a_name_without_a_note_stands_for_all(heard: list[str]) -> None:
    """`zoë lind` alone is no person; once somebody of that name is asked for something, it is."""
    book = a_book()
    book.change({"Daily/2026-05-01.md": says("Daily/2026-05-01.md", b"- [[jo]] lunch\n")})
    assert not {"jo", "Jo"} & book.network().people.keys()
    heard.clear()
    book.change({"Daily/2026-05-09.md": says("Daily/2026-05-09.md", b"- asked:: [[Jo]] advice\n")})
    assert heard == ["Daily/2026-05-09.md", "Daily/2026-05-01.md"]
    assert len(book.network().between("Jo").touches) == 2
    book.change({"Daily/2026-05-09.md": None})
    assert not {"jo", "Jo"} & book.network().people.keys()
