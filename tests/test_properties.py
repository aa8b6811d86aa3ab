"""What holds for every vault: memory and order change nothing, notes stay as they are, and nothing raises."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from urllib.parse import unquote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from program import PERSON, Run, fill, fingerprints, run
from strategies import Edit, Files, edits, hostile_names, hostile_texts, notes, paths, vaults, yaml_text

from vaultkit.look import open_vault, reading
from vaultkit.notes.parse import parse_note
from vaultkit.obsidian import CONFIG_FILES
from vaultkit.records.codec import dump, load
from vaultkit.records.read import read
from vaultkit.reports import REPORTS as ALL

REPORTS = tuple(report.name for report in ALL)
BRIEF = "Briefs/2026-07-03 Ana and Bo (brief)"  # of the meeting in the small vault below


def examples(count: int) -> settings:
    """So many examples, however long each takes: they touch the disk."""
    return settings(max_examples=count, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@contextmanager
def empty_vault() -> Iterator[tuple[Path, Path]]:
    """A new vault, and a place for what is remembered of it."""
    with TemporaryDirectory() as folder:
        root = Path(folder, "vault")
        root.mkdir()
        yield root, Path(folder, "cache", "vault")


def same(one: Run, other: Run) -> None:
    """Two runs say the same: what the notes say, the network, every problem, every byte of the reports."""
    assert one.state.look.notes == other.state.look.notes
    assert one.state.look.ignored == other.state.look.ignored
    assert one.state.network == other.state.network
    assert one.problems == other.problems
    assert one.reports == other.reports


# --- the memory between runs ---


@examples(20)
@given(vaults(), st.lists(edits(), min_size=1, max_size=6))
def test_after_any_edits_a_run_with_a_memory_is_a_run_from_nothing(files: Files, changes: list[Edit]) -> None:
    with empty_vault() as (root, memory):
        run(fill(root, files), memory=memory)
        for change in changes:
            change(root)
            same(run(root, memory=memory), run(root))


@examples(15)
@given(vaults(), st.sampled_from(("delete", "cut", "spoil", "foreign")))
def test_losing_the_memory_changes_nothing(files: Files, loss: str) -> None:
    with empty_vault() as (root, memory):
        first = run(fill(root, files), memory=memory)
        memo = memory / "memo.sqlite"
        data = memo.read_bytes()
        memo.unlink()
        if loss != "delete":
            spoilt = {"cut": data[: len(data) // 2], "spoil": data[:2000] + b"\xff" * 3000, "foreign": b"not ours\n"}
            memo.write_bytes(spoilt[loss])
        same(run(root, memory=memory), first)
        same(run(root, memory=memory), first)


# --- order ---


@examples(15)
@given(vaults(), st.randoms(use_true_random=False))
def test_the_order_in_which_files_were_made_changes_no_byte(files: Files, random: Random) -> None:
    order = list(files)
    random.shuffle(order)
    with empty_vault() as (one, _), empty_vault() as (other, _):
        same(run(fill(one, files)), run(fill(other, {path: files[path] for path in order})))


# --- nothing of the user's changes, and nothing is written twice ---


@examples(15)
@given(vaults())
def test_notes_stay_as_they_are_and_a_second_run_writes_nothing(files: Files) -> None:
    with empty_vault() as (root, memory):
        before = fingerprints(fill(root, files))
        run(root, memory=memory, write=True)
        after = fingerprints(root)
        assert {path: after[path] for path in before} == before
        new = {path for path in after if path not in before and not path.startswith("Reports/Briefs")}
        assert new <= {"Reports", *(f"Reports/{name}.md" for name in REPORTS)}
        run(root, memory=memory, write=True)
        assert fingerprints(root) == after


# --- what is remembered is what was read ---


@examples(150)
@given(paths(), notes())
def test_what_is_remembered_of_a_note_is_what_it_says(path: str, data: bytes) -> None:
    with empty_vault() as (root, _):
        says = read(parse_note(path, data), reading(open_vault(str(root))))
    assert load(dump(says), path) == says


# --- nothing raises, whatever the bytes ---


@examples(60)
@given(
    st.one_of(
        st.binary(max_size=200), st.text(max_size=80).map(lambda text: f"---\n{text}\n---\n".encode("utf-8", "replace"))
    )
)
def test_any_bytes_may_stand_in_a_note(data: bytes) -> None:
    with empty_vault() as (root, _):
        run(fill(root, {"People/Ana.md": data, "Daily/2026-06-01.md": data + b"\n- [[Ana]] " + data, "Bo.md": PERSON}))


KEYS = (
    "folder",
    "format",
    "template",
    "userIgnoreFilters",
    "daily",
    "enabled",
    "templates_folder",
    "useDailyNotes",
    "x",
)
JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=9),
        st.sampled_from(("/(/", "\ud800", "[", "Do [x")),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)),
    max_leaves=6,
)


@examples(60)
@given(st.sampled_from(CONFIG_FILES), st.one_of(st.binary(max_size=40), JSON))
def test_any_bytes_may_stand_in_obsidians_settings(name: str, found: object) -> None:
    data = found if isinstance(found, bytes) else json.dumps(found).encode()
    with empty_vault() as (root, _):
        run(
            fill(root, {name: data, "Daily/2026-06-01.md": "- [[Ana Ruiz]]\n", "People/Ana Ruiz.md": PERSON}),
            write=True,
        )


TOML = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            (
                "[folders]",
                "[me]",
                "[ask]",
                "[[ties]]",
                'reports = "../x"',
                'reports = "R"',
                "names = 1",
                'names = ["A"]',
                "x = {",
                "[tiers]",
                'close = "30d"',
                "close = 1979-05-27",
                'zone = "Mars"',
                "half_life = nan",
                "half_life = -1",
                'people = ["/", "~"]',
            )
        ),
    ),
    max_size=5,
).map("\n".join)


@examples(60)
@given(st.one_of(st.binary(max_size=60), TOML.map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_may_stand_in_our_settings(data: bytes) -> None:
    with empty_vault() as (root, _):
        run(fill(root, {"vaultkit.toml": data, "People/Ana.md": PERSON}))


@examples(25)
@given(st.sampled_from(REPORTS), st.binary(max_size=80), st.booleans(), st.integers(0, 400))
def test_any_bytes_may_stand_where_a_report_goes_and_stay(name: str, data: bytes, grown: bool, at: int) -> None:
    with empty_vault() as (root, _):
        run(fill(root, {"People/Ana.md": PERSON}), write=True)
        page = root / "Reports" / f"{name}.md"
        found = page.read_bytes()
        page.write_bytes(found[:at] + data + found[at:] if grown else data)
        kept = page.read_bytes()
        done = run(root, write=True)
        if page.read_bytes() != kept:  # only a page that is ours is ever renewed
            assert data in page.read_bytes()
        assert run(root, write=True).reports == done.reports


@examples(20)
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_may_stand_in_the_memory(data: bytes, grown: bool) -> None:
    with empty_vault() as (root, memory):
        first = run(
            fill(root, {"People/Ana Ruiz.md": PERSON, "Daily/2026-06-01.md": "- [[Ana Ruiz]]\n"}), memory=memory
        )
        memo = memory / "memo.sqlite"
        memo.write_bytes(memo.read_bytes()[: -len(data) or None] + data if grown else data)
        same(run(root, memory=memory), first)


# --- reports of hostile names and texts are reports, and nothing else ---


@examples(40)
@given(hostile_texts())
def test_a_hostile_text_changes_nothing_of_a_reports_structure(text: str) -> None:
    with empty_vault() as (one, _), empty_vault() as (other, _):
        hostile = run(fill(one, _told(text))).reports
        plain = run(fill(other, _told("plain words"))).reports
    for name in (*REPORTS[:-1], BRIEF):
        _is_ours(hostile[name], {path.removesuffix(".md") for path in _told("")})
        assert _blocks(hostile[name]) == _blocks(plain[name])


@examples(40)
@given(hostile_names(), hostile_texts())
def test_hostile_names_leave_a_reports_structure_ours(name: str, text: str) -> None:
    files = {
        f"People/{name}.md": PERSON.replace(
            "\n---", f"\ncadence: 7d\n{yaml_text(name)}: 1\n{yaml_text(name)}: 2\n---", 1
        )
    }
    days = {f"2026-0{month}-0{day}.md": f"- [[{name}]] {text}\n- [x](<{name}>)\n" for month in (3, 4) for day in (1, 5)}
    met = {
        "met.md": "---\ntype: interaction\ndate: 2026-05-09\n"
        f"people: [{yaml_text(f'[[{name}]]')}, {yaml_text(name)}]\n---\n",
        "bad.md": f"---\ntype: person\naliases: [{yaml_text(name)}]\ncadence: {yaml_text(text)}\n"
        f"status: {yaml_text(name)}\n---\n",
    }
    with empty_vault() as (root, _):
        done = run(fill(root, {**files, **days, **met}))
    targets = {note.path.removesuffix(".md") for note in done.state.look.notes} | {*done.state.network.people}
    for page in done.reports.values():
        _is_ours(page, targets)


FAVOURS = (
    ("asked", "declined"),
    ("asked", "pending"),
    ("received_ask", "pending"),
    ("received", "done"),
    ("given", "done"),
)


def _told(text: str) -> dict[str, str]:
    """A small vault in which a text stands wherever a report shows the user's words."""
    said = yaml_text(re.sub(r"\{\{|<%", "{ %", text))  # in properties these would make the note a template
    line = " ".join(text.split())
    person = PERSON.replace("\n---", "\ncadence: 7d\nbirthday: 1980-07-02\n---", 1)
    met = "---\ntype: interaction\ndate: {}\npeople: ['[[Ana]]', '[[Bo]]']\ntopic: {}\n"
    met += "direction: {}\nchannel: letter\n---\n"
    favour = "---\ntype: favor\ndirection: {}\nperson: '[[Ana]]'\nwhat: {}\nasked: 2026-05-0{}\nstatus: {}\n---\n"
    return {
        "People/Ana.md": person,
        "People/Bo.md": person,
        **{f"Met {day}.md": met.format(day, said, way) for day, way in (("2026-01-05", "in"), ("2026-02-05", "out"))},
        "Plan.md": met.format("2026-07-03", said, "mutual").replace("channel: letter", "channel: lunch"),
        **{f"Favour {at}.md": favour.format(way, said, at, status) for at, (way, status) in enumerate(FAVOURS, 1)},
        "Promise.md": f"---\ntype: promise\nowner: me\nto: '[[Ana]]'\nwhat: {said}\ndue: 2026-06-01\n---\n",
        "Meeting.md": f"---\ntype: introduction\nintroducer: me\na: '[[Ana]]'\nb: '[[Bo]]'\nwhy_a: {said}\n"
        "status: asked\nasked: 2026-05-01\n---\n",
        "2026-03-01.md": f"- [[Bo]] said {line}\n",
    }


