"""Properties set in a note: the lines named change, every other byte stays, and the note says just that more."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.edits.change import EditRefused
from vaultkit.edits.people import new_person, people_folder, place_for
from vaultkit.edits.properties import group_of, set_properties, texts_of
from vaultkit.edits.yaml import Told, scalar
from vaultkit.model import Field, Scalar
from vaultkit.model import Mapping as Table
from vaultkit.notes.parse import parse_note
from vaultkit.notes.properties import read_properties
from vaultkit.notes.yaml12 import typed
from vaultkit.records.kinds import Says
from vaultkit.settings import Settings

WORDS = (
    "Sam",
    "no",
    "1.10",
    "010",
    "2026-11-03",
    "a: b",
    "[[Ana Ruiz]]",
    "it's",
    'say "hi"',
    "# x",
    "x #y",
    "é",
    "=",
    "",
)


def note(*lines: str, end: str = "\n") -> bytes:
    return "".join(f"{line}{end}" for line in ("---", *lines, "---", "Body")).encode()


def changed(before: bytes, **changes: Told | None) -> list[str]:
    """The properties' lines after a change."""
    return set_properties(before, changes).decode().partition("\n---\nBody")[0].split("\n")[1:]


# --- scalars ---


@pytest.mark.parametrize("text", ["Acme", "VP Design", "2026-11-03", "2019-05", "3", "60d", "sam@acme.example", "true",
                                  "https://acme.example/in/sam", "O'Neil", "20 minutes", "Zoë Lind"])  # fmt: skip
def test_plain_words_dates_and_numbers_stand_without_quotes(text: str) -> None:
    assert scalar(text) == text


@pytest.mark.parametrize("text", ["no", "Yes", "null", "~", "", " x", "x ", "010", "0x1F", "1e3", "1_000", "12:30", "-",
                                  "- a", "[[Ana]]", "a: b", "a #b", "#tag", "*x", "&x", "!x", "%x", "@x", "`x", "{a}",
                                  "a, b", "+15551234567", "1.10", "<<", "'x", "True", "---", "a\nb", ".5"])  # fmt: skip
def test_what_yaml_reads_as_something_else_stands_in_quotes(text: str) -> None:
    assert scalar(text).startswith('"')


@given(st.one_of(st.text(max_size=30), st.lists(st.sampled_from(WORDS), max_size=4).map("".join)))
@settings(deadline=None, max_examples=200)
def test_any_text_reads_back_as_it_was_alone_and_in_lists(text: str) -> None:
    said = text.encode("utf-8", "replace").decode()
    written = scalar(said)
    fields, problems = read_properties("", f"a: {written}\nb: [{written}, x]\nc:\n  - {written}\n", 2)
    assert not problems
    values = [typed(field.value) for field in fields]
    alone = fields[0].value
    assert isinstance(alone, Scalar)
    assert (alone.text or "") == said
    assert values[1:] == [[values[0], "x"], [values[0]]]


# --- one property ---


def test_a_value_changes_and_its_remark_and_the_rest_stay() -> None:
    before = note("type:   person", "cadence:  60d  # since May", "# end", "odd : 'x'  ")
    assert changed(before, cadence="30d") == ["type:   person", "cadence:  30d  # since May", "# end", "odd : 'x'  "]


def test_the_word_the_note_uses_for_a_property_is_kept() -> None:
    assert changed(note("E-Mail: a@x.example"), emails="b@x.example") == ["E-Mail: b@x.example"]
    assert changed(note("Company: Acme"), org="[[Initech]]") == ['Company: "[[Initech]]"']


def test_a_new_property_goes_to_the_end() -> None:
    assert changed(note("type: person", "# end"), closeness="3") == ["type: person", "# end", "closeness: 3"]


def test_a_property_is_taken_away_with_all_its_lines_and_no_other() -> None:
    before = note("type: person", "role:", "  - peer", "  - friend", "# kept", "title: x")
    assert changed(before, role=None) == ["type: person", "# kept", "title: x"]


