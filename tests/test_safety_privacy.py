"""Nothing leaves this machine, nothing is open to others on it, and what is printed harms no program that reads it."""

from __future__ import annotations

import ast
import csv
import io
import json
import os
import pty
import re
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar
from xml.etree import ElementTree

import pytest
from program import PERSON, START, cache, command, fill, invoke, vaultkit
from strategies import HOSTILE, yaml_text

import vaultkit as package

SECRET = "the words nobody else may read"
NOTES = {
    "People/Ana Ruiz.md": PERSON.replace("\n---", f"\nemail: ana@{'example'}.org\nphone: '+4930123456'\n---", 1),
    "Daily/2026-06-02.md": f"- [[Ana Ruiz]] {SECRET}\n",
    "Bad.md": f"---\ntype: interaction\ndate: {SECRET}\npeople: [\n---\n{SECRET}\n",
}


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A small vault with something to keep to itself."""
    return fill(tmp_path / "vault", NOTES)


# --- nothing is sent, and nothing outside is touched ---

WATCHED = """
import os, sys
BANNED = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "os.system", "os.exec", "os.posix_spawn", "os.spawn",
          "subprocess.Popen", "pty.spawn", "webbrowser.open")
PLACES = tuple(os.path.realpath(place) for place in sys.argv.pop(1).split(os.pathsep))
WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
def watch(event, args):
    if event.startswith(BANNED):
        print("BANNED", event, args, file=sys.stderr)
        os._exit(99)
    if event == "open" and isinstance(args[0], (str, bytes)) and (args[2] or 0) & WRITE:
        at = os.fsdecode(args[0])
        if os.path.isabs(at) and not os.path.realpath(at).startswith(PLACES) and at != os.devnull:
            print("WRITES", at, file=sys.stderr)
            os._exit(98)
