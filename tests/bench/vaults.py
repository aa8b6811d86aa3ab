"""Vaults to measure on: the same number of notes gives the same bytes, in the mix a long-kept vault has.

Of a hundred notes 20 are people (0.9 kB), 45 interactions (1.3 kB), 5 favours, 20 daily notes (2 kB) and 10 something
else (5 kB, with code and tables). A few people stand in most notes and most people in few. One note in a hundred has
Windows line ends, one in two hundred a byte order mark, one in five hundred broken YAML.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import islice, product
from pathlib import Path

LAST_DAY = date(2026, 6, 30)  # of every vault, and the day it is reported for
YEARS = 10
PER_FOLDER = 1_000

GIVEN = """Agnes Albin Beatriz Bashir Clara Corin Dagmar Daniel Edda Emil Farah Felix Greta Gustav Hedda Hugo Imani Ivo
Jana Jonas Kaja Kofi Lena Lars Marta Milan Nadja Niels Olga Oskar Paula Piotr Runa Rafael Selma Sven Tilda Tomasz Vera
Yusuf""".split()
FAMILY = """Abel Achterberg Bakker Brandt Castellano Cerny Dahl Delgado Eklund Engel Ferreira Fontaine Grimaldi Haas
Halvorsen Ilić Jansson Kessler Kone Lindholm Lopes Marek Mbeki Molnár Nakagawa Nilsen Okoro Olsen Papadakis Petit
Quiroga Rahman Rinaldi Sand Santos Schreiber Söder Tanaka Toth Ulrich Vance Vidal Wagner Weber Wolff Yamada Yildiz Zeman
Ziegler Zorn""".split()
WORDS = """after agenda already answer archive asked autumn before board book bridge brief budget calm chapter client
clinic coffee colour course deadline decided design detail draft early editor estimate evening exhibit festival figure
first forward garden grant group harbour honest idea index invoice kitchen later lesson letter library little long
market meeting memory minutes morning museum network notes office open order panel paper past plan poster price printer
project proposal question quiet rather reading report research review river room rough school second shared short slow
small sketch song spring station still story studio summer supplier table talk team term thanks third timber together
train trial version video visit waiting walk weather week winter workshop writing""".split()
ORGANISATIONS = "Altona Bergwerk Corvid Deltaworks Esker Fjordline Granary Heliograph Isobar Juniper".split()
TOPICS = "alumni book-club climbing client family mentor neighbour project/north project/south vendor work".split()
PLACES = "Antwerp Bergen Bologna Coimbra Gdańsk Ghent Leipzig Lyon Malmö Tartu".split()
CHANNELS = "call chat coffee email letter lunch meeting video".split()
VERBS = "asked granted declined gave got offered thanked asked-me promised waiting nudged".split()
BROKEN_YAML = 'remark: "never closed\nother: [1, 2'
RARE_YAML = (
    "bio: |\n  {0}\n  {1}",
    "summary: >-\n  {0}\n  {1}",
    "address: {{street: '{2} 5', code: '01234', geo: [52.5, 13.4]}}",
    "first: &same\n  a: 1\n  b: yes\nsecond: *same",
    'quote: "a line\\n\\u00e9 \\"{2}\\""',
    "remark: {2}\n  {2} {2}",
)


def build(root: Path, notes: int) -> None:
    """Write a vault of so many notes into a new folder."""
    (root / ".obsidian").mkdir(parents=True)
    people, favours, days, others = notes * 20 // 100, notes * 5 // 100, notes * 20 // 100, notes * 10 // 100
    writer = _Writer(root, notes, people)
    for number in range(people):
        writer.person(number)
    for number in range(notes - people - favours - days - others):
        writer.interaction(number)
    for number in range(favours):
        writer.favour(number)
    for number in range(days):
        writer.day(number)
    for number in range(others):
        writer.other(number)


def names(count: int) -> list[str]:
    """So many people, no two of one name."""
    whole = [f"{given} {family}" for family, given in product(FAMILY, GIVEN)]
    random.Random("names").shuffle(whole)
    initials = ("", *(f" {letter}." for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    everybody = (name.replace(" ", f"{initial} ") for initial in initials for name in whole)
    return list(islice(everybody, count))


class _Writer:
    """Writes notes, drawing everything from one seed."""

    def __init__(self, root: Path, notes: int, people: int) -> None:
        self.root = root
        self.split = notes > PER_FOLDER
        self.rng = random.Random(notes)
        self.people = names(people)
        self.sentences = [
            " ".join(self.rng.choices(WORDS, k=self.rng.randint(6, 16))).capitalize() for _ in range(3_000)
        ]

    # --- notes ---

    def person(self, number: int) -> None:
        name, rng = self.people[number], self.rng
        given, family = name.split()[0], name.split()[-1]
        added = self.some_day()
        born = date(1950, 1, 1) + timedelta(days=rng.randrange(18_000))
        tags = rng.sample(TOPICS, rng.randint(1, 4))
        fields = [
            "type: person",
            "aliases:",
            f"  - {given} {family[0]}. ({number})",
            f"  - {name} at {rng.choice(ORGANISATIONS)}",
            f"tags: [{', '.join(tags)}]" if rng.random() < 0.5 else "tags:\n" + "\n".join(f"  - {tag}" for tag in tags),
            f"birthday: {born}",
            f"created: {added}",
            f"updated: {added}T{rng.randrange(24):02}:{rng.randrange(60):02}:00",
            f'org: "[[{rng.choice(ORGANISATIONS)}]]"',
            f"city: {rng.choice(PLACES)}",
            f"emails: [{given.lower()}.{number}@mail.example]",
            f'phone: "+49 30 {rng.randrange(10**7):07}"',
            f"cadence: {rng.choice((14, 30, 60, 90, 180))}d",
            f"closeness: {rng.randrange(5)}",
            f"starred: {rng.choice(('true', 'false'))}",
            "related:",
            *(f'  - "[[{self.somebody()}]]"' for _ in range(rng.randint(1, 4))),
        ]
        body = f"# {name}\n\n{self.prose(380, self.links(3))}\n\n## Notes\n\n- met in {rng.choice(PLACES)}\n"
        body += f"- [ ] send the {rng.choice(WORDS)}\n- likes:: {rng.choice(WORDS)}\n"
        self.put("People", number, name, fields, body)

    def interaction(self, number: int) -> None:
        rng, day, channel = self.rng, self.some_day(), self.rng.choice(CHANNELS)
        people = [self.somebody() for _ in range(rng.choices((1, 2, 3, 4), (5, 4, 2, 1))[0])]
        quoted = [f'"[[{name}]]"' for name in people]
        fields = [
            "type: interaction",
            f"date: {day}",
            f"people: [{', '.join(quoted)}]" if rng.random() < 0.5 else "people:\n  - " + "\n  - ".join(quoted),
            f"channel: {channel}",
            f"direction: {rng.choice(('in', 'out', 'mutual'))}",
        ]
        if rng.random() < 0.3:
            fields.append(f"tags: [{', '.join(rng.sample(TOPICS, 2))}]")
        links = [f"[[{name}]]" for name in people] + self.links(3)
        due = day + timedelta(days=rng.randrange(30))
        body = f"# {channel.capitalize()} with {people[0]}\n\n{self.prose(420, links)}\n\n## Actions\n\n"
        body += f"- [ ] {self.sentence()} 📅 {due}\n- [x] {self.sentence()}\n"
        body += f"- [ ] ask {self.link()} about the {rng.choice(WORDS)}\n\n> {self.sentence()}\n\n"
        body += f"{self.prose(250, links)}\n"
        self.put("Interactions", number, f"{day} {channel} {number}", fields, body)

    def favour(self, number: int) -> None:
        rng, asked = self.rng, self.some_day()
        kind = rng.choice("advice feedback introduction reference referral resource task".split())
        status = rng.choice("declined granted granted parked pending redirected".split())
        fields = [
            "type: favor",
            f"direction: {rng.choice(('asked', 'received_ask', 'given', 'received', 'offered'))}",
            f'person: "[[{self.somebody()}]]"',
            f"kind: {kind}",
            f"weight: {rng.choice(('light', 'medium', 'deep'))}",
            f"what: the {rng.choice(WORDS)} of the {rng.choice(WORDS)}",
            f"asked: {asked}",
            f"status: {status}",
        ]
        if status != "pending":
            fields.append(f"decided: {asked + timedelta(days=rng.randrange(20))}")
        if status == "granted":
            fields.append(f"thanked: {{date: {asked + timedelta(days=25)}, channel: email}}")
        if kind == "introduction":
            fields.append(f'target: "[[{self.somebody()}]]"')
        self.put("Favours", number, f"{asked} {kind} {number}", fields, self.prose(220, self.links(1)) + "\n")

    def day(self, number: int) -> None:
        rng, day = self.rng, LAST_DAY - timedelta(days=number)
        fields = [f"date: {day}", "tags: [daily]", f"mood: {rng.randint(1, 5)}"] if rng.random() < 0.5 else []
        log = [f"- {rng.randrange(24):02}:{rng.randrange(60):02} {self.link()} {self.sentence()}" for _ in range(5)]
        log.append(
            f"- {rng.choice(VERBS)}:: [[{self.somebody()}]] the {rng.choice(WORDS)} #{rng.choice(('light', 'deep'))}"
        )
        tasks = [f"- [{rng.choice(' x')}] {self.sentence()}" for _ in range(4)]
        body = f"# {day}\n\nmood:: {rng.randint(1, 5)}\nsleep:: {rng.randint(50, 90) / 10}\n\n## Log\n\n" + "\n".join(
            log
        )
        body += "\n\n## Tasks\n\n" + "\n".join(tasks) + "\n\n## Journal\n\n"
        links = self.links(6)
        self.put("Daily", number, str(day), fields, f"{body}{self.prose(500, links)}\n\n{self.prose(400, links)}\n")

    def other(self, number: int) -> None:
        rng, links, parts = self.rng, self.links(5), [f"# Topic {number}\n"]
        while sum(map(len, parts)) < 4_700:
            parts.append(f"## {' '.join(rng.choices(WORDS, k=3))}\n\n{self.prose(500, links)}\n")
            shape = rng.random()
            if shape < 0.4:
                code = (
                    f"{rng.choice(WORDS)} = {rng.choice(WORDS)}({rng.randrange(99)})  # [[nobody]]" for _ in range(8)
                )
                parts.append("```python\n" + "\n".join(code) + "\n```\n")
            elif shape < 0.6:
                rows = (f"| {rng.choice(WORDS)} | {self.link().replace('|', chr(92) + '|')} |" for _ in range(4))
                parts.append("| what | who |\n|---|---|\n" + "\n".join(rows) + "\n")
            elif shape < 0.8:
                parts.append("\n".join(f"{item}. {self.sentence()}" for item in range(1, 5)) + "\n")
        self.put("Notes", number, f"Topic {number}", [], "\n".join(parts))

    # --- what notes are made of ---

    def somebody(self) -> str:
        return self.people[int(len(self.people) * self.rng.random() ** 2.2)] if self.people else "Nobody"

    def link(self) -> str:
        name, shape = self.somebody(), self.rng.random()
        if shape < 0.15:
            return f"[[{name}|{name.split()[0]}]]"
        if shape < 0.2:
            return f"[[{name}#Notes]]"
        return f"[[Stranger {self.rng.randrange(50)}]]" if shape < 0.23 else f"[[{name}]]"

    def links(self, count: int) -> list[str]:
        return [self.link() for _ in range(count)]

    def some_day(self) -> date:
        return LAST_DAY - timedelta(days=self.rng.randrange(365 * YEARS))

    def sentence(self) -> str:
        return self.rng.choice(self.sentences)

    def prose(self, length: int, links: list[str]) -> str:
        rng, said, size = self.rng, [], 0
        while size < length:
            shape, text = rng.random(), self.sentence()
            if shape < 0.35:
                text += f" {rng.choice(links)}"
            elif shape < 0.42:
                text += f" *{rng.choice(WORDS)}* and **{rng.choice(WORDS)}**"
            elif shape < 0.46:
                text += f" #{rng.choice(TOPICS)}"
            elif shape < 0.51:
                text += (
                    f" `{rng.choice(WORDS)}()`"
                    if shape < 0.49
                    else f" [site](https://site.example/{rng.choice(WORDS)})"
                )
            said.append(f"{text}.")
            size += len(text) + 2
        return " ".join(said)

    def put(self, folder: str, number: int, name: str, fields: list[str], body: str) -> None:
        rare, odd = self.rng.random(), self.rng.random()
        if rare < 0.03:
            yaml = self.rng.choice(RARE_YAML).format(self.sentence(), self.sentence(), self.rng.choice(WORDS))
            fields = [*fields, BROKEN_YAML if rare < 0.002 else yaml] if fields or rare < 0.002 else fields
        text = "\n".join(["---", *fields, "---", "", body]) if fields else body
        data = (text.replace("\n", "\r\n") if odd < 0.01 else text).encode()
        place = self.root / folder / f"{number // PER_FOLDER:03}" if self.split else self.root / folder
        if number % PER_FOLDER == 0:
            place.mkdir(parents=True, exist_ok=True)
        (place / f"{name}.md").write_bytes(b"\xef\xbb\xbf" + data if 0.01 <= odd < 0.015 else data)
