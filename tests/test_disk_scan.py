"""The listing of a vault: real files, links and litter in a folder."""

from __future__ import annotations

import os
import socket
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.disk.scan import Ignored, Listing, Rules, list_vault

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def put(root: Path, *paths: str) -> None:
    for path in paths:
        at = root / path
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_text(f"# {path}\n")


def listed(root: Path, rules: Rules | None = None) -> Listing:
    return list_vault(str(root), rules or Rules())


def names(found: Listing) -> list[str]:
    return [seen.path for seen in found.notes]


def codes(found: Listing) -> list[tuple[str, str]]:
    return [(problem.place.path, problem.code) for problem in found.problems]


def test_notes_are_markdown_files_sorted_by_path(tmp_path: Path) -> None:
    put(tmp_path, "b.md", "a/z.MD", "a.md", "pic.png", "a/README", "Reports/Overview.md")
    found = listed(tmp_path)
    assert names(found) == ["Reports/Overview.md", "a.md", "a/z.MD", "b.md"]
    assert found.ignored == ()
    assert found.problems == ()


def test_a_note_is_listed_with_what_tells_it_apart_from_its_next_version(tmp_path: Path) -> None:
    put(tmp_path, "People/Ana.md")
    seen = listed(tmp_path).notes[0]
    at = os.stat(tmp_path / "People/Ana.md")
    assert seen[:6] == ("People/Ana.md", "People/Ana.md", at.st_size, at.st_mtime_ns, at.st_ctime_ns, at.st_ino)
    assert seen.racy, "it was made this moment"


def test_dot_folders_and_litter_are_ignored_with_the_reason(tmp_path: Path) -> None:
    put(tmp_path, ".obsidian/app.md", ".trash/Old.md", ".hidden.md", "~$Ana.md", "Ana.md~", "#Ana.md#", "Ana.md.tmp")
    put(tmp_path, ".Ana.md.icloud", "4913", ".vaultkit-1-0a0b0c0d.tmp", "Ana.md")
    found = listed(tmp_path)
    assert names(found) == ["Ana.md"]
    assert dict(found.ignored) == {
        ".obsidian/": "a folder whose name starts with a dot is hidden",
        ".trash/": "a folder whose name starts with a dot is hidden",
        ".hidden.md": "a name that starts with a dot is hidden",
        "~$Ana.md": "the lock file of an editor",
        "Ana.md~": "left behind by an editor or a download",
        "#Ana.md#": "left behind by an editor or a download",
        "Ana.md.tmp": "left behind by an editor or a download",
        ".Ana.md.icloud": "Ana.md is in iCloud and not on this disk",
    }
    assert found.problems == ()


@pytest.mark.parametrize(
    "copy",
    [
        "Ana.sync-conflict-20261122-101112-ABCDEFG.md",
        "Ana (Conflicted copy Laptop 202611221011).md",
        "Ana (Bo's conflicted copy 2026-11-22).md",
        "Ana (conflicted copy 2026-11-22 101112).md",
        "Ana (Case Conflict).md",
        "Ana_conflict-20261122-101112.md",
        "Ana (1).md",
        "Ana-DESKTOP-1AB2C3D.md",
    ],
)
def test_a_copy_made_by_sync_is_told_with_its_original_and_not_read(tmp_path: Path, copy: str) -> None:
    put(tmp_path, "People/Ana.md", f"People/{copy}")
    found = listed(tmp_path)
    assert names(found) == ["People/Ana.md"]
    assert found.ignored == (Ignored(f"People/{copy}", "a copy of People/Ana.md made by a sync program"),)
    assert codes(found) == [(f"People/{copy}", "sync-copy")]
    assert "People/Ana.md" in found.problems[0].message


@pytest.mark.parametrize(
    "name", ["Ana 2.md", "Ana (conflict of interest).md", "Bo (1).md", "(1).md", "TOP-10.md", "~Bo.md"]
)
def test_a_name_that_only_looks_like_a_copy_is_a_note(tmp_path: Path, name: str) -> None:
    put(tmp_path, "Ana.md", name)
    assert sorted(names(listed(tmp_path))) == sorted(["Ana.md", name])