MARKDOWN = MarkdownIt("commonmark").enable("table")
CODE = re.compile(r"^```.*?^```$|(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)", re.MULTILINE | re.DOTALL)
WIKILINK = re.compile(r"(?<!\\)\[\[((?:[^\]\\|]|\\(?!\|))*)(?:\\?\|[^\]]*)?\]\]")


def _is_ours(page: str, targets: set[str]) -> None:
    """A report holds no HTML, no link but to notes, no cell too many, and nothing a plug-in would take for its own."""
    reports = {f"Reports/{name}" for name in REPORTS}
    tokens = [token for block in MARKDOWN.parse(page) for token in (block, *(block.children or ()))]
    assert not [token for token in tokens if token.type in ("html_block", "html_inline", "image", "code_block")]
    linked = {unquote(str(token.attrs["href"])).removesuffix(".md") for token in tokens if token.type == "link_open"}
    assert linked <= targets, linked - targets
    assert all(
        "\n" not in token.content.strip("\n") or token.info == "mermaid" for token in tokens if token.type == "fence"
    )
    prose = CODE.sub("`code`", page)
    assert {found[1].strip() for found in WIKILINK.finditer(prose)} <= {name.strip() for name in targets} | reports
    _has_even_tables(page)
    _means_nothing_to_plugins(page, prose)


