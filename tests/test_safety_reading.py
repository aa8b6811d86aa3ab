"""What a vault may hold, and what comes of it: a problem at most, for that note alone, in bounded time and memory."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from program import PERSON, cache, command, fill, fingerprints, invoke, memory_of, run, vaultkit
from strategies import HOSTILE, yaml_text

from vaultkit.reports import REPORTS

MIB = 1024  # KiB
KEPT = {"People/Ana Ruiz.md": PERSON, "Daily/2026-06-01.md": "- [[Ana Ruiz]] coffee\n"}


def days_with_ana(root: Path) -> int:
    """The one thing every vault here says, beside what is wrong with it."""
    return len(run(root).state.network.between("People/Ana Ruiz.md").touches)


# --- bytes ---


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(128, 256)) * 9, "not-utf-8", id="an image"),
        pytest.param("- [[Ana Ruiz]]".encode("utf-16"), "not-utf-8", id="UTF-16"),
        pytest.param(b"---\ntype: person\naliases: [\xff]\n---\n", "not-utf-8", id="Latin-1"),
        pytest.param(b"\0" * 4096, "not-text", id="NULs"),
        pytest.param(b"---\na: \0\n---\n", "control-character", id="a NUL among the properties"),
        pytest.param(b"---\ntype: person\n", "unclosed-front-matter", id="cut short"),
        pytest.param(b"---\n<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> b\n---\n", "conflict-markers", id="a merge"),
        pytest.param(b"---\n- a\n---\n", "no-properties", id="a list"),
        pytest.param(b"---\njust words\n---\n", "no-properties", id="words"),
        pytest.param(b"---\na: 1\na: 2\n---\n", "duplicate-key", id="a key twice"),
        pytest.param(b"---\n{a: b}: 1\n---\n", "key-not-text", id="a mapping as a key"),
        pytest.param(b"---\ntype: interaction\ndate: 2020-13-45\n---\n", "bad-date", id="a day that is none"),
        pytest.param(b"---\ntype: person\ncadence: " + b"9" * 5000 + b"\n---\n", "bad-cadence", id="a long number"),
        pytest.param(b"---\na:\n\tb: 1\n---\n", "yaml-tab", id="a tab"),
    ],
)
def test_bad_bytes_cost_that_note_alone_and_are_told(tmp_path: Path, data: bytes, code: str) -> None:
    fill(tmp_path, {**KEPT, "Bad.md": data})
    before = fingerprints(tmp_path)
    assert code in run(tmp_path).told("Bad.md")
    assert days_with_ana(tmp_path) == 1
    assert fingerprints(tmp_path) == before


BOMBS = {
    "sequences": "a: " + "[" * 100_000,
    "mappings": "{a: " * 40_000,
    "dashes": "- " * 60_000,
    "questions": "? " * 60_000,
    "aliases": "a: &a [x,x]\n"
    + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)},*{chr(97 + i)}]\n" for i in range(20)),
    "merges": "x0: &x0 {a: 1}\n" + "".join(f"x{i + 1}: &x{i + 1} {{<<: [*x{i}, *x{i}]}}\n" for i in range(25)),
    "itself": "a: &a [*a]\nb: &b {b: *b}\n",
    "sixties": "a: " + "1:" * 60_000 + "1\n",
    "digits": "a: " + "9" * 200_000 + "\n",
    "objects": "a: !!python/object/apply:os.mkdir ['PLACE']\nb: !!python/name:os.system\n",
    "keys": "".join(f"key{at}: {at}\n" for at in range(5_000)),
}


def test_what_follows_a_refused_value_is_told_truly(tmp_path: Path) -> None:
    refused = "a: &a " + "[" * 80 + "\nb: [*a]\n"
    (tmp_path / "Deep.md").write_text(f"---\n{refused}---\n")
    deep, lost = run(tmp_path).problems
    assert (deep.place.line, deep.code) == (2, "yaml-too-deep")
    assert (lost.place.line, lost.message) == (3, "`*a` refers to nothing; put text that starts with `*` in quotes")


def test_no_front_matter_takes_the_process_down_or_runs_code(tmp_path: Path) -> None:
    place = tmp_path / "made by a note"
    bombs = {f"Bomb {name}.md": f"---\n{text.replace('PLACE', str(place))}\n---\n" for name, text in BOMBS.items()}
    fill(tmp_path / "vault", {**KEPT, **bombs})
    done = vaultkit(tmp_path / "vault", "check", "--format", "csv")
    assert done.returncode == 3, done.stderr
    assert {name for name in bombs if name in done.stdout} >= {
        f"Bomb {name}.md" for name in ("sequences", "aliases", "itself")
    }
    assert "Traceback" not in done.stderr
    assert not place.exists()
    assert days_with_ana(tmp_path / "vault") == 1


SHAPES = (
    "[",
    ">",
    "- ",
    "> - ",
    "*a ",
    "**a _b ",
    "![[](",
    "[[",
    "<",
    "<a ",
    "<!--",
    "`",
    "&",
    "$",
    "%%",
    "|",
    "[^1]",
    "\\",
    "[a:: ",
    "(a:: ",
)


def nasty(root: Path, scale: int) -> Path:
    """A vault of everything long, deep and repeated; the largest note has `scale` MB."""
    deep = {f"Deep {at}.md": shape * (100 * scale) for at, shape in enumerate(SHAPES)}
    steps = {
        f"Steps {at}.md": "".join(shape * min(n, 99) + "\n" for n in range(4 * scale))
        for at, shape in enumerate(SHAPES)
    }
    dated = {f"2026-05-{at + 1:02}.md": (shape * 40 + " [[Ana Ruiz]] ") * scale for at, shape in enumerate(SHAPES)}
    bombs = {f"Bomb {name}.md": f"---\n{text}\n---\n" for name, text in BOMBS.items()}
    long = {
        "Huge.md": "---\ntype: person\n---\n" + "[[Ana Ruiz]] and more text\n" * (scale * 40_000),
        "Line.md": "x" * (scale * 90_000),
        "Row of links.md": " ".join(f"[[Nobody {at}]]" for at in range(scale * 100)),
        "Links.md": "".join(f"- 2026-05-01 [[Nobody {at}]]\n" for at in range(scale * 20)),
    }
    return fill(root, {**KEPT, **deep, **steps, **dated, **bombs, **long})


# A small process between: on Linux a process begins its peak at what its parent held, and the tests hold much by now.
MEASURE = """
import os, sys
quiet = [(os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, used = os.wait4(process, 0)
print(used.ru_utime + used.ru_stime, used.ru_maxrss, os.waitstatus_to_exitcode(status))
"""


def measured(root: Path) -> tuple[float, int, int]:
    """A run of `vaultkit report` in a process of its own → seconds of work, KiB of memory at most, its exit code."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", MEASURE, *command(root, "report")],
        env={**os.environ, **cache(root)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    seconds, memory, code = done.stdout.split()
    return float(seconds), int(memory), int(code)


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss counts KiB on Linux")
def test_a_nasty_vault_takes_bounded_time_and_memory(tmp_path: Path) -> None:
    seconds, memory, code = measured(nasty(tmp_path, 12))
    assert code == 0
    assert seconds < 60
    assert memory < 512 * MIB
    assert (tmp_path / "Reports" / "Problems.md").exists()


def test_names_and_messages_of_any_length_leave_the_reports_readable(tmp_path: Path) -> None:
    long = {
        **{
            f"People/{name}.md": f"---\ntype: person\nname: {'N' * 90_000}\naliases: [{'A' * 50_000}]\n{more}---\n"
            for name, more in (("Long", f"cadence: {'9' * 50_000}\n"), ("Other", ""))
        },
        "Plan.md": f"---\ntype: interaction\ndate: 2026-07-03\npeople: ['[[Long]]']\ntopic: {'t' * 90_000}\n---\n",
        "Met.md": f"---\ntype: interaction\ndate: 2026-06-03\npeople: ['[[{'B' * 9_000}]]', '[[Long]]']\n---\n",
        "Owed.md": f"---\ntype: promise\nowner: me\nto: '[[Long]]'\nwhat: {'w' * 90_000}\n---\n",
        **{f"Dir {at}/Twin.md": PERSON for at in range(300)},
        "2026-06-04.md": "- [[Twin]] lunch\n",
        "2026-06-05.md": "- asked:: [[Long]] a thing\n" * 300 + "- granted:: [[Long]]\n",
    }
    reports = run(fill(tmp_path, long)).reports
    assert max(len(line) for page in reports.values() for line in page.splitlines()) < 1_500


# --- files ---


def test_nothing_outside_the_vault_is_read_and_nothing_is_read_twice(tmp_path: Path) -> None:
    outside = fill(
        tmp_path / "outside",
        {"Secret.md": "- 2026-06-02 [[Ana Ruiz]] secret\n", "Deep/Other.md": "- 2026-06-03 [[Ana Ruiz]]\n"},
    )
    root = fill(tmp_path / "vault", KEPT)
    (root / "Secret.md").symlink_to(outside / "Secret.md")
    (root / "Linked").symlink_to(outside)
    (root / "Loop").symlink_to(root)
    (root / "Around.md").symlink_to("Around.md")
    (root / "Again.md").symlink_to(root / "Daily" / "2026-06-01.md")
    os.link(root / "Daily" / "2026-06-01.md", root / "Hard 2026-06-01.md")
    (root / ".obsidian").symlink_to(outside)
    done = run(root)
    assert [touch.day.day for touch in done.state.network.between("People/Ana Ruiz.md").touches] == [1]
    assert {"link-leaves-vault", "link-broken", "same-file"} <= done.codes
    assert done.told("Secret.md") == {"link-leaves-vault"}


def test_pipes_and_folders_named_like_notes_block_nothing(tmp_path: Path) -> None:
    fill(tmp_path, {**KEPT, "Folder.md/2026-06-02.md": "- [[Ana Ruiz]]\n"})
    os.mkfifo(tmp_path / "Pipe.md")
    os.mkfifo(tmp_path / "vaultkit.toml")
    done = vaultkit(tmp_path, "check", "--format", "csv", timeout=20)
    assert done.returncode == 3, done.stderr
    assert "Pipe.md,1,not-a-file" in done.stdout
    assert days_with_ana(tmp_path) == 2


def test_twins_are_told_and_one_of_them_is_chosen_the_same_every_time(tmp_path: Path) -> None:
    composed, decomposed = (unicodedata.normalize(form, "José Sá") for form in ("NFC", "NFD"))
    people = [f"People/{name}.md" for name in ("ana ruiz", "Old/Ana Ruiz", composed, decomposed)]
    fill(tmp_path / "one", {**KEPT, **dict.fromkeys(people, PERSON), "2026-06-02.md": f"- [[{decomposed}]]\n"})
    fill(
        tmp_path / "two", {"2026-06-02.md": f"- [[{decomposed}]]\n", **dict.fromkeys(reversed(people), PERSON), **KEPT}
    )
    one, two = run(tmp_path / "one"), run(tmp_path / "two")
    assert one.reports == two.reports
    assert {"case-twin", "name-twin", "same-name", "ambiguous-link"} <= one.codes
    assert len(one.state.network.between("People/Ana Ruiz.md").touches) == 1
    assert len(one.state.network.between(f"People/{composed}.md").touches) == 1


NAMES = (
    *HOSTILE,
    "x" * 240,
    "é" * 120,
    " blank ",
    "trailing.",
    "CON",
    "~x",
    "per%20cent",
    "__proto__",
    "a" * 3 + "\u0301" * 60,
)


def test_every_name_a_disk_can_hold_is_a_name(tmp_path: Path) -> None:
    met = "---\ntype: interaction\ndate: 2026-05-01\n"
    fill(tmp_path, KEPT)
    for name in NAMES:
        if "/" not in name and len(name.encode()) < 250:
            fill(tmp_path, {f"People/{name}.md": PERSON})
            fill(
                tmp_path,
                {f"Met {NAMES.index(name)}.md": f"{met}people: [{yaml_text(f'[[{name}]]')}]\n---\n"},
            )
    with open(os.fsencode(tmp_path) + b"/People/\xff\xfe.md", "wb") as file:
        file.write(PERSON.encode())
    done = vaultkit(tmp_path, "report")
    assert done.returncode == 0, done.stderr
    assert "name-not-utf-8" in run(tmp_path).codes
    assert days_with_ana(tmp_path) == 1


# --- what notes say ---


def test_impossible_and_far_days_are_told_and_leave_the_sums_alone(tmp_path: Path) -> None:
    met = "---\ntype: interaction\ndate: {}\npeople: ['[[Ana Ruiz]]']\n---\n"
    days = ("0001-01-01", "9999-12-31", "2026-02-30", "0000-00-00", "2026-07-04", "99999-01-01", "12026-06-01")
    notes = {f"Met {at}.md": met.format(day) for at, day in enumerate(days)}
    card = PERSON.replace("\n---", "\nbirthday: --02-29\nmet: 0001-01-01\nlast_contact: 9999-12-31\n---", 1)
    done = run(fill(tmp_path, {**KEPT, **notes, "People/Bo Lee.md": card, "2026-06-05.md": "- [[Bo Lee]]\n"}))
    assert {"bad-date", "far-future"} <= done.codes
    touches = done.state.network.between("People/Ana Ruiz.md").touches
    assert [touch.day.isoformat() for touch in touches] == ["0001-01-01", "2026-06-01"]
    assert [touch.day.isoformat() for touch in done.state.network.between("People/Ana Ruiz.md").planned] == [
        "2026-07-04",
        "9999-12-31",
    ]
    standing = done.state.findings.standings["People/Ana Ruiz.md"]
    assert standing.tie is not None
    assert standing.tie.last_contact.isoformat() == "2026-06-01"


@pytest.mark.parametrize("day", ["0001-01-01", "1900-02-28", "2024-02-29", "9999-12-31"])
def test_every_day_can_be_reported_for(tmp_path: Path, day: str) -> None:
    fill(tmp_path, {**KEPT, "People/Bo Lee.md": PERSON.replace("\n---", "\nbirthday: --02-29\ncadence: 30d\n---", 1)})
    done = run(tmp_path, today=date.fromisoformat(day), write=True)
    assert {*done.reports} == {report.name for report in REPORTS}


def test_links_to_nobody_to_itself_and_to_anothers_alias_are_told(tmp_path: Path) -> None:
    notes = {
        **KEPT,
        "People/Bo Lee.md": "---\ntype: person\naliases: [Ana Ruiz, Bo]\n---\n[[Bo Lee]] [[#here]] [[]]\n",
        "Met.md": "---\ntype: interaction\ndate: 2026-06-02\npeople: ['[[Nobody Atall]]', '[[Bo]]']\n---\n",
    }
    done = run(fill(tmp_path, notes))
    assert {"link-to-nobody", "alias-link"} <= done.told("Met.md")
    assert "shared-alias" in done.told("People/Bo Lee.md")
    assert days_with_ana(tmp_path) == 1


def test_copies_made_by_sync_programs_are_no_second_person(tmp_path: Path) -> None:
    copies = (
        "Ana Ruiz.sync-conflict-20261122-101112-ABCDEFG",
        "Ana Ruiz (Conflicted copy Phone 202611221011)",
        "Ana Ruiz (Ben's conflicted copy 2026-11-22)",
    )
    done = run(fill(tmp_path, {**KEPT, **{f"People/{name}.md": PERSON for name in copies}, ".Bo Lee.md.icloud": b"x"}))
    assert [*done.state.network.people] == ["People/Ana Ruiz.md"]
    assert all("People/Ana Ruiz.md" in problem.message for problem in done.problems)
    assert len(done.problems) == len(copies)


def test_what_editors_leave_behind_is_no_note(tmp_path: Path) -> None:
    litter = (
        ".Bo Lee.md.swp",
        "Bo Lee.md~",
        "Bo Lee.md.tmp",
        "#Bo Lee.md#",
        "4913",
        ".goutputstream-X1",
        "~$Bo Lee.md",
        ".#Bo Lee.md",
    )
    done = run(fill(tmp_path, {**KEPT, **{f"People/{name}": PERSON for name in litter}}))
    assert [*done.state.network.people] == ["People/Ana Ruiz.md"]


# --- settings and what is remembered ---


def test_all_mistakes_in_the_settings_are_told_at_once_and_nothing_is_done(tmp_path: Path) -> None:
    text = '[folders]\nreports = "../.."\npeople = ["/etc", "~/People"]\nexlude = []\n[ties]\nhorizon = "ninety"\n'
    fill(tmp_path, {**KEPT, "vaultkit.toml": text})
    before = fingerprints(tmp_path)
    done = invoke(tmp_path, "report")
    assert done.exit_code == 2
    told = [line.split(": ")[0] for line in done.stderr.splitlines() if line.startswith("vaultkit.toml:")]
    assert told == ["vaultkit.toml:2", "vaultkit.toml:3", "vaultkit.toml:3", "vaultkit.toml:4", "vaultkit.toml:6"]
    assert "`exclude`" in done.stderr
    assert fingerprints(tmp_path) == before


@pytest.mark.parametrize(
    "place",
    ["../..", "/tmp/reports", "~/Reports", "C:/Reports", "//server/Reports", "Reports/../..", ".", "", ".trash"],
)
def test_reports_can_be_written_to_no_place_but_in_the_vault(tmp_path: Path, place: str) -> None:
    fill(tmp_path, {**KEPT, "vaultkit.toml": f'[folders]\nreports = "{place}"\n'})
    done = invoke(tmp_path, "report")
    assert done.exit_code == 2, done.output
    assert "vaultkit.toml:2: `folders.reports`" in done.stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["Daily", "People", "vaultkit.toml"]


def spoil_nothing(memory: Path) -> None:
    """The memory as the last run left it."""


def spoil_by_cutting(memory: Path) -> None:
    for file in memory.iterdir():
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def spoil_by_noise(memory: Path) -> None:
    noise = random.Random(7)
    for file in memory.iterdir():
        data = bytearray(file.read_bytes())
        for _ in range(400):
            data[noise.randrange(len(data))] = noise.randrange(256)
        file.write_bytes(data)


def spoil_by_another_program(memory: Path) -> None:
    for file in memory.iterdir():
        file.write_text("another program's file\n" * 500)


def spoil_by_folders(memory: Path) -> None:
    for file in [*memory.iterdir()]:
        file.unlink()
        file.mkdir()
        (file / "full").write_text("of something")


def spoil_by_a_link(memory: Path) -> None:
    for file in [*memory.iterdir()]:
        file.rename(memory.parent / file.name)
        file.symlink_to(memory.parent / file.name)


def spoil_by_a_file(memory: Path) -> None:
    for file in [*memory.iterdir()]:
        file.unlink()
    memory.rmdir()
    memory.write_text("in the way")


SPOILERS = (
    spoil_nothing,
    spoil_by_cutting,
    spoil_by_noise,
    spoil_by_another_program,
    spoil_by_folders,
    spoil_by_a_link,
    spoil_by_a_file,
)


@pytest.mark.parametrize("spoil", SPOILERS)
def test_whatever_became_of_the_memory_the_reports_are_the_same(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    root = fill(tmp_path / "vault", KEPT)
    assert invoke(root, "report").exit_code == 0
    pages = fingerprints(root)
    spoil(memory_of(root))
    fill(root, {"Daily/2026-06-02.md": "- [[Ana Ruiz]] lunch\n"})
    done = invoke(root, "report")
    assert done.exit_code == 0, done.output
    assert len([line for line in done.stderr.splitlines() if "cache" in line]) <= 1
    assert days_with_ana(root) == 2
    (root / "Daily" / "2026-06-02.md").unlink()
    assert invoke(root, "report").exit_code == 0
    assert {path: each[4] for path, each in fingerprints(root).items()} == {
        path: each[4] for path, each in pages.items()
    }


def test_the_memory_of_one_vault_is_not_believed_for_another(tmp_path: Path) -> None:
    one, other = fill(tmp_path / "one", KEPT), fill(tmp_path / "two", {**KEPT, "People/Bo Lee.md": PERSON})
    for root in (one, other):
        assert invoke(root, "report").exit_code == 0
    for file in memory_of(one).iterdir():
        (memory_of(other) / file.name).write_bytes(file.read_bytes())
    done = invoke(other, "ties", "--all", "--format", "csv")
    assert "Bo Lee" in done.stdout


def test_a_folder_that_cannot_hold_the_memory_stops_nothing(tmp_path: Path) -> None:
    done = vaultkit(fill(tmp_path, KEPT), "report", env={"VAULTKIT_CACHE": "/proc/no such place"})
    assert done.returncode == 0
    assert "going on without a cache" in done.stderr