def test_in_an_icloud_vault_a_second_number_is_a_copy(tmp_path: Path) -> None:
    vault = tmp_path / "Mobile Documents" / "Vault"
    put(vault, "Ana.md", "Ana 2.md", "Bo 2.md")
    assert names(listed(vault)) == ["Ana.md", "Bo 2.md"]


def test_templates_and_excluded_paths_are_left_out(tmp_path: Path) -> None:
    put(
        tmp_path,
        "Templates/Person.md",
        "Old/Ana.md",
        "Older/Bo.md",
        "Me/Diary.md",
        "Me/Note.md",
        "A/draft 1.md",
        "B.md",
    )
    rules = Rules(templates=("templates/",), exclude=("Old", "Me/Diary", "*/draft ?.md"))
    found = listed(tmp_path, rules)
    assert names(found) == ["B.md", "Me/Note.md", "Older/Bo.md"]
    assert dict(found.ignored) == {
        "Templates/": "a template, or a folder of templates",
        "Old/": "excluded in vaultkit.toml",
        "Me/Diary.md": "excluded in vaultkit.toml",
        "A/draft 1.md": "excluded in vaultkit.toml",
    }


def test_obsidians_filters_are_prefixes_words_and_regular_expressions(tmp_path: Path) -> None:
    put(
        tmp_path, "Arch/a.md", "x/Arch/b.md", "x/c.md", "Music/x/d.md", "README.md", "Diary 2020.md", "keep/README 2.md"
    )
    found = listed(tmp_path, Rules(obsidian_filters=("arch/", "music", "README.md", r"/\d{4}\.md$/")))
    assert names(found) == ["keep/README 2.md", "x/Arch/b.md", "x/c.md"]
    assert [path for path, _ in found.ignored] == ["Arch/", "Diary 2020.md", "Music/", "README.md"]


def test_a_filter_that_is_no_regular_expression_is_told_and_the_others_count(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "b/c.md")
    found = listed(tmp_path, Rules(obsidian_filters=("/(/", "b/")))
    assert names(found) == ["a.md"]
    assert codes(found) == [(".obsidian/app.json", "obsidian-filter")]


def test_a_folder_named_like_a_note_is_entered_and_a_pipe_is_not_opened(tmp_path: Path) -> None:
    put(tmp_path, "x.md/inner.md")
    os.mkfifo(tmp_path / "pipe.md")
    with socket.socket(socket.AF_UNIX) as server:
        here = os.getcwd()
        os.chdir(tmp_path)  # a socket's path may have 100 bytes at most
        try:
            server.bind("sock.md")
        finally:
            os.chdir(here)
        found = listed(tmp_path)
    assert names(found) == ["x.md/inner.md"]
    assert codes(found) == [("pipe.md", "not-a-file"), ("sock.md", "not-a-file")]


