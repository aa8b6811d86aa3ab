"""Two contacts made one: nothing either note says is lost, and every link to one of them leads to the other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notebook import findings_of
from program import fill, invoke

from vaultkit.cli.merge import COMPARED_AS
from vaultkit.edits.change import EditRefused
from vaultkit.edits.joining import Joined, join_properties
from vaultkit.edits.linking import all_links
from vaultkit.edits.merging import Merged, merge, take_name
from vaultkit.graph.names import Names, stem
from vaultkit.notes.parse import parse_note

STAYS, GOES = "People/Sam Rivera.md", "CRM/Rivera, Sam.md"


def note(*lines: str, body: str = "") -> bytes:
    return "\n".join(["---", "type: person", *lines, "---", body]).encode()


def joined(mine: bytes, its: bytes, *called: str, prefer_its: bool = False) -> Joined:
    return join_properties(mine, its, called, prefer_its=prefer_its, forms=COMPARED_AS)


def text(data: bytes | None) -> str:
    assert data is not None
    return data.decode()


def properties(data: bytes) -> list[str]:
    return text(data).split("---\n")[1].splitlines()[1:]


# --- properties ---


def test_lists_are_united_without_doubles() -> None:
    mine = note("emails: [sam@acme.example]", 'phones: ["+49 30 123456"]', "tags: [design]")
    its = note("email: SAM@acme.example", "phones: [0049 30 123456, 555-0101]", "tags:\n  - Design\n  - climbing")
    assert properties(joined(mine, its).data) == [
        "emails: [sam@acme.example]",
        'phones: ["+49 30 123456", "555-0101"]',
        "tags: [design, climbing]",
    ]


def test_what_one_lacks_it_gets_from_the_other() -> None:
    its = note("title: Designer", "birthday: 1980-02-29", "met: {date: 2019-05-02, where: UX conf}", "closeness: 3")
    result = joined(note("closeness:", "org: Acme"), its)
    assert properties(result.data) == [
        "closeness: 3",
        "org: Acme",
        "title: Designer",
        "birthday: 1980-02-29",
        "met: {date: 2019-05-02, where: UX conf}",
    ]
    assert result.conflicts == ()


def test_lists_of_groups_are_put_together() -> None:
    mine = note('knows:\n  - {person: "[[Ana]]", how: friend}')
    its = note('knows:\n- {person: "[[Ana]]", how: friend}\n- {person: "[[Jo]]"}')
    assert properties(joined(mine, its).data) == [
        "knows:",
        '  - {person: "[[Ana]]", how: friend}',
        '  - {person: "[[Jo]]"}',
    ]


def test_a_link_and_its_words_are_one_value() -> None:
    result = joined(note('org: "[[Acme]]"', "tags: [work]"), note("org: acme", 'tags: ["#work", "[[Acme]]"]'))
    assert properties(result.data) == ['org: "[[Acme]]"', 'tags: [work, "[[Acme]]"]']
    assert result.conflicts == ()


def test_of_what_is_not_known_even_the_case_is_kept() -> None:
    result = joined(note("key: aB", "odd: [x]"), note("key: AB", "odd: [X]"))
    assert properties(result.data) == ["key: aB", "odd: [x, X]"]
    assert result.kept == ("key: AB",)


def test_where_they_differ_mine_holds_and_the_other_is_kept() -> None:
    result = joined(note("title: VP Design"), note("title: Designer"))
    assert properties(result.data) == ["title: VP Design"]
    assert result.kept == ("title: Designer",)
    assert [tuple(each) for each in result.conflicts] == [("title", "VP Design", "Designer")]


def test_the_other_ones_value_holds_where_it_is_preferred() -> None:
    result = joined(note("job_title: VP Design"), note("title: Designer"), prefer_its=True)
    assert properties(result.data) == ["job_title: Designer"]
    assert result.kept == ("job_title: VP Design",)


@pytest.mark.parametrize(
    ("mine", "its", "holds"),
    [
        ("sensitivity: public", "sensitivity: restricted", "sensitivity: restricted"),
        ("door: closed", "door: open", "door: closed"),
        ("status: active", "status: do-not-contact", "status: do-not-contact"),
    ],
)
@pytest.mark.parametrize("prefer_its", [False, True])
def test_what_protects_somebody_holds_whoever_says_it(mine: str, its: str, holds: str, prefer_its: bool) -> None:
    assert properties(joined(note(mine), note(its), prefer_its=prefer_its).data) == [holds]


def test_groups_that_differ_are_kept_as_they_stand() -> None:
    its = note("met:\n  date: 2020-01-01\n  where: Bergen")
    result = joined(note("met: 2019-05-02"), its)
    assert result.kept == ("met:", "  date: 2020-01-01", "  where: Bergen")
    preferred = joined(note("met: 2019-05-02"), its, prefer_its=True)
    assert properties(preferred.data) == ["met:", "  date: 2020-01-01", "  where: Bergen"]
    assert preferred.kept == ("met: 2019-05-02",)


def test_the_user_s_own_note_is_no_import_any_more() -> None:
    imported = note("imported: LinkedIn", "import_marks: org=123456", "org: Acme")
    assert properties(joined(note("org: Acme"), imported).data) == ["org: Acme"]
    assert properties(joined(imported, note("org: Acme")).data) == ["org: Acme"]
    assert properties(joined(imported, imported).data) == properties(imported)


def test_names_of_the_note_that_goes_become_aliases() -> None:
    result = joined(note("aliases: [Sam]"), note("aliases: [Sammy, sam]"), "Rivera, Sam")
    assert properties(result.data) == ['aliases: [Sam, "Rivera, Sam", Sammy]']


def test_properties_that_cannot_be_read_are_refused_with_the_line() -> None:
    with pytest.raises(EditRefused, match="line 3"):
        joined(note("org: Acme"), note("org: [Acme"))
    with pytest.raises(EditRefused, match="are the same property"):
        joined(note("org: Acme"), note("email: a@b.example", "emails: [c@b.example]"))


def test_properties_put_before_a_bare_text_keep_its_mark_and_its_line_ends() -> None:
    bare = "\ufeffMet at the ferry.\r\n".encode()
    assert joined(bare, note("met: {date: 2019-05-02, where: ferry}")).data == (
        "\ufeff---\r\nmet: {date: 2019-05-02, where: ferry}\r\n---\r\nMet at the ferry.\r\n".encode()
    )


# --- notes and links ---


def united(files: dict[str, bytes], goes: str = GOES) -> tuple[Merged, dict[str, str]]:
    result = merge(files, {}, STAYS, goes)
    after = {path: data.decode() for path, data in files.items()}
    for change in result.changes:
        assert files[change.path] == change.old
        if change.new is None:
            del after[change.path]
        else:
            after[change.path] = change.new.decode()
    return result, after


def test_the_second_text_stands_whole_below_the_first() -> None:
    files = {STAYS: note("title: VP", body="A friend."), GOES: note("title: Designer", body="# Sam\n\n- a `line`\n")}
    _, after = united(files)
    assert after == {
        STAYS: '---\ntype: person\ntitle: VP\naliases:\n  - "Rivera, Sam"\n---\nA friend.\n\n## From Rivera, Sam\n\n'
        "```yaml\ntitle: Designer\n```\n\n# Sam\n\n- a `line`\n"
    }


def test_every_kind_of_link_leads_to_the_one_that_stays() -> None:
    files = {
        STAYS: note(),
        GOES: note(body="see [[#Notes]]\n"),
        "Log.md": b"[[Rivera, Sam]] and [[CRM/Rivera, Sam|Sam]], ![[Rivera, Sam#Notes]]\r\n`[[Rivera, Sam]]`\r\n",
        "Plan.md": b'---\npeople: ["[[Rivera, Sam]]"]\n---\n| [[Rivera, Sam\\|S]] | b |\n',
        "Map.canvas": b'{"nodes":[{"id":"1","type":"file","file":"CRM/Rivera, Sam.md"}],"edges":[]}',
        "Other.md": b"[[Jo Park]]\n",
    }
    result, after = united(files)
    assert after["Log.md"] == (
        "[[Sam Rivera]] and [[People/Sam Rivera|Sam]], ![[Sam Rivera#Notes]]\r\n`[[Rivera, Sam]]`\r\n"
    )
    assert after["Plan.md"] == '---\npeople: ["[[Sam Rivera]]"]\n---\n| [[Sam Rivera\\|S]] | b |\n'
    assert '"file":"People/Sam Rivera.md"' in after["Map.canvas"]
    assert "Other.md" not in {change.path for change in result.changes}


def test_windows_line_ends_stay_one_kind() -> None:
    stays = note(body="A friend.\n").replace(b"\n", b"\r\n")
    _, after = united({STAYS: stays, GOES: note("title: Designer", body="of the choir\n")})
    assert "\n" not in after[STAYS].replace("\r\n", "")


def test_a_text_with_an_open_code_block_is_refused() -> None:
    with pytest.raises(EditRefused, match="is open"):
        united({STAYS: note(body="```\ncode"), GOES: note(body="of the choir\n")})


def test_a_name_without_a_note_becomes_an_alias_through_which_links_lead() -> None:
    new = take_name(note("aliases: [Sammy]"), STAYS, "Sam Riviera")
    assert properties(new) == ["aliases: [Sammy, Sam Riviera]"]
    assert take_name(new, STAYS, "sam riviera") == new
    notes = {STAYS: text(new), "Log/2026.md": "- 2026-01-02 gave:: [[Sam Riviera]] a book\n"}
    assert list(findings_of(notes).network.people) == [STAYS]


def test_a_block_id_that_both_have_gets_another_one_with_its_links() -> None:
    its = "- 2026-02-01 asked:: [[Rivera, Sam]] y ^ask1\n- [[#^ask1]] and `[[Rivera, Sam#^ask1]]`\n"
    files = {
        STAYS: note(body="- 2026-01-01 asked:: [[Sam Rivera]] x ^ask1\n- no id ^ask2\n"),
        GOES: note(body=its),
        "Log.md": b"granted:: [[Rivera, Sam]] (re:: [[Rivera, Sam#^ask1]])\n"
        b"[[Sam Rivera#^ask1]] [y](CRM/Rivera%2C%20Sam.md#^ask1)\n",
        "Thanks.md": b'---\nre: "[[Rivera, Sam#^ask1]]"\n---\n',
    }  # fmt: skip
    _, after = united(files)
    assert after[STAYS].endswith(
        "- 2026-02-01 asked:: [[Sam Rivera]] y ^ask3\n- [[#^ask3]] and `[[Rivera, Sam#^ask1]]`\n"
    )
    assert "x ^ask1\n- no id ^ask2\n" in after[STAYS]
    assert after["Log.md"] == (
        "granted:: [[Sam Rivera]] (re:: [[Sam Rivera#^ask3]])\n[[Sam Rivera#^ask1]] [y](People/Sam%20Rivera.md#^ask3)\n"
    )
    assert after["Thanks.md"] == '---\nre: "[[Sam Rivera#^ask3]]"\n---\n'


def test_footnotes_of_both_stay_two() -> None:
    files = {
        STAYS: note(body="one[^1] [^a]\n\n[^1]: first\n"),
        GOES: note(body="two[^1]\n\n[^1]: second\n\n    [^1]\n"),
    }
    _, after = united(files)
    assert "one[^1] [^a]\n\n[^1]: first\n" in after[STAYS]
    assert after[STAYS].rstrip().endswith("two[^2]\n\n[^2]: second\n\n    [^2]")


def test_a_link_to_a_heading_that_both_have_is_not_led_astray() -> None:
    files = {STAYS: note(body="## Notes\n"), GOES: note(body="## Notes\n"), "m.md": b"a\n[[Rivera, Sam#Notes]]\n"}
    with pytest.raises(EditRefused, match=r"m.md:2: \[\[Rivera, Sam#Notes\]\] could not be kept"):
        united(files)
    _, after = united({**files, "m.md": b"[[Sam Rivera#Notes]]\n"})
    assert after[STAYS].count("## Notes\n") == 2


def test_comments_of_the_note_that_goes_are_kept() -> None:
    its = (
        b"---\n# lead\ntype: person\nemails:\n  # in list\n  - a@x.example # home\nfoo: 1 # foo\nodd: [a, b]   # odd\n"
    )
    its += b'hint: "a # b"\n# tail\n---\n'
    _, after = united({STAYS: note("emails: [b@x.example]", "foo: 1"), GOES: its})
    assert after[STAYS] == (
        '---\ntype: person\nemails: [b@x.example, a@x.example]\nfoo: 1\nhint: "a # b"\naliases: ["Rivera, Sam"]\n'
        "odd: [a, b]   # odd\n---\n\n## From Rivera, Sam\n\n```yaml\n# lead\nemails:\n  # in list\n"
        "  - a@x.example # home\nfoo: 1 # foo\n# tail\n```\n"
    )


@pytest.mark.parametrize(
    ("mine", "its", "said"),
    [
        (note("a: [x"), note(), f"{STAYS}:3: "),
        (note(), note("a: [x"), f"{GOES}:3: "),
        (note(body="```\ncode"), note(body="x\n"), f"{STAYS}: code, "),
    ],
)
def test_a_refusal_names_the_one_note_it_is_about(mine: bytes, its: bytes, said: str) -> None:
    with pytest.raises(EditRefused) as refused:
        united({STAYS: mine, GOES: its})
    assert str(refused.value).startswith(said)


WORDS = st.sampled_from(
    [
        "a [[Rivera, Sam]]", "b [[Sam Rivera|S]]", "[[Jo Park]]", "- ![[CRM/Rivera, Sam#x]]", "# Sam",
        "[[CRM/Jo Park]]", "- [ ] call 📅 2026-07-01", "plain words", "", "> quoted", "`[[Rivera, Sam]]`",
        "[s](../CRM/Rivera%2C%20Sam.md)", "2026-01-02 gave:: a book", "[[./Jo Park]]", "[[CRM/Sam Rivera]]",
        "[[People/Sam Rivera|x]]", "[[Sam Rivera]]",
    ]
)  # fmt: skip
BODIES = st.lists(WORDS, max_size=8).map("\n".join)
FIELDS = st.sets(st.sampled_from(["title: VP", "title: Designer", "tags: [a, b]", "tags: [B, c]", "org: Acme",
                                  "birthday: 02-29", 'knows:\n  - {person: "[[Jo Park]]"}', "odd: {a: 1}",
                                  'introduced_by: "[[Rivera, Sam]]"']), max_size=4)  # fmt: skip


def leads(files: dict[str, bytes], goes: str) -> dict[str, list[str | None]]:
    """Where each note's links lead; the two that are one count as the one that stays."""
    names = Names()
    for path in files:
        names.put(path, [stem(goes)] if goes not in files and path == STAYS else [])
    found = {}
    for path, data in files.items():
        to = [names.find(link.target, path).path for link in all_links(parse_note(path, data)) if link.target]
        found[path] = [STAYS if each == goes else each for each in to]
    return found