def test_an_equal_value_changes_no_byte() -> None:
    for line in ("role: [ 'peer' ]", "role: peer", 'role: "peer"', "role:\n- peer"):
        before = note("type: person", line)
        assert set_properties(before, {"role": "peer"}) == before
        assert set_properties(before, {"role": ("peer",)}) == before


def test_an_unquoted_link_is_the_link_it_looks_like() -> None:
    before = note("org: [[Acme]]", "people: [[[Ana]], [[Bo]]]")
    assert set_properties(before, {"org": "[[Acme]]"}) == before
    assert changed(before, people=("[[Ana]]", "[[Cy]]")) == ["org: [[Acme]]", 'people: [[[Ana]], "[[Cy]]"]']


def test_lists_stay_in_their_style_and_kept_items_as_they_are_written() -> None:
    lines = ("aliases:", "- 'Sam'  # short", "# also", "- S. R", "role: [ 'peer',  x ] # now")
    assert changed(note(*lines), aliases=("Sam", "S. R", "SR"), role=("peer", "no")) == [
        "aliases:", "- 'Sam'  # short", "# also", "- S. R", "- SR", "role: ['peer', \"no\"] # now",
    ]  # fmt: skip


def test_a_new_list_looks_like_the_lists_that_are_there() -> None:
    assert changed(note("role: [peer]"), needs=("a", "b")) == ["role: [peer]", "needs: [a, b]"]
    assert changed(note("role: peer"), needs=("a", "b")) == ["role: peer", "needs:", "  - a", "  - b"]
    assert changed(note("needs: # soon"), needs=("a", "b")) == ["needs: # soon", "  - a", "  - b"]


def test_values_that_span_lines_are_replaced_whole() -> None:
    before = note(
        "what: >-", "  long", "  text", "", "who: [a,", "  b]  # both", "met: {date: 2019-05-02,", " where: x}"
    )
    assert changed(before, what="short", who="c", met="2020-01-01") == [
        "what: short", "", "who: c  # both", "met: 2020-01-01",
    ]  # fmt: skip


def test_line_ends_and_a_byte_order_mark_stay() -> None:
    before = b"\xef\xbb\xbf" + note("type: person", "role: peer", end="\r\n")
    after = set_properties(before, {"role": ("a", "b"), "title": "x"})
    assert after == b"\xef\xbb\xbf" + note("type: person", "role:", "  - a", "  - b", "title: x", end="\r\n")


def test_a_note_without_properties_gets_some() -> None:
    assert set_properties(b"# Sam\r\n", {"org": "Acme"}) == b"---\r\norg: Acme\r\n---\r\n# Sam\r\n"
    assert set_properties(b"", {"org": "Acme"}) == b"---\norg: Acme\n---\n"
    assert set_properties(b"---\n---", {"org": "Acme"}) == b"---\norg: Acme\n---"
    assert set_properties(b"# Sam", {"org": None}) == b"# Sam"


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (note("title: a", "Job Title: b"), "line 3: `Job Title` and `title` in line 2 are the same"),
        (note("title: a", "title: b"), "line 3"),
        (note("title: [a"), "line 2: the `[`"),
        (note("title: a: b"), "line 2: a value with a colon"),
        (note("- title"), "line 2: properties are lines"),
        (note("{title: a}"), "line 2: the properties stand in braces"),
        (note("? title", ": a"), "line 2: this property is written in an unusual way"),
        (note("x: a", "--- b"), "line 3: a second YAML document"),
        (b"---\ntitle: a\nBody", "line 1: the properties are never closed"),
        (b"\n---\ntitle: a\n---\n", "line 1: the properties must begin in the first line"),
        (b"---\rtitle: a\r---\r", "line 1: lines of the properties end in a lone CR"),
        (b"---\na: \xff\n---\n", "line 2: this is not UTF-8"),
        (note("title: &a x", "other: *a"), "line 2: the properties stand in a way"),
    ],
)
def test_what_cannot_be_changed_safely_is_refused_with_its_line(before: bytes, said: str) -> None:
    with pytest.raises(EditRefused) as refused:
        set_properties(before, {"title": "new"})
    assert str(refused.value).startswith(said)