def _has_even_tables(page: str) -> None:
    rows = [re.split(r"(?<!\\)\|", line) for line in CODE.sub("code", page).splitlines() if line.startswith("|")]
    width = 0
    for row in rows:
        width = len(row) if {"".join(cell.split()).strip(":") for cell in row[1:-1]} == {"---"} else width
    starts = [at for at, row in enumerate(rows) if {"".join(cell.split()).strip(":-") for cell in row[1:-1]} == {""}]
    for at in starts:
        width = len(rows[at])
        assert len(rows[at - 1]) == width
        following = rows[at + 1 : next((later - 1 for later in starts if later > at), len(rows))]
        assert all(len(row) == width for row in following)


def _means_nothing_to_plugins(page: str, prose: str) -> None:
    assert not re.search(r"\{\{|<%", page)
    assert not re.search(r"(?<!\\)`\s*\$?=", page)
    assert "::" not in prose.replace("\\:", "")
    assert not re.search(r"^[-\s\d\w/]*`?[\w\s/-]+`?::", page, re.MULTILINE)  # a field that takes a whole line
    assert not re.search(r"[\[(][^\[\]()]*::", page)  # a field in brackets
    assert len(re.findall(r"%%(?!\d)", prose)) - 4 == 0
    assert not re.search(r"(?<!\S)#(?!\s|#)", re.sub(r"^#+ ", "", prose, flags=re.MULTILINE))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029]", page)


def _blocks(page: str) -> list[tuple[str, str, int]]:
    """The structure of a page: its blocks, without what stands in them."""
    return [(token.type, token.tag, token.level) for token in MARKDOWN.parse(page) if not _in_fence(token)]


def _in_fence(token: Token) -> bool:
    return token.type == "fence" and token.info == "mermaid"
