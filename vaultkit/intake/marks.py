"""What an import wrote proves itself: a mark beside each property tells whether the user changed it since.

`import_marks: org=1f3a9c title=77ae01` holds a digest of each value as it was written, so that any machine can tell,
with no state to lose: a property that differs from its mark, or is gone, is the user's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import blake2b

from vaultkit.graph.names import fold
from vaultkit.model import Said, texts_in

MARKS = "import_marks"
_MARK = re.compile(r"([a-z_]+)=([0-9a-f]{6})")


def mark(said: Said) -> str:
    """A property's value → its mark; the order of a list, its case and the brackets of a link are nothing."""
    return blake2b("\n".join(sorted(map(bare, texts_in(said)))).encode(), digest_size=3).hexdigest()


def bare(text: str) -> str:
    """`[[Organisations/Acme|Acme]]` → `acme`: the form in which two values are compared.

    It cannot change: the digests that stand in people's notes are of this form.
    """
    inner = text.strip().removeprefix("[[").removesuffix("]]")
    return fold(inner.partition("|")[0].rpartition("/")[2]) if inner != text.strip() else fold(inner)


def written(marks: Mapping[str, str]) -> str:
    """Marks by property → the text of `import_marks:`."""
    return " ".join(f"{name}={digest}" for name, digest in marks.items())


def read_marks(text: str | None) -> dict[str, str]:
    """The text of `import_marks:` → marks by property."""
    return dict(_MARK.findall(text or ""))