def test_links_inside_count_once_and_links_outside_are_refused(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    put(vault, "People/Ana.md")
    put(tmp_path, "outside/Spy.md")
    (vault / "Ana link.md").symlink_to(vault / "People/Ana.md")
    (vault / "Everyone").symlink_to("People")
    (vault / "Loop").symlink_to(".")
    (vault / "Spy.md").symlink_to(tmp_path / "outside/Spy.md")
    (vault / "Out").symlink_to(tmp_path / "outside")
    (vault / "Gone.md").symlink_to("nowhere.md")
    (vault / "Round.md").symlink_to("Round.md")
    found = listed(vault)
    assert names(found) == ["People/Ana.md"]
    assert codes(found) == [
        ("Gone.md", "link-broken"),
        ("Out", "link-leaves-vault"),
        ("Round.md", "link-broken"),
        ("Spy.md", "link-leaves-vault"),
    ]
    assert ("Everyone", "a link to People, which is read there") in found.ignored


def test_the_vault_may_be_reached_through_a_link(tmp_path: Path) -> None:
    put(tmp_path, "vault/Ana.md")
    (tmp_path / "vault/Same.md").symlink_to("Ana.md")
    (tmp_path / "link").symlink_to("vault")
    found = listed(tmp_path / "link")
    assert names(found) == ["Ana.md"]
    assert found.problems == ()


def test_a_hard_link_is_one_note(tmp_path: Path) -> None:
    put(tmp_path, "b.md")
    os.link(tmp_path / "b.md", tmp_path / "a.md")
    found = listed(tmp_path)
    assert names(found) == ["a.md"]
    assert codes(found) == [("b.md", "same-file")]
    assert "a.md" in found.problems[0].message


def test_case_twins_are_both_notes_and_told(tmp_path: Path) -> None:
    put(tmp_path, "People/ana.md", "People/Ana.md")
    found = listed(tmp_path)
    if len(found.notes) == 1:
        pytest.skip("this file system does not tell case apart")
    assert names(found) == ["People/Ana.md", "People/ana.md"]
    assert codes(found) == [("People/ana.md", "case-twin")]
    assert "People/Ana.md" in found.problems[0].message


def test_names_are_composed_for_us_and_stay_as_they_are_on_disk(tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", "Café/José.md")
    put(tmp_path, apart)
    seen = listed(tmp_path).notes[0]
    assert seen.path == unicodedata.normalize("NFC", apart) != seen.disk
    assert (tmp_path / seen.disk).read_text().startswith("#")


def test_two_spellings_of_one_accent_are_one_path_so_the_composed_one_is_read(tmp_path: Path) -> None:
    composed, apart = "Jos\u00e9.md", "Jose\u0301.md"
    put(tmp_path, apart, composed)
    found = listed(tmp_path)
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system does not tell the spellings apart")
    assert [seen.disk for seen in found.notes] == [composed]
    assert codes(found) == [(composed, "name-twin")]
    assert "Jose\\u0301" in found.problems[0].message


def test_a_name_that_is_not_utf8_is_told_in_plain_letters(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"Jos\xe9.md")).write_text("x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    os.mkdir(os.fsencode(tmp_path) + b"/\xff")
    os.mkdir(os.fsencode(tmp_path) + b"/.\xff")
    found = listed(tmp_path)
    assert names(found) == []
    assert {code for _, code in codes(found)} == {"name-not-utf-8"}
    assert [path for path, _ in codes(found)] == [".\\xff", "Jos\\xe9.md", "\\xff"]
    str(found).encode()


def test_odd_names_are_names(tmp_path: Path) -> None:
    odd = ["new\nline.md", 'quo"te.md', "50%.md", "a#b.md", "a|b.md", "😀.md", "\u202eabc.md", "a" * 252 + ".md"]
    put(tmp_path, *odd)
    assert names(listed(tmp_path)) == sorted(odd)


def test_folders_are_entered_64_deep(tmp_path: Path) -> None:
    put(tmp_path, "d/" * 64 + "in.md", "d/" * 65 + "out.md")
    found = listed(tmp_path)
    assert names(found) == ["d/" * 64 + "in.md"]
    assert codes(found) == [("d/" * 65, "too-deep")]


@pytest.mark.skipif(AS_ROOT, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    put(tmp_path, "Closed/a.md", "Open/b.md")
    (tmp_path / "Closed").chmod(0)
    try:
        found = listed(tmp_path)
    finally:
        (tmp_path / "Closed").chmod(0o700)
    assert names(found) == ["Open/b.md"]
    assert codes(found) == [("Closed", "folder-unreadable")]


def test_a_vault_that_is_not_there_is_an_error_and_not_an_empty_vault(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        listed(tmp_path / "nowhere")


TREE = [
    "a.md", "A.md", "b/a.md", "b/A (1).md", "b/A.md", "Jos\u00e9.md", "Jose\u0301.md", "x.md/y.md",
    "b/c/d.sync-conflict-20261122-101112-ABCDEFG.md", ".hidden/e.md", "a.md~", "Templates/t.md",
]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.permutations(TREE))
def test_the_order_files_were_made_in_changes_nothing(order: list[str]) -> None:
    def shape(paths: list[str]) -> tuple[object, ...]:
        with tempfile.TemporaryDirectory() as folder:
            put(Path(folder), *paths)
            os.link(Path(folder) / "a.md", Path(folder) / "b/linked.md")
            found = listed(Path(folder), Rules(templates=("Templates",)))
            return [seen[:3] for seen in found.notes], found.ignored, found.problems

    assert shape(order) == shape(TREE)
