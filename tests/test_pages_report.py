"""Reports: ours can be told from the file alone, and what the user wrote between the marks stays, byte for byte."""

from __future__ import annotations

import unicodedata
from hashlib import blake2b

import frontmatter  # type: ignore[import-untyped,unused-ignore]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.pages.report import END_KEEP, KEEP, bears, compose, judge, renew, safe_name

PAGE = """\
---
generated_by: vaultkit
report: Stale ties
checksum: c498e5545f88f2c9
---

Two ties are slipping.

## My notes

What you write between the two marks below is yours and stays when this page is renewed.

%% keep %%

%% end keep %%
"""
BODIES = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
KEPT = BODIES.filter(lambda text: "%%" not in text).map(lambda text: text + "\n")


def quick(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None)


def with_kept(text: str) -> str:
    return PAGE.replace(f"{KEEP}\n\n", f"{KEEP}\n{text}")


# --- what a report looks like ---


def test_a_report_is_front_matter_body_and_room_for_notes() -> None:
    assert compose("Stale ties", "Two ties are slipping.") == PAGE


@pytest.mark.parametrize(
    "title", ["Overview", "Follow-ups", "no", "null", "a: b", 'say "x"', "#x", "1", "a\nb\u2028c", "[x]", ""]
)
def test_any_title_is_read_back_from_the_front_matter(title: str) -> None:
    read = frontmatter.parse(compose(title, "x"))[0]
    assert (read["generated_by"], read["report"]) == ("vaultkit", title)
    assert judge(compose(title, "x").encode()).ownership == "ours"


def test_the_checksum_covers_all_but_itself_and_what_is_kept() -> None:
    covered = PAGE.replace("c498e5545f88f2c9", "").replace(f"{KEEP}\n\n", f"{KEEP}\n")
    assert blake2b(covered.encode(), digest_size=8).hexdigest() == "c498e5545f88f2c9"


def test_the_same_report_has_the_same_bytes_and_another_one_another_checksum() -> None:
    assert compose("Stale ties", "x") == compose("Stale ties", "x\n")
    assert compose("Stale ties", "x").split("\n")[3] != compose("Stale ties", "y").split("\n")[3]


def test_keep_marks_inside_a_body_are_broken_up() -> None:
    text = compose("Overview", f"{KEEP}\nx\n{END_KEEP}\n%%END  keep%%")
    assert text.count(KEEP) == text.count(END_KEEP) == 1
    assert text.count("%%") == 4
    assert judge(text.encode()).ownership == "ours"


# --- ours ---


def test_a_report_as_written_is_ours() -> None:
    assert judge(PAGE.encode()) == ("ours", "\n", "", False)


def test_what_is_written_between_the_marks_does_not_make_it_edited() -> None:
    judged = judge(with_kept("Call Ana.\r\n---\n```\ncode\n").encode())
    assert (judged.ownership, judged.kept) == ("ours", "Call Ana.\r\n---\n```\ncode\n")


def test_the_empty_line_between_the_marks_may_go() -> None:
    judged = judge(with_kept("").encode())
    assert (judged.ownership, judged.kept) == ("ours", "")


def test_a_checkout_with_other_line_ends_stays_ours() -> None:
    judged = judge(PAGE.replace("\n", "\r\n").encode())
    assert (judged.ownership, judged.kept, judged.crlf) == ("ours", "\r\n", True)


@quick(100)
@given(BODIES, BODIES, KEPT)
def test_every_report_we_compose_is_ours_and_keeps_what_is_kept(title: str, body: str, kept: str) -> None:
    judged = judge(compose(title, body, kept=kept).encode())
    assert (judged.ownership, judged.kept) == ("ours", kept)


# --- edited ---


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Two ties", "Three ties"),
        ("report: Stale ties", "report: Stale ties\ntags:\n  - mine"),
        ("generated_by: vaultkit", 'generated_by: "vaultkit"'),
        ("checksum: c498e5545f88f2c9\n", ""),
        ("c498e5545f88f2c9", "C498E5545F88F2C9"),
        ("## My notes", "## Notes"),
        ("---\n\nTwo", "---\n\nchecksum: c498e5545f88f2c9\nTwo"),
        ("ties are", "ties\r are"),
        ("slipping.\n", "slipping.\r\n"),
        ("---\ngen", "\ufeff---\ngen"),
    ],
)
def test_a_change_outside_the_keep_block_is_an_edit(before: str, after: str) -> None:
    judged = judge(with_kept("mine\n").replace(before, after, 1).encode())
    assert (judged.ownership, judged.reason) == ("edited", "it was changed outside its keep block")
    assert judged.kept == "mine\n"


def test_text_after_the_keep_block_is_an_edit() -> None:
    assert judge((PAGE + "PS\n").encode()).ownership == "edited"
    assert judge(PAGE[:-1].encode()).ownership == "edited"


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (f"{KEEP}\n\n{END_KEEP}\n", "", "a keep mark is missing"),
        (f"{END_KEEP}\n", "", "a keep mark is missing"),
        (f"{KEEP}\n\n", "", "a keep mark is missing"),
        (f"{KEEP}\n\n", f"{KEEP} \n\n", "a keep mark is missing"),
        (f"{KEEP}\n\n", f"{KEEP}\n{KEEP}\n", "more than one pair"),
        (f"{KEEP}\n\n", f"{KEEP}\n\n{END_KEEP}\n{KEEP}\n", "more than one pair"),
        (f"{KEEP}\n\n", f"{KEEP}\n```\n  %%End keep%%\n```\n", "more than one pair"),
        (f"{KEEP}\n\n{END_KEEP}", f"{END_KEEP}\n\n{KEEP}", "wrong order"),
    ],
)
def test_marks_that_are_not_one_pair_are_an_edit(before: str, after: str, reason: str) -> None:
    judged = judge(PAGE.replace(before, after, 1).encode())
    assert judged.ownership == "edited"
    assert reason in judged.reason


