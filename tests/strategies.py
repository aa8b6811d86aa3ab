"""Vaults for property tests: believable notes, half-written ones, hostile texts and names, and edits of all that."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from hypothesis import strategies as st
from program import fill

Files: TypeAlias = Mapping[str, bytes]
Edit: TypeAlias = Callable[[Path], None]

PEOPLE = ("Ana Ruiz", "Sam Park", "Zoë Lind", "Li Wei")
FOLDERS = ("", "People/", "Daily/", "Old/", "Deep/er/")
STEMS = (*PEOPLE, "2026-05-01", "2026-06-02", "2026-06-29", "Acme", "Idea", "Reports", "ana ruiz")

HOSTILE = (
    "]]", "[[Sam Park]]", "![[Sam Park]]", "[a](b)", "[a](javascript:alert(1))", "|", "\\|", "a|b", "`", "```",
    "~~~", "``x``", "<script>alert(1)</script>", "<!--", "-->", "<b>", "<https://example.org>",
    "https://example.org", "&amp;", "&#60;", "%%", "%% keep %%", "%% end keep %%", "---", "***", "# x", "#tag",
    "> x", "- x", "+ x", "* x", "1. x", "1) x", "=", "==x==", "~~x~~", "*x*", "_x_", "__x__", "$x$", "$$",
    "$= dv.pages()", "= this.file", "key:: value", "[key:: value]", "(key:: value)", "::", "{{title}}", "{%",
    "<% tp.file %>", "^block", "x ^block", "[^1]", "[^1]: x", "- [ ] x", "[!tip]", "\\", "\\\\", "x\\", "\n",
    "a\nb", "\r", "\t", "\x1b[31m", "\x07", "\x9b31m", "\u2028", "\x85", "\u202e", "\u2066", "\u200b", "\u200d",
    "\ufeff", "שלום", "👩‍💻", "é", "e\u0301", "\xa0", "<!-- keep -->", "|---|", "=1+1", "+1", "-1", "@x",
    "click n0 href", "%%{init: {}}%%", '"', "'", "subgraph x", "end", "checksum: 0", "generated_by: vaultkit",
)  # fmt: skip
"""What means something to markdown, Obsidian, its plug-ins, Mermaid, terminals or spreadsheets."""


def hostile_texts() -> st.SearchStrategy[str]:
    """A few hostile pieces, ordinary words and any characters, in any order; never blank."""
    piece = st.one_of(st.sampled_from(HOSTILE), st.sampled_from(("lunch", "a word", " ")), st.text(max_size=5))
    return st.lists(piece, min_size=1, max_size=4).map("".join).map(_encodable).filter(_is_seen)


def hostile_names() -> st.SearchStrategy[str]:
    """Hostile texts that a file may be called."""
    return hostile_texts().map(lambda text: text.replace("/", "∕").replace("\0", "")).filter(_is_name)


def notes() -> st.SearchStrategy[bytes]:
    """A note: of any kind, cut short, in several kinds at once, or any bytes."""
    whole = st.one_of(_KINDS).map(str.encode)
    cut = st.tuples(whole, st.integers(0, 120)).map(lambda pair: pair[0][: pair[1]])
    joined = st.tuples(whole, whole).map(b"".join)
    return st.one_of(whole, whole, whole, cut, joined, st.binary(max_size=40), st.just(b""))


def vaults() -> st.SearchStrategy[Files]:
    """Up to eight notes."""
    return st.dictionaries(paths(), notes(), min_size=1, max_size=8)


def paths() -> st.SearchStrategy[str]:
    """A place for a note; few enough that twins and homonyms are common."""
    return st.tuples(st.sampled_from(FOLDERS), st.sampled_from(STEMS)).map(lambda pair: f"{pair[0]}{pair[1]}.md")


def edits() -> st.SearchStrategy[Edit]:
    """Something a user or a sync program does to a vault."""
    put = st.builds(_put, paths(), notes())
    move = st.builds(_move, paths(), paths())
    remove = st.builds(_remove, paths())
    shift = st.builds(_shift, st.sampled_from(FOLDERS[1:]), st.sampled_from(("Moved", "People/Inner", "Old/Er")))
    add = st.builds(
        _append, paths(), st.sampled_from(("\n- [[Ana Ruiz]] coffee\n", "\x00", "\n---\n", "- gave:: [[Li Wei]] CV\n"))
    )
    return st.one_of(put, put, move, remove, shift, add)


def yaml_text(text: str) -> str:
    """Any text as a quoted YAML scalar that libyaml reads back as just that."""
    return '"' + "".join(char if char.isalnum() else f"\\U{ord(char):08x}" for char in text) + '"'


# --- notes ---

_NAMES = st.one_of(
    st.sampled_from(PEOPLE), st.sampled_from(("Ann", "Nobody Known", "Acme", "me", "ana ruiz", "Old/Sam Park"))
)
_LINKS = _NAMES.map(lambda name: f"[[{name}]]")
_DAYS = st.sampled_from(
    (
        "2025-11-03",
        "2026-01-09",
        "2026-05-01",
        "2026-06-29",
        "2026-07-04",
        "0001-01-01",
        "9999-12-31",
        "2026-02-30",
        "soon",
        "",
    )
)
_WORDS = st.one_of(st.sampled_from(("lunch", "the new role", "café", "x: y", "[[Acme]]")), st.sampled_from(HOSTILE))


def _matter(**values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Front matter with any of these keys, in any order."""
    lines = [value.map(f"{key}: {{}}\n".format) for key, value in values.items()]
    chosen = st.lists(st.one_of(lines), max_size=len(lines))
    return chosen.map(lambda found: "---\n" + "".join(found) + "---\n")