sys.addaudithook(watch)
sys.dont_write_bytecode = True
"""


@pytest.mark.parametrize(
    "words",
    [
        ("report",),
        ("report", "--stdout"),
        ("check",),
        ("graph", "--format", "json"),
        ("export",),
        ("person", "Ana Ruiz"),
    ],
)
def test_no_connection_is_made_no_program_started_and_nothing_written_elsewhere(
    vault: Path, words: tuple[str, ...]
) -> None:
    places = os.pathsep.join([str(vault), cache(vault)["VAULTKIT_CACHE"]])
    done = subprocess.run(
        [sys.executable, "-c", WATCHED + START, places, *command(vault, *words)[3:]],
        env={**os.environ, **cache(vault)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 3), done.stderr
    assert "BANNED" not in done.stderr


def test_it_works_without_any_network(vault: Path) -> None:
    words = ("unshare", *(() if os.geteuid() == 0 else ("--map-root-user",)), "--net")
    try:
        able = subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        able = False
    if not able:
        pytest.skip("needs `unshare --net`, as root or in a user namespace")
    done = vaultkit(vault, "report", wrap=words)
    assert done.returncode == 0, done.stderr


HOME = Path(package.__file__).parent
FORBIDDEN = {"eval", "exec", "compile", "__import__"}
MODULES = set("pickle marshal shelve socket urllib.request http http.client ftplib smtplib subprocess code".split())
ALLOWED = {
    "watch/notify.py": {"socket"},  # systemd's own, which never leaves the machine: AF_UNIX and nothing else
    "cli/service.py": {"subprocess"},  # by an explicit command, after asking: systemctl, launchctl, schtasks
}
FAMILIES = {"AF_UNIX"}

Node = TypeVar("Node", bound=ast.AST)


def _of(kind: type[Node], tree: ast.AST) -> Iterator[Node]:
    return (node for node in ast.walk(tree) if isinstance(node, kind))


def test_no_code_of_ours_evaluates_text_unpickles_or_knows_the_network() -> None:
    for source in HOME.rglob("*.py"):
        tree = ast.parse(source.read_text())
        called = {call.func.id for call in _of(ast.Call, tree) if isinstance(call.func, ast.Name)}
        imported = {alias.name for each in _of(ast.Import, tree) for alias in each.names}
        imported |= {each.module or "" for each in _of(ast.ImportFrom, tree)}
        methods = {each.attr for each in _of(ast.Attribute, tree)}
        assert not called & FORBIDDEN, source
        assert not (imported & MODULES) - ALLOWED.get(source.relative_to(HOME).as_posix(), set()), source
        assert not {each for each in methods if each.startswith(("AF_", "PF_"))} - FAMILIES, source
        assert not methods & {"create_connection", "create_server", "socketpair", "fromfd", "getaddrinfo"}, source
        assert not [each for each in _of(ast.keyword, tree) if each.arg == "shell"], source
        assert not methods & {"system", "popen", "unsafe_load", "full_load", "load_all"}, source


# --- nothing is open to others ---


@pytest.mark.skipif(os.name != "posix", reason="other systems have other rights")
@pytest.mark.parametrize("umask", ["000", "077", "777"])
def test_what_is_kept_outside_the_vault_is_for_the_user_alone(vault: Path, umask: str) -> None:
    for day in ("2026-06-29", "2026-06-30"):
        done = vaultkit(vault, "check", "--today", day, wrap=("bash", "-c", f'umask {umask}; exec "$@"', "bash"))
        assert done.returncode == 3, done.stderr
    base = Path(cache(vault)["VAULTKIT_CACHE"])
    found = {path: stat.S_IMODE(path.lstat().st_mode) for path in (base, *base.rglob("*"))}
    assert len(found) >= 3
    assert all(mode == (0o700 if path.is_dir() else 0o600) for path, mode in found.items()), found


@pytest.mark.skipif(os.name != "posix", reason="other systems have other rights")
def test_reports_are_as_open_as_the_user_has_files_made(vault: Path) -> None:
    wrap = ("bash", "-c", 'umask 027; exec "$@"', "bash")
    assert vaultkit(vault, "report", wrap=wrap).returncode == 0
    page = vault / "Reports" / "Overview.md"
    assert stat.S_IMODE(page.stat().st_mode) == 0o640
    page.chmod(0o600)
    assert vaultkit(vault, "report", "--today", "2026-08-01", wrap=wrap).returncode == 0
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_what_is_said_on_the_way_holds_nothing_that_stands_in_a_note(vault: Path) -> None:
    (vault / "Reports").mkdir()
    (vault / "Reports" / "Overview.md").write_text(SECRET)
    for words in (
        ("report",),
        ("report", "--only", "Problems"),
        ("ties",),
        ("person", "Nobody"),
        ("report", "--today", "2026-08-01"),
    ):
        said = invoke(vault, *words).stderr
        assert not re.search(f"{SECRET}|ana@|493012", said)


# --- what is printed ---

FORMULAS = ("=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "\rx")
QUOTES = ("a,b", 'q"uote', "]]", "<b>", "| x", "`x`", "\x1b]0;title\x07", "\x9b31m")
NAMES = [*(name for name in HOSTILE if "/" not in name and not name.isprintable()), *FORMULAS, *QUOTES]


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A vault whose names and texts are made to harm whoever prints them."""
    root = fill(tmp_path / "hostile", NOTES)
    for at, name in enumerate(NAMES):
        met = f"---\ntype: interaction\ndate: 2026-06-0{at % 9 + 1}\ntopic: {yaml_text(name)}\n"
        met += f"people: [{yaml_text(f'[[{name}]]')}]\n---\n"
        person = f"---\ntype: person\naliases: [{yaml_text(name)}]\ncadence: {yaml_text(name)}\n---\n"
        fill(
            root,
            {
                f"People/{name}.md": person,
                f"Met {at}.md": met,
                f"2026-05-{at % 28 + 1:02}.md": f"- gave:: [[{name}]] {name}\n",
            },
        )
    return root


LISTINGS = (("check",), ("check", "--ignored"), ("ties", "--all"), ("reciprocity",), ("person", "=HYPERLINK(1)"))


@pytest.mark.parametrize("words", LISTINGS)
def test_a_table_has_no_control_and_no_direction_character(hostile: Path, words: tuple[str, ...]) -> None:
    said = invoke(fill(hostile, {".obsidian/app.json": '{"userIgnoreFilters": ["Bad"]}'}), *words).stdout
    assert said
    harmful = {
        char for char in said if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") and char not in "\n\u200c\u200d"
    }
    assert harmful == set()


