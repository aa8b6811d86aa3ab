"""Links pointed elsewhere, and notes renamed: what was linked stays linked, every other byte stays."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.edits.bare import rename_bare
from vaultkit.edits.change import Change, EditRefused
from vaultkit.edits.linking import all_links
from vaultkit.edits.links import relink
from vaultkit.edits.renaming import rename
from vaultkit.graph.names import Names, fold, shortest, stem
from vaultkit.model import Scalar
from vaultkit.notes.parse import parse_note


def pointed(text: str, **leads: str) -> str:
    return relink(text.encode(), "n.md", {key.replace("_", " "): new for key, new in leads.items()}.get).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[[Ana]]", "[[Eva Berg]]"),
        ("[[Ana|she]] ![[Ana]] [[Ana#Work|w]]", "[[Eva Berg|she]] ![[Eva Berg]] [[Eva Berg#Work|w]]"),
        ("![[Ana#^b1]] ![[Ana|100]]", "![[Eva Berg#^b1]] ![[Eva Berg|100]]"),
        ("[[ Ana ]] [[Ana.md]] [[Ana.MD|a]]", "[[ Eva Berg ]] [[Eva Berg.md]] [[Eva Berg.MD|a]]"),
        ("[she](Ana.md) [x](<Ana.md#Work>) [y](Ana)", "[she](Eva%20Berg.md) [x](<Eva Berg.md#Work>) [y](Eva%20Berg)"),
        ("| a | b |\n|-|-|\n| [[Ana\\|x]] | [[Ana]] |", "| a | b |\n|-|-|\n| [[Eva Berg\\|x]] | [[Eva Berg]] |"),
        ("`[[Ana]]` [[Ana]] `` [[Ana]] ``", "`[[Ana]]` [[Eva Berg]] `` [[Ana]] ``"),
        ("```\n[[Ana]]\n```\n[[Ana]]", "```\n[[Ana]]\n```\n[[Eva Berg]]"),
        ("x <!-- [[Ana]] --> $[[Ana]]$ [[Ana]]", "x <!-- [[Ana]] --> $[[Ana]]$ [[Eva Berg]]"),
        ("%% [[Ana]] %%", "%% [[Eva Berg]] %%"),
        ("x[^1]\n\n[^1]: [[Ana]]", "x[^1]\n\n[^1]: [[Eva Berg]]"),
        ("> [!note] [[Ana]]\r\n> - [ ] [[Ana]] 📅\r\n", "> [!note] [[Eva Berg]]\r\n> - [ ] [[Eva Berg]] 📅\r\n"),
        ("asked:: [[Ana]] (re:: [[Ana]])", "asked:: [[Eva Berg]] (re:: [[Eva Berg]])"),
        ("[[Anabel]] [[Ana/x]] Ana [[#Ana]] [[|Ana]]", "[[Anabel]] [[Ana/x]] Ana [[#Ana]] [[|Ana]]"),
        ("https://a.example/Ana.md [x](https://a.example/Ana)", "https://a.example/Ana.md [x](https://a.example/Ana)"),
    ],
)  # fmt: skip
def test_links_of_a_body_lead_elsewhere_in_the_way_they_are_written(before: str, after: str) -> None:
    assert pointed(before, Ana="Eva Berg") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('org: "[[Ana]]"', 'org: "[[O\'Neil, Eva]]"'),
        ("org: '[[Ana|a]]'  # [[Ana]]", "org: '[[O''Neil, Eva|a]]'  # [[Ana]]"),
        ("org: [[Ana]]", 'org: "[[O\'Neil, Eva]]"'),
        ("org: [[[Ana]], Bo]", 'org: ["[[O\'Neil, Eva]]", Bo]'),
        ("org:\n  - [[Ana]]\n  - see [[Ana]] x", "org:\n  - \"[[O'Neil, Eva]]\"\n  - see [[O'Neil, Eva]] x"),
        ("knows: [{person: '[[Ana]]'}]", "knows: [{person: '[[O''Neil, Eva]]'}]"),
        ("x: |\n  [[Ana]]", "x: |\n  [[O'Neil, Eva]]"),
        ("x: '[a](Ana.md)'", "x: '[a](O''Neil,%20Eva.md)'"),
        ('"[[Ana]]": x', '"[[Ana]]": x'),
        ("x: Ana", "x: Ana"),
        ("x: [\ny: '[[Ana]]'", "x: [\ny: '[[Ana]]'"),
    ],
)
def test_links_of_properties_lead_elsewhere_in_their_quotes(before: str, after: str) -> None:
    assert pointed(f"---\n{before}\n---\n", Ana="O'Neil, Eva") == f"---\n{after}\n---\n"


def test_an_escape_in_a_property_hides_no_link() -> None:
    assert pointed('---\nx: "[[Zo\\u00eb]]"\n---\n', Zoë="Eva") == '---\nx: "[[Eva]]"\n---\n'


def test_a_link_that_gains_folders_still_shows_the_name_alone() -> None:
    assert pointed("[[Ana]] [[Ana#x]] [[Ana|a]] [[Old/Ana]]", Ana="New/Eva") == (
        "[[New/Eva|Eva]] [[New/Eva#x]] [[New/Eva|a]] [[Old/Ana]]"
    )
    assert pointed("| [[Ana]] |\n|-|\n", Ana="New/Eva") == "| [[New/Eva]] |\n|-|\n"


def test_what_no_link_can_hold_is_refused() -> None:
    with pytest.raises(EditRefused, match="line 2"):
        pointed("x\n[[Ana]]", Ana="Eva]] x")


def test_what_is_no_text_stays() -> None:
    assert relink(b"\xff [[Ana]]", "n.md", {"Ana": "Eva"}.get) == b"\xff [[Ana]]"


# --- names without brackets ---


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("person: Ana # c", 'person: "Eva: B" # c'),
        ("People: [Ana, 'Ana', Ana B]", 'People: ["Eva: B", "Eva: B", Ana B]'),
        ("with:\n- Ana\n- [[Ana]]", 'with:\n- "Eva: B"\n- [[Ana]]'),
        ("knows: {person: Ana, how: Ana, to: Ana}", 'knows: {person: "Eva: B", how: Ana, to: Ana}'),
        ("title: Ana", "title: Ana"),
        ("via: Ana", "via: Ana"),
        ("tags: [Ana]", "tags: [Ana]"),
        ("org: [", "org: ["),
    ],
)
def test_a_name_that_stands_for_somebody_is_a_link_too(before: str, after: str) -> None:
    text = f"---\r\n{before}\r\n---\r\nAna"
    assert rename_bare(text.encode(), {"Ana": "Eva: B"}.get).decode() == f"---\r\n{after}\r\n---\r\nAna"


def test_the_words_of_the_user_name_somebody_too() -> None:
    text = b"---\nfirma: Ana\norg: Ana\n---\n"
    mine = (("firma", "org"), ("org", "tags"))
    assert rename_bare(text, {"Ana": "Eva"}.get, mine) == b"---\nfirma: Eva\norg: Ana\n---\n"


def test_a_name_that_gains_folders_becomes_a_link() -> None:
    assert rename_bare(b"---\norg: Ana\n---\n", {"Ana": "New/Eva"}.get) == b'---\norg: "[[New/Eva|Eva]]"\n---\n'


# --- the shortest link ---


def test_the_shortest_link_leads_back_from_every_note() -> None:
    names = Names()
    for path, aliases in (
        ("Ana.md", ()),
        ("Acme/Ana.md", ()),
        ("Acme/Bo.md", ("Ana",)),
        ("Zeta/Ana.md", ("Bo",)),
        ("Zeta/Cy.md", ("Cy",)),
    ):
        names.put(path, aliases)
    paths = ("Ana.md", "Acme/Ana.md", "Acme/Bo.md", "Zeta/Ana.md", "Zeta/Cy.md")
    for target in paths:
        for source in paths:
            for link in (shortest(names, source, target), shortest(names, "", target)):
                assert names.find(link.strip("[]"), source).path == target
    assert [shortest(names, "", path, "Ana") for path in paths] == [
        "[[Ana]]", "[[Acme/Ana|Ana]]", "[[Bo|Ana]]", "[[Zeta/Ana|Ana]]", "[[Cy|Ana]]",
    ]  # fmt: skip
    assert shortest(names, "", "Dee Ito", "D. [Ito]") == "[[Dee Ito]]"


# --- renaming ---


def renamed(files: dict[str, str], path: str, to: str, **aliases: tuple[str, ...]) -> dict[str, str]:
    """A vault after a renaming."""
    data = {name: text.encode() for name, text in files.items()}
    known = {name: aliases.get(stem(name).split()[0], ()) for name in files}
    return {name: text.decode() for name, text in done(data, rename(data, known, path, to)).items()}


def done(files: dict[str, bytes], changes: tuple[Change, ...]) -> dict[str, bytes]:
    after = dict(files)
    for change in changes:
        assert after.pop(change.path) == change.old
        assert (change.to or change.path) not in after
        after[change.to or change.path] = change.new or b""
    return after


def test_a_renamed_note_moves_and_every_link_follows() -> None:
    before = {
        "People/Ana Ruiz.md": "---\ntype: person\n---\nI am [[Ana Ruiz]]\n",
        "Daily/2026-11-03.md": "- [[Ana Ruiz]] coffee, [[People/Ana Ruiz#Work|her work]], [[Bo]]\n",
        "Bo.md": "no link\n",
        "Reports/Overview.md": "---\ngenerated_by: vaultkit\nreport: Overview\n---\n[[Ana Ruiz]]\n",
    }
    assert renamed(before, "People/Ana Ruiz.md", "People/Ana Diaz.md") == {
        "People/Ana Diaz.md": "---\ntype: person\naliases:\n  - Ana Ruiz\n---\nI am [[Ana Diaz]]\n",
        "Daily/2026-11-03.md": "- [[Ana Diaz]] coffee, [[People/Ana Diaz#Work|her work]], [[Bo]]\n",
        "Bo.md": "no link\n",
        "Reports/Overview.md": before["Reports/Overview.md"],
    }


def test_homonyms_and_links_by_alias_stay() -> None:
    before = {
        "People/Sam.md": "",
        "Old/Sam.md": "[[Sam]] [[Sammy]]",
        "x.md": "[[Old/Sam]] [[Sammy]] [[People/Sam]] [[Sam]]",
    }
    after = renamed(before, "People/Sam.md", "People/Sam Park.md", Sam=("Sammy",))
    assert after["Old/Sam.md"] == "[[Sam]] [[Sammy]]"
    assert after["x.md"] == "[[Old/Sam]] [[Sammy]] [[People/Sam Park]] [[Sam]]"


def test_a_name_that_another_note_has_is_written_with_its_path() -> None:
    before = {"A/Bo.md": "", "B/Cy.md": "", "x.md": "[[Bo]] [[Cy]]"}
    after = renamed(before, "B/Cy.md", "B/Bo.md")
    assert after["x.md"] == "[[Bo]] [[B/Bo|Bo]]"
    after = renamed({"AAA/Bo.md": "", "B/Cy.md": "", "x.md": "[[Bo]] [[Cy]]"}, "B/Cy.md", "B/Bo.md")
    assert after["x.md"] == "[[AAA/Bo|Bo]] [[B/Bo|Bo]]"


def test_a_link_along_the_folders_stays_one() -> None:
    before = {
        "People/Ana.md": "",
        "Meetings/Old/m.md": "[x](../../People/Ana.md#Work) [[../../People/Ana]] ![[../../People/Ana|A]]",
        "People/Sam.md": "[[./Ana]] [a](Ana.md)",
    }
    after = renamed(before, "People/Ana.md", "People/Eva Diaz.md")
    assert after["Meetings/Old/m.md"] == (
        "[x](../../People/Eva%20Diaz.md#Work) [[../../People/Eva Diaz]] ![[../../People/Eva Diaz|A]]"
    )
    assert after["People/Sam.md"] == "[[./Eva Diaz]] [a](Eva%20Diaz.md)"
    moved = renamed(before, "People/Ana.md", "Meetings/Ana.md")
    assert moved["Meetings/Old/m.md"].startswith("[x](../Ana.md#Work) [[../Ana]]")


def test_a_link_by_an_alias_that_becomes_a_name_still_shows_the_alias() -> None:
    before = {"People/Ana.md": "", "People/Sam Rivera.md": "", "x.md": "[[Sam]] [[Ana]]"}
    after = renamed(before, "People/Ana.md", "People/Sam.md", Sam=("Sam",))
    assert after["x.md"] == "[[People/Sam Rivera|Sam]] [[Sam]]"


def test_a_name_taken_back_is_no_alias_any_more() -> None:
    once = renamed({"Ana.md": "---\naliases: [An]\n---\n"}, "Ana.md", "Eva.md")
    assert renamed(once, "Eva.md", "Ana.md") == {"Ana.md": "---\naliases: [An, Eva]\n---\n"}


def test_a_percent_sign_in_a_name_is_written_so_that_it_stays_one() -> None:
    after = renamed({"Ana.md": "", "x.md": "[x](<Ana.md>) [y](Ana.md) [[Ana]]"}, "Ana.md", "Ana%20x.md")
    assert after["x.md"] == "[x](<Ana%2520x.md>) [y](Ana%2520x.md) [[Ana%20x]]"


def test_the_old_name_stays_as_an_alias_and_the_name_it_gives_itself_is_the_new() -> None:
    after = renamed({"Ana.md": "---\nname: Ana\nalias: [An]\n---\n"}, "Ana.md", "Eva.md")
    assert after == {"Eva.md": "---\nname: Eva\nalias: [An, Ana]\n---\n"}
    data = {"Ana.md": b"---\nname: Ana\n---\n", "x.md": b"[[Ana]]"}
    without = done(data, rename(data, {}, "Ana.md", "Eva.md", keep_name=False))
    assert without == {"Eva.md": b"---\nname: Ana\n---\n", "x.md": b"[[Eva]]"}


def test_a_note_that_cannot_be_given_an_alias_is_named() -> None:
    with pytest.raises(EditRefused, match=r"^Ana\.md:2: "):
        renamed({"Ana.md": "---\nx: [\n---\n"}, "Ana.md", "Eva.md")


def test_cards_of_a_canvas_follow() -> None:
    card = '{"nodes":[{"id":"1",\t"file" : "People/Ana.md"}, {"text":"[[Ana]]","file":"x.md"}],"edges":[]}\n'
    data = {"People/Ana.md": b"", "b.canvas": card.encode(), "c.canvas": b"{", "d.canvas": b'["file"]'}
    after = done(data, rename(data, {}, "People/Ana.md", "People/Zoë.md"))
    assert after["b.canvas"].decode() == card.replace("People/Ana.md", "People/Zoë.md")
    assert (after["c.canvas"], after["d.canvas"]) == (b"{", b'["file"]')
    assert json.loads(after["b.canvas"])["nodes"][0]["file"] == "People/Zoë.md"


# --- any vault ---

_FOLDERS = ("", "A/", "B/", "A/B/", "People/")
_STEMS = ("Ana", "ana", "Bo", "Zoë", "O'Neil, Eva", "R&D (x)", "2026-11-03")
_PLACES = st.builds("{}{}.md".format, st.sampled_from(_FOLDERS), st.sampled_from(_STEMS))
_TARGETS = st.builds(
    "{}{}".format, st.sampled_from((*_FOLDERS, "./", "../", "../A/")), st.sampled_from((*_STEMS, "Nick", "No"))
)
_FORMS = (
    "[[{}]]", "[[{}|x]]", "![[{}]]", "[[{}#H|y]]", "[[{}#^b]]", "[t](<{}.md>)", "`[[{}]]`", "[[{}.md]]", "| [[{}]] |",
    "- asked:: [[{}]] x", "<!-- [[{}]] -->", "```\n[[{}]]\n```", "    [[{}]]", "%%[[{}]]%%", "$[[{}]]$ [[{}]]",
)  # fmt: skip
_FRONTS = (
    "",
    '---\norg: "[[{}]]"\n---\n',
    "---\npeople: [[{}]]\n---\n",
    '---\nx:\n  - "[[{}|z]]" # [[{}]]\n---\n',
    "---\nx: [\n---\n",
    "---\nperson: '{}' # {}\n---\n",
)


@st.composite
def _texts(draw: st.DrawFn) -> bytes:
    front = draw(st.sampled_from(_FRONTS)).replace("{}", draw(_TARGETS))
    lines = [form.replace("{}", draw(_TARGETS)) for form in draw(st.lists(st.sampled_from(_FORMS), max_size=4))]
    end = draw(st.sampled_from(("\n", "\r\n")))
    return (front + "\n".join(lines)).replace("\n", end).encode()


def resolved(files: dict[str, bytes], nicks: dict[str, tuple[str, ...]]) -> dict[str, list[str | None]]:
    """Where the links of each note lead, and the name in its `person`."""
    names = Names()
    for path in files:
        names.put(path, nicks.get(path, ()))
    found = {}
    for path, data in files.items():
        note = parse_note(path, data)
        targets = [link.target or path for link in all_links(note)]
        values = [field.value for field in note.fields if field.key == "person"]
        targets += [
            value.text or "" for value in values if isinstance(value, Scalar) and "[[" not in (value.text or "")
        ]
        found[path] = [names.find(target, path).path for target in targets]
    return found


@given(st.dictionaries(_PLACES, _texts(), min_size=1, max_size=5), _PLACES, st.data())
@settings(deadline=None, max_examples=300)
def test_after_any_renaming_every_link_leads_to_the_same_note(
    files: dict[str, bytes], to: str, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(sorted(files)))
    if fold(to) in {fold(each) for each in files}:
        return
    nicks: dict[str, tuple[str, ...]] = {data.draw(st.sampled_from(sorted(files))): ("Nick",)}
    try:
        changes = rename(files, nicks, path, to)
    except EditRefused:
        return
    after = done(files, changes)
    old, new = stem(path), stem(to)
    own = (*nicks.get(path, ()), *((old,) if fold(old) != fold(new) else ()))
    now = resolved(after, {**{k: v for k, v in nicks.items() if k != path}, to: own})
    for source, leads in resolved(files, nicks).items():
        there = now[to if source == path else source]
        wanted = Counter(to if was == path else was for was in leads if was is not None)
        assert len(there) == len(leads)
        assert wanted <= Counter(path for path in there if path is not None)
    for source, text in files.items():
        if (
            source != path
            and old.casefold() not in text.decode().casefold()
            and new.casefold() not in text.decode().casefold()
        ):
            assert after[source] == text


@given(_texts())
@settings(deadline=None, max_examples=100)
def test_links_pointed_away_and_back_give_the_bytes_back(text: bytes) -> None:
    there = {name: f"Zzz{order}" for order, name in enumerate(_STEMS) if "," not in name}
    away = relink(text, "n.md", there.get)
    assert relink(away, "n.md", {new: old for old, new in there.items()}.get) == text
    lines = [a != b for a, b in zip(text.split(b"\n"), away.split(b"\n"), strict=True)]
    assert all(b"[[" in line or b"](" in line for line, other in zip(text.split(b"\n"), lines, strict=True) if other)