def _with_type(kind: str, /, **values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return _matter(**values).map(lambda text: text.replace("---\n", f"---\ntype: {kind}\n", 1))


_QUOTED_LINKS = _LINKS.map(json.dumps)
_LISTS = st.lists(_QUOTED_LINKS, max_size=3).map(lambda links: f"[{', '.join(links)}]")
_QUOTED = _WORDS.map(lambda text: yaml_text(text))
_TOPICS = st.sampled_from(("[design review]", "[harbour maps, a stage]", "design reviews"))
_LINES = st.one_of(
    _LINKS.map("- {} lunch\n".format),
    st.tuples(_DAYS, _LINKS).map(lambda pair: f"- {pair[0]} {pair[1]} call\n"),
    st.tuples(
        st.sampled_from(
            (
                "asked",
                "gave",
                "got",
                "granted",
                "declined",
                "thanked",
                "nudged",
                "asked-me",
                "promised",
                "waiting",
                "answered",
                "redirected",
                "parked",
                "reported",
                "paid-forward",
                "introduced-by",
                "mentioned",
                "dropped",
                "closed",
            )
        ),
        _LINKS,
        _WORDS,
    ).map(lambda part: f"- {part[0]}:: {part[1]} {part[2]}\n"),
    st.tuples(_LINKS, _LINKS).map(lambda pair: f"introduced:: {pair[0]} {pair[1]}\n"),
    st.tuples(_LINKS, _WORDS, _DAYS).map(lambda part: f"- snoozed:: {part[0]} {part[1]} (item:: k3f) 📅 {part[2]}\n"),
    st.tuples(st.sampled_from(" x/-"), _LINKS, _DAYS).map(
        lambda part: f"- [{part[0]}] write to {part[1]} 📅 {part[2]}\n"
    ),
    _WORDS.map("{}\n".format),
    st.sampled_from(
        (
            "```\n",
            "> quote\n",
            "## Log\n",
            "%% hidden %%\n",
            "- a [key:: v]\n",
            "| a | b |\n|---|---|\n| [[Li Wei]] | x |\n",
        )
    ),
)
_BODIES = st.lists(_LINES, max_size=5).map("".join)
_KINDS = [
    _with_type(
        "person",
        cadence=st.sampled_from(("30d", "monthly", "sometimes", "999999999d")),
        aliases=_LISTS,
        status=_QUOTED,
        org=_QUOTED_LINKS,
        birthday=_DAYS,
        met=_DAYS,
        last_contact=_DAYS,
        knows=_LISTS,
        introduced_by=_QUOTED_LINKS,
        needs=_TOPICS,
        offers=_TOPICS,
        role=st.sampled_from(("peer", "colleague", "mentor")),
        door=st.sampled_from(("open", "careful", "closed")),
        capacity=st.sampled_from(("low", "{level: low, until: 2026-09-01}")),
        boundaries=st.sampled_from(("[no intros]", "no asks")),
    ),
    _with_type(
        "interaction", date=_DAYS, people=_LISTS, direction=st.sampled_from(("in", "out", "mutual", "x")), topic=_QUOTED
    ),
    _with_type(
        "favor",
        direction=st.sampled_from(("asked", "given", "received", "x")),
        person=_QUOTED_LINKS,
        what=_QUOTED,
        asked=_DAYS,
        decided=_DAYS,
        status=st.sampled_from(("pending", "declined", "granted", "redirected", "parked")),
        weight=st.sampled_from(("deep", "x")),
        kind=st.sampled_from(("introduction", "reference", "advice")),
        target=_QUOTED_LINKS,
        redirected_to=_QUOTED_LINKS,
        pays_forward=_QUOTED_LINKS,
        thanked=_DAYS,
        offered_later=_DAYS,
    ),
    _with_type(
        "introduction",
        introducer=st.one_of(st.just("me"), _QUOTED_LINKS),
        a=st.one_of(st.just("me"), _QUOTED_LINKS),
        b=_QUOTED_LINKS,
        status=st.one_of(st.sampled_from(("idea", "asked", "made", "met")), _QUOTED),
        asked=_DAYS,
        made=_DAYS,
    ),
    _with_type("project", people=_LISTS, share_with=_LISTS),
    _with_type("promise", owner=_QUOTED_LINKS, to=_QUOTED_LINKS, what=_QUOTED, due=_DAYS),
    _with_type("organization", aliases=_LISTS, parent=_QUOTED_LINKS),
    _with_type("x", date=_DAYS),
    st.tuples(_matter(tags=_LISTS, date=_DAYS), _BODIES).map("".join),
    _BODIES,
]


# --- edits ---


def _put(path: str, data: bytes) -> Edit:
    def edit(root: Path) -> None:
        fill(root, {path: data})

    return edit


def _append(path: str, text: str) -> Edit:
    def edit(root: Path) -> None:
        if (root / path).exists():
            with (root / path).open("ab") as file:
                file.write(text.encode())

    return edit


def _move(path: str, to: str) -> Edit:
    def edit(root: Path) -> None:
        if (root / path).exists():
            (root / to).parent.mkdir(parents=True, exist_ok=True)
            (root / path).replace(root / to)

    return edit


def _remove(path: str) -> Edit:
    def edit(root: Path) -> None:
        (root / path).unlink(missing_ok=True)

    return edit


def _shift(folder: str, to: str) -> Edit:
    """A folder goes elsewhere, with everything in it."""

    def edit(root: Path) -> None:
        if (root / folder).is_dir() and not (root / to).exists() and not to.startswith(folder):
            (root / to).parent.mkdir(parents=True, exist_ok=True)
            (root / folder).rename(root / to)

    return edit


def _encodable(text: str) -> str:
    return text.encode("utf-8", "ignore").decode()


def _is_seen(text: str) -> bool:
    return any(char.isprintable() and not char.isspace() for char in text)


def _is_name(text: str) -> bool:
    return len(text.encode()) < 200 and text[0] not in ".~"