@settings(max_examples=60, deadline=None)
@given(mine=FIELDS, its=FIELDS, body=BODIES, other_body=BODIES, third=BODIES, windows=st.booleans(),
       goes=st.sampled_from([GOES, "CRM/Sam Rivera.md", "Sam Rivera.md"]))  # fmt: skip
def test_nothing_is_lost_and_every_link_leads_where_it_should(
    mine: set[str], its: set[str], body: str, other_body: str, third: str, windows: bool, goes: str
) -> None:
    keys = [sorted(fields, key=lambda line: line.partition(":")[0]) for fields in (mine, its)]
    unique = [list({line.partition(":")[0]: line for line in lines}.values()) for lines in keys]
    files = {
        STAYS: note(*unique[0], body=body),
        goes: note(*unique[1], body=other_body),
        "CRM/Jo Park.md": note(),
        "People/Jo Park.md": note(),
        "Daily/2026-06-30.md": third.replace("\n", "\r\n" if windows else "\n").encode(),
    }
    before = leads(files, goes)
    try:
        _, after = united(files, goes)
    except EditRefused:
        assert {"", "> quoted"} & {line.strip() for line in body.split("\n")[-1:]}  # what follows would be read with it
        return
    now = leads({path: data.encode() for path, data in after.items()}, goes)
    assert now["Daily/2026-06-30.md"] == before["Daily/2026-06-30.md"]
    assert set(now[STAYS]) >= set(before[STAYS]) | set(before[goes]) - {None}
    unlinked = [re.sub(r"\[\[[^]]*\]\]|\([^)]*\)", "", each) for each in (other_body, after[STAYS])]
    assert all(line in unlinked[1].split("\n") for line in unlinked[0].split("\n") if line)
    same = [re.sub(r"\[\[[^]]*\]\]|\([^)]*\)", "", each) for each in (text(files["Daily/2026-06-30.md"]),
                                                                      after["Daily/2026-06-30.md"])]  # fmt: skip
    assert same[0] == same[1]