@pytest.mark.parametrize(
    "words", [("ties", "--all", "--format", "json"), ("report", "--stdout"), ("export",), ("check", "--format", "csv")]
)
def test_on_a_terminal_nothing_that_is_printed_commands_it(hostile: Path, words: tuple[str, ...]) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command(hostile, *words),
        env={**os.environ, **cache(hostile), "NO_COLOR": "1"},
        stdout=theirs,
        stderr=subprocess.PIPE,
    )
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 65_536):
            said += part
    except OSError:  # the other end is closed
        pass
    process.wait(timeout=20)
    os.close(ours)
    text = said.decode().replace("\r\n", "\n")
    assert text
    assert {char for char in text if unicodedata.category(char) == "Cc" and char != "\n"} == set()


@pytest.mark.parametrize("words", LISTINGS)
def test_csv_is_rectangular_and_no_cell_is_a_formula(hostile: Path, words: tuple[str, ...]) -> None:
    rows = list(csv.reader(io.StringIO(invoke(hostile, *words, "--format", "csv").stdout, newline="")))
    assert len({len(row) for row in rows}) == 1
    numbers = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell and not numbers.fullmatch(cell)]
    if words[0] == "ties":
        assert "'=HYPERLINK(1)" in {row[0] for row in rows}


@pytest.mark.parametrize("words", LISTINGS)
def test_json_and_markdown_hold_every_row(hostile: Path, words: tuple[str, ...]) -> None:
    said = json.loads(invoke(hostile, *words, "--format", "json").stdout)
    rows = said if isinstance(said, list) else [said]  # one person is one object
    lines = invoke(hostile, *words, "--format", "jsonl").stdout.split("\n")
    assert [json.loads(line) for line in lines if line] == rows
    if words[0] != "person":
        table = invoke(hostile, *words, "--format", "md").stdout.split("\n")
        assert len([line for line in table if line]) == len(rows) + 2
        assert len({len(re.split(r"(?<!\\)\|", line)) for line in table if line}) == 1


def test_graphs_and_exports_of_any_names_can_be_read_again(hostile: Path) -> None:
    xml = invoke(hostile, "graph", "--format", "graphml").stdout
    assert ElementTree.fromstring(xml).tag.endswith("graphml")
    said = json.loads(invoke(hostile, "graph", "--format", "json").stdout)
    assert len(said["nodes"]) >= len({*NAMES})
    dot = invoke(hostile, "graph", "--format", "dot").stdout
    assert not [char for char in dot if unicodedata.category(char) == "Cc" and char != "\n"]
    assert len(json.loads(invoke(hostile, "export").stdout)["people"]) >= len({*NAMES})


# --- whoever reads what is printed may go away ---


@pytest.mark.parametrize(
    "words", [("report", "--stdout"), ("ties", "--all", "--format", "json"), ("check",), ("export",)]
)
def test_a_reader_that_goes_away_is_no_error(hostile: Path, words: tuple[str, ...]) -> None:
    process = subprocess.Popen(
        command(hostile, *words), env={**os.environ, **cache(hostile)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    said = process.stderr.read().decode()
    assert process.wait(timeout=20) in (0, 3)
    assert "Traceback" not in said
    assert "BrokenPipe" not in said


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_output_that_cannot_be_written_is_told(vault: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            command(vault, "report", "--stdout"),
            env={**os.environ, **cache(vault)}, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "vaultkit: the output could not be written: No space left on device\n"


@pytest.mark.parametrize("close", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_are_no_error(vault: Path, close: str) -> None:
    for _ in range(2):  # the second time nothing has changed
        done = vaultkit(vault, "report", wrap=("bash", "-c", f'exec "$@" {close}', "bash"))
        assert done.returncode == 0, done.stderr
    assert (vault / "Reports" / "Overview.md").exists()


def test_an_encoding_that_lacks_the_letters_is_no_error(hostile: Path) -> None:
    for words in (("ties", "--all"), ("report", "--stdout"), ("person", "Nobody")):
        done = vaultkit(hostile, *words, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
        assert "Traceback" not in done.stderr


def test_the_page_on_reliability_names_tests_that_exist() -> None:
    tests = Path(__file__).parent
    page = (tests.parent / "docs" / "reliability.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    there = {
        name for file in tests.glob("test_*.py") for name in re.findall(r"^def (test_\w+)", file.read_text(), re.M)
    }
    assert named - there == set()
