"""Properties set in a note's bytes: the whole lines of the keys named change, and every other byte stays.

The result is read again before it is given out: it must say what the note said, and the change, or nothing is done.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from vaultkit.edits.change import EditRefused
from vaultkit.edits.front import Vocabulary, block_of, decoded, line_end, lines_of, read_front, with_front_matter
from vaultkit.edits.proof import Expected, check
from vaultkit.edits.rewriting import Layout, new_lines, rewritten
from vaultkit.edits.written import FIRST, Written, written
from vaultkit.edits.yaml import Told
from vaultkit.model import Field, Scalar, texts_in
from vaultkit.model import Mapping as Table

__all__ = ["Vocabulary", "group_of", "set_properties", "texts_of"]


def set_properties(
    data: bytes,
    changes: Mapping[str, Told | None],
    kind: str = "person",
    synonyms: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """A note's bytes → the same with properties set to a text, texts or a group of them, or taken away (None).

    A key stands for every word that means the same in a note of that kind; the one written there is kept. New ones go
    to the end of the front matter. Raises EditRefused, saying the line.
    """
    words = Vocabulary(kind, synonyms)
    wanted = {words.of(key): said for key, said in changes.items()}
    if len(wanted) < len(changes):
        raise EditRefused(f"two of {', '.join(changes)} mean the same property; name it once")
    text = decoded(data)
    block = block_of(text)
    if block is None:
        new = {key: said for key, said in changes.items() if said is not None}
        return _with_front_matter(text, new).encode() if new else data
    matter = text[block.start : block.end]
    before = read_front(matter)
    lines = lines_of(matter)
    present = by_names(written(matter, lines), words, wanted)
    edited = _edited(lines, present, changes, words, line_end(text))
    if edited == matter:
        return data
    result = text[: block.start] + edited + text[block.end :]
    check(result, text[block.body :], _expected(before, present, changes, words))
    return result.encode()


def texts_of(
    data: bytes, key: str, kind: str = "person", synonyms: tuple[tuple[str, str], ...] = ()
) -> tuple[str, ...]:
    """A note's bytes → what a property of its front matter says, as texts. Raises EditRefused where it holds groups."""
    words = Vocabulary(kind, synonyms)
    text = decoded(data)
    block = block_of(text)
    if block is None:
        return ()
    matter = text[block.start : block.end]
    read_front(matter)
    found = by_names(written(matter, lines_of(matter)), words, (words.of(key),)).get(words.of(key))
    if found and found.texts is None:
        raise EditRefused(f"line {FIRST + found.line}: `{found.key[:60]}` holds more than texts; change it in the note")
    return found.texts or () if found else ()


def group_of(
    data: bytes, key: str, kind: str = "person", synonyms: tuple[tuple[str, str], ...] = ()
) -> dict[str, str] | None:
    """A note's bytes → the parts of a property that is a group of texts, None where it is none. Raises EditRefused."""
    words = Vocabulary(kind, synonyms)
    text = decoded(data)
    block = block_of(text)
    fields = read_front(text[block.start : block.end]) if block else ()
    field = next((field for field in fields if words.of(field.key) == words.of(key)), None)
    if field is None or not isinstance(field.value, Table):
        return None
    texts = {each.key: each.value.text or "" for each in field.value.fields if isinstance(each.value, Scalar)}
    if len(texts) < len(field.value.fields):
        raise EditRefused(f"line {field.line}: `{field.key[:60]}` holds more than texts; change it in the note")
    return texts


# --- what stands there ---


def by_names(stands: Sequence[Written], words: Vocabulary, wanted: Container[str] | None = None) -> dict[str, Written]:
    """The properties that stand there, or those wanted of them, by name; refused where one is there twice."""
    present: dict[str, Written] = {}
    for each in stands:
        name = words.of(each.key)
        if wanted is not None and name not in wanted:
            continue
        if name in present:
            first = present[name]
            message = f"`{each.key[:60]}` and `{first.key[:60]}` in line {FIRST + first.line} are the same property"
            raise EditRefused(f"line {FIRST + each.line}: {message}; keep one of them")
        present[name] = each
    return present


# --- what is to stand there ---


def _with_front_matter(text: str, changes: Mapping[str, Told]) -> str:
    """A note without properties → the same under new ones."""
    end = line_end(text)
    added = "".join(line for key, said in changes.items() for line in new_lines(key, said, Layout(end)))
    result = with_front_matter(text, added)
    check(result, text.removeprefix("\ufeff"), tuple((key, said) for key, said in changes.items()))
    return result


def _edited(
    lines: list[str],
    present: Mapping[str, Written],
    changes: Mapping[str, Told | None],
    words: Vocabulary,
    end: str,
) -> str:
    """The front matter's lines with the changes made."""
    layout = _layout(lines, end)
    result = list(lines)
    replaced = [(present[name], said) for key, said in changes.items() if (name := words.of(key)) in present]
    for each, said in sorted(replaced, key=lambda pair: -pair[0].line):
        if said is None:
            result[each.line : each.end[0] + 1] = []
        elif not _says(each, said):
            result[each.line : each.end[0] + 1] = rewritten(each, said, lines, layout)
    added = [
        line
        for key, said in changes.items()
        if said is not None and words.of(key) not in present
        for line in new_lines(key, said, layout)
    ]
    return "".join((*result, *added))


def _layout(lines: Sequence[str], end: str) -> Layout:
    """How new lines are to look beside those that stand."""
    stands = written("".join(lines), lines)
    styles = {each.style for each in stands}
    column = stands[0].column if stands else 0
    return Layout(end, " " * column, flow="flow" in styles and "block" not in styles)


def _says(each: Written, said: Told) -> bool:
    """Whether a property has this value already, as one text or as a list of texts."""
    if isinstance(said, dict):
        return False
    texts = texts_in(said)
    return each.texts == tuple(text for text in texts if text)


def _expected(
    before: Sequence[Field],
    present: Mapping[str, Written],
    changes: Mapping[str, Told | None],
    words: Vocabulary,
) -> tuple[Expected, ...]:
    """The old properties and the change, in the order in which they are to be read."""
    said = {words.of(key): value for key, value in changes.items()}
    result: list[Expected] = []
    for field in before:
        name = words.of(field.key)
        if name not in said or (said[name] is not None and _says(present[name], said[name] or "")):
            result.append((field.key, field.value))
        elif (value := said[name]) is not None:
            result.append((field.key, value))
    new = ((key, value) for key, value in changes.items() if value is not None and words.of(key) not in present)
    return (*result, *new)