# --- the command ---


def refused(tmp_path: Path, notes: dict[str, str], *words: str) -> tuple[int, str]:
    root = fill(tmp_path / "vault", {"vaultkit.toml": "[log]\nquiet = 0\n", **notes})
    before = {path: path.read_bytes() for path in root.rglob("*.md")}
    done = invoke(root, "merge", *words, "--yes")
    assert {path: path.read_bytes() for path in root.rglob("*.md")} == before
    return done.exit_code, done.output


PERSON = "---\ntype: person\n---\n"


def test_two_who_are_told_apart_are_not_merged(tmp_path: Path) -> None:
    notes = {"A/Sam Lee.md": '---\ntype: person\ndistinct_from: "[[B/Sam Lee]]"\n---\n', "B/Sam Lee.md": PERSON}
    code, said = refused(tmp_path, notes, "B/Sam Lee.md", "A/Sam Lee.md")
    assert code == 5
    assert "A/Sam Lee.md:3: `distinct_from` says they are two" in said


def test_different_birthdays_stop_a_merge_unless_it_is_meant(tmp_path: Path) -> None:
    notes = {"Sam Lee.md": "---\ntype: person\nbirthday: 1980-01-01\n---\n",
             "Samuel Lee.md": "---\ntype: person\nbirthday: 1981-01-01\n---\n"}  # fmt: skip
    code, said = refused(tmp_path, notes, "Sam Lee", "Samuel Lee")
    assert code == 5
    assert "--anyway" in said
    assert invoke(tmp_path / "vault", "merge", "Sam Lee", "Samuel Lee", "--yes", "--anyway").exit_code == 0
    assert "birthday: 1981-01-01" in (tmp_path / "vault" / "Sam Lee.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (("Sam Lee", "Sam Lee.md"), 2, "one already"),
        (("Jo Park", "Sam Lee"), 2, "turn them round"),
        (("Sam Lee", "Nobody Atall"), 4, "nobody is called"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, words: tuple[str, str], code: int, hint: str) -> None:
    notes = {"Sam Lee.md": PERSON, "Log/2026.md": "- 2026-01-02 gave:: [[Jo Park]] a book\n"}
    left, said = refused(tmp_path, notes, *words)
    assert (left, hint in said) == (code, True), said


def test_b_s_values_hold_where_they_are_preferred(tmp_path: Path) -> None:
    root = fill(tmp_path / "vault", {"vaultkit.toml": "[log]\nquiet = 0\n", STAYS: note("title: VP"),
                                     GOES: note("title: Designer")})  # fmt: skip
    done = invoke(root, "merge", "Sam Rivera", "Rivera, Sam", "--yes", "--prefer", "b")
    assert done.exit_code == 0
    assert "title: 'Designer' holds; 'VP' is kept below." in done.output
    assert "title: Designer\n" in (root / STAYS).read_text("utf-8")


def test_undo_gives_both_notes_back(tmp_path: Path) -> None:
    notes = {STAYS: note("title: VP", body="x"), GOES: note("title: Designer", body="y [[Rivera, Sam]]")}
    settings_and_log = {"vaultkit.toml": "[log]\nquiet = 0\n", "Log/2026.md": "[[Rivera, Sam]]\n"}
    root = fill(tmp_path / "vault", {**notes, **settings_and_log})
    before = {path: path.read_bytes() for path in root.rglob("*.md")}
    assert invoke(root, "merge", "Sam Rivera", "Rivera, Sam", "--yes").exit_code == 0
    assert not (root / GOES).exists()
    assert invoke(root, "undo", "--yes").exit_code == 0
    assert {path: path.read_bytes() for path in root.rglob("*.md")} == before