def test_another_key_that_is_there_twice_is_nobodys_business() -> None:
    assert changed(note("x: 1", "x: 2", "title: a"), title="b") == ["x: 1", "x: 2", "title: b"]


def test_the_texts_of_a_property() -> None:
    before = note("alias: [Sam, '[[x]]']", "met: {where: x}", "title:")
    assert texts_of(before, "aliases") == ("Sam", "[[x]]")
    assert texts_of(before, "title") == ()
    assert texts_of(b"x", "title") == ()
    with pytest.raises(EditRefused, match="line 3"):
        texts_of(before, "met")


# --- groups ---


def test_a_group_is_written_as_it_stood() -> None:
    group = {"date": "2020-01-01", "where": "UX conf", "by": "[[Ana]]"}
    assert changed(note("met:  {date: 2019-05-02}  # c"), met=group) == [
        'met:  {date: 2020-01-01, where: UX conf, by: "[[Ana]]"}  # c'
    ]
    lines = ("met: # first", "    date: 2019-05-02", "    # so they say", "    where: UX conf   ", "x: 1")
    assert changed(note(*lines), met=group) == [
        "met: # first", "    # so they say", "    date: 2020-01-01", "    where: UX conf   ",
        '    by: "[[Ana]]"', "x: 1",
    ]  # fmt: skip
    assert changed(note("type: person"), met={"where": "a, b"}) == ["type: person", 'met: {where: "a, b"}']
    assert changed(note("met: 2019-05-02 # c"), met=group)[0].endswith(' by: "[[Ana]]"} # c')


def test_what_a_group_says() -> None:
    before = note("First Met: {date: 2019-05-02, where: ~}", "knows: {a: [b]}", "title: x")
    assert group_of(before, "met") == {"date": "2019-05-02", "where": ""}
    assert group_of(before, "title") is None
    assert group_of(before, "org") is None
    with pytest.raises(EditRefused, match="line 3: `knows` holds more than texts"):
        group_of(before, "knows")


# --- any front matter ---

_PIECES = (
    "type: person", "title: VP", "Title : 'x'", "title:", "title: # none", "title: |\n  a\n\n  b", "title: >+\n  a\n\n",
    "title:\n  - a\n  # c\n  - 'b' # d", "title:\n- a\n- [[b]]", "title: [a, 'b']", "title: [a,\n  b] # c",
    "title: {a: b}", "title:\n  a: b\n  c:\n    - d", "title: \"a\\\n  b\"", "title:\n  late", "title: !!str 5",
    "title: &t x", "again: *t", "job_title: y", "# note", "", "  ", "aliases: [Sam]", "aliases:\n  - Sam", "x: [",
    "x: 'it''s'", "x: a: b", "\tx: 1", "org: [[Acme]]", "people: [[[A]], [[B]]]", "x: \u2028", "x: a\x85b", "é: ü",
    "...", "--- x", "- a", "{a: b}", "? k\n: v", "? k", "<<: {a: 1}", "x: {{title}}", "'quo ted': 1", "x: \x07",
    "title: a\\", "<<<<<<< x", "    deep: 1", "x: |\n  title: no\n", "x: 1", "12: y", "null: z", "\ufeffx: 1",
)  # fmt: skip
_VALUES = st.one_of(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(WORDS[:-1]), max_size=3).map(tuple),
    st.none(),
    st.dictionaries(st.sampled_from(("date", "a b", "no")), st.sampled_from(WORDS), min_size=1),
)
_CHANGES = st.dictionaries(st.sampled_from(("title", "aliases", "org", "new key")), _VALUES, min_size=1, max_size=3)


def read_again(data: bytes) -> dict[str, object]:
    return {field.key: bare(field) for field in parse_note("n.md", data).fields}


def bare(field: Field) -> object:
    return typed(field.value) if not isinstance(field.value, Table) else [*map(bare, field.value.fields)]