def test_a_report_in_another_encoding_is_an_edit() -> None:
    assert judge(with_kept("caf\xe9\n").encode("latin-1")).reason == "it is not UTF-8"


@pytest.mark.parametrize("at", range(5, len(PAGE), 17))
def test_a_report_cut_short_is_not_ours(at: int) -> None:
    assert judge(PAGE[:at].encode()).ownership != "ours"


@quick(300)
@given(
    st.integers(0, len(PAGE)),
    st.sampled_from("\n\r \tax%-:#\u00e9\ufeff"),
    st.sampled_from(["insert", "replace", "delete"]),
)
def test_no_change_of_one_letter_outside_the_keep_block_is_ours(at: int, letter: str, how: str) -> None:
    changed = PAGE[:at] + ("" if how == "delete" else letter) + PAGE[at if how == "insert" else at + 1 :]
    judged = judge(changed.encode())
    if judged.ownership == "ours":
        assert changed == with_kept(judged.kept)


# --- theirs ---


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# My page\n",
        PAGE.replace("generated_by: vaultkit\n", ""),
        PAGE.replace("generated_by: vaultkit", "generated_by: me"),
        PAGE.replace("generated_by: vaultkit", "  generated_by: vaultkit"),
        "\n" + PAGE,
        "---\ntype: person\n---\ngenerated_by: vaultkit\n---\n",
        "---\ngenerated_by: vaultkit\n",
    ],
)
def test_without_the_marker_in_its_front_matter_a_page_is_the_users(text: str) -> None:
    judged = judge(text.encode())
    assert (judged.ownership, judged.reason) == ("theirs", "its front matter has no `generated_by: vaultkit`")


@quick(200)
@given(
    st.binary(max_size=200), st.sampled_from([b"", b"---\ngenerated_by: vaultkit\n", PAGE[:95].encode(), PAGE.encode()])
)
def test_judging_never_fails(data: bytes, start: bytes) -> None:
    assert judge(start + data).ownership in ("ours", "edited", "theirs")


# --- renewing ---


@quick(100)
@given(KEPT, BODIES, BODIES)
def test_renewing_keeps_every_byte_between_the_marks(kept: str, first: str, second: str) -> None:
    old = compose("Overview", first, kept=kept).encode()
    new = renew("Overview", second, old)
    assert new == compose("Overview", second, kept=kept)
    assert renew("Overview", first, new.encode()).encode() == old


def test_renewing_keeps_the_line_ends_of_a_checkout() -> None:
    old = with_kept("mine\n").replace("\n", "\r\n").encode()
    assert renew("Stale ties", "Two ties are slipping.", old).encode() == old
    assert renew("Stale ties", "One.", old).replace("\r\n", "\n") == compose("Stale ties", "One.", kept="mine\n")


def test_only_ours_can_be_renewed() -> None:
    with pytest.raises(ValueError, match="changed outside its keep block"):
        renew("Stale ties", "x", PAGE.replace("Two", "Ten").encode())


# --- names ---


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ana Ruiz", "Ana Ruiz"),
        ("Stale ties (my edit)", "Stale ties (my edit)"),
        ("AC/DC: live?", "AC-DC- live"),
        ("../../etc", "etc"),
        (".hidden", "hidden"),
        ("-rf ", "rf"),
        ("ends. ", "ends"),
        ("\u2003.x", "x"),
        ("a[[b|c]]#d^e", "a-b-c-d-e"),
        ("a\u202eb\x00c\ud800d", "a-b-c-d"),
        ("con", "_con"),
        ("LPT1.tar.gz", "_LPT1.tar.gz"),
        ("Console", "Console"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("", "Untitled"),
        ("???", "Untitled"),
    ],
)
def test_a_text_becomes_a_file_name(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_long_names_are_cut_and_stay_different() -> None:
    one, other = safe_name("é" * 100), safe_name("é" * 101)
    assert one != other
    assert len(one.encode()) <= 120
    assert one.startswith("é" * 55 + "-")


@quick(150)
@given(st.text(max_size=140))
def test_any_text_becomes_a_name_that_every_system_takes(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name.encode()) <= 120
    assert not set(name) & set('/\\:*?"<>|#^[]\n\x00')
    assert name[0] not in ".- "
    assert name[-1] not in ". "
    assert safe_name(name) == name == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("title", ["Overview", "Briefs/2026-07-03 Zoë (brief)", 'a "b" \\ c', "山田: 美咲", "x\u2028y"])
def test_a_report_bears_its_own_title_and_no_other(title: str) -> None:
    page = compose(title, "report: Another\n").encode()
    assert bears(page, title)
    assert bears(page.replace(b"\n", b"\r\n"), title.upper())
    assert bears(page, unicodedata.normalize("NFD", title))
    assert not bears(page, "Another")
    assert not bears(page.replace(b"generated_by", b"made_by"), title)
    assert not bears(b"my own note", title)
