"""The notes that `vaultkit init` offers as templates, in Obsidian's own template language."""

from __future__ import annotations

from collections.abc import Mapping

TEMPLATES: Mapping[str, str] = {
    "Person": """---
type: person
aliases:
org:
title:
role:
cadence:
met:
created: "{{date}}"
---
""",
    "Interaction": """---
type: interaction
date: "{{date}}"
people:
channel:
direction: mutual
learned:
ask_next:
---
""",
    "Favour": """---
type: favor
direction: asked
person:
kind:
weight:
what:
asked: "{{date}}"
needed_by:
out: true
status: draft
---
""",
    "Introduction": """---
type: introduction
introducer: me
a:
b:
why_a:
why_b:
status: idea
created: "{{date}}"
---
""",
    "Promise": """---
type: promise
owner: me
to:
what:
due:
status: open
created: "{{date}}"
---
""",
    "Organisation": """---
type: organization
aliases:
domains:
parent:
created: "{{date}}"
---
""",
}