@given(st.lists(st.sampled_from(_PIECES), max_size=6), st.sampled_from(("\n", "\r\n")), st.booleans(), _CHANGES)
@settings(deadline=None, max_examples=400)
def test_any_note_is_refused_or_says_what_it_said_and_the_change(
    pieces: list[str], end: str, mark: bool, changes: dict[str, Told | None]
) -> None:
    body = "\n# Body\n---\ntitle: no\n"
    text = "---\n" + "".join(f"{piece}\n" for piece in pieces) + "---" + body
    before = (("\ufeff" if mark else "") + text.replace("\n", end)).encode()
    try:
        after = set_properties(before, changes)
    except EditRefused:
        return
    was, now = read_again(before), read_again(after)
    named = {"Title ", "job_title"} if "title" in changes else set()
    untouched = [key for key in was if key not in changes and key.strip() not in named | {k.strip() for k in named}]
    assert [(key, was[key]) for key in untouched] == [(key, now.get(key)) for key in untouched]
    assert after.endswith(body.replace("\n", end).encode())
    assert after.startswith(b"\xef\xbb\xbf") == mark
    for key, said in changes.items():
        synonyms = [k for k in now if k.strip().casefold() in (key, "job_title" if key == "title" else key)]
        assert bool(synonyms) == (said is not None)
    assert set_properties(after, changes) == after
    at = 0
    for piece in pieces:  # every other line stands, in its order, to the byte
        inside = piece.startswith((" ", "\t", "-"))  # and so perhaps a part of the property above
        if not inside and piece.partition(":")[0].strip().casefold().replace("job_title", "title") not in changes:
            at = after.index(f"{piece}\n".replace("\n", end).encode(), at) + 1


# --- new people ---


def test_a_new_person_is_a_contact_with_what_is_known() -> None:
    made = new_person("Sam Rivera", [("org", "[[Acme]]"), ("emails", ("sam@acme.example",)), ("title", "")], "Hello\n")
    assert made == (
        b'---\ntype: person\norg: "[[Acme]]"\nemails:\n  - sam@acme.example\n---\n\nHello\n'
    )  # fmt: skip


def test_a_name_that_no_file_can_bear_is_written_out() -> None:
    made = new_person("AC/DC: the [[band]]", [])
    assert made == b'---\ntype: person\nname: "AC/DC: the [[band]]"\n---\n'
    assert b"name" not in new_person("Sam Rivera", [], path="People/Sam Rivera.md")
    assert b"name: Sam Rivera\n" in new_person("Sam Rivera", [], path="People/Sam Rivera 2.md")


def test_a_new_note_takes_a_free_name() -> None:
    assert place_for("Sam Rivera", "People", ()) == "People/Sam Rivera.md"
    assert place_for("Sam Rivera", "", {"sam rivera"}, "Acme") == "Sam Rivera (Acme).md"
    assert place_for("Sam", "People", {"sam", "sam (acme)"}, "Acme") == "People/Sam 2.md"
    assert place_for("Sam", "People", {"sam", "sam 2"}) == "People/Sam 3.md"
    assert place_for("../../x", "People", ()) == "People/x.md"


@given(st.text(max_size=40), st.text(max_size=10), st.sets(st.text(max_size=3)))
@settings(deadline=None, max_examples=100)
def test_any_name_finds_a_place_in_its_folder(name: str, hint: str, taken: set[str]) -> None:
    place = place_for(name, "People", taken, hint)
    folder, _, file = place.rpartition("/")
    assert folder == "People"
    assert len(file.encode()) <= 123
    assert not set(file) & set('\\:*?"<>|#^[]\n')


def test_the_people_folder_is_where_people_are() -> None:
    def people(*paths: str) -> list[Says]:
        return [Says(path, "person") for path in paths]

    assert people_folder(Settings(), ()) == "People"
    assert people_folder(Settings(), people("people/A.md", "people/friends/B.md")) == "people"
    assert people_folder(Settings(), people("CRM/A.md", "CRM/B.md", "People/C.md")) == "CRM"
    assert people_folder(Settings(), people("A.md", "B.md")) == ""
