"""The drafts that are offered: fitted to whom they are for, filled from the notes, and sound once filled in."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from casebook import Part, write_vault

from vaultkit.cli.lint import rules
from vaultkit.disk.memo import Memo
from vaultkit.drafts.compose import Draft, compose
from vaultkit.drafts.fit import fit_of
from vaultkit.drafts.lint import Finding, lint
from vaultkit.drafts.occasion import Occasion
from vaultkit.engine import State, refresh
from vaultkit.look import open_vault, stamp
from vaultkit.metrics.etiquette.request import Request, ask_of, lead_days
from vaultkit.notes.frontmatter import VaultHandler
from vaultkit.notes.parse import parse_note
from vaultkit.records.read import read
from vaultkit.settings import Lint

TODAY = date(2026, 11, 22)
KINDS = ("introduction", "advice", "feedback", "referral", "reference", "task", "resource", "other")
NOTES = {
    "vaultkit.toml": '[me]\nnames = ["Jordan Vale"]\n',
    "People/Ana Mentor.md": "---\ntype: person\nrole: mentor\ntitle: Director\n---\n- 2026-10-01 walk\n",
    "People/Ben Peer.md": (
        "---\ntype: person\nrole: colleague\nmet: {date: 2019-05-02, where: Initech}\noffers: [design review]\n"
        "needs: [hiring engineers]\ncapacity: {level: low, until: 2026-12-15}\n---\n"
        "- 2026-09-01 asked:: an introduction to [[Jane Smith]] (kind:: introduction)\n- 2026-09-03 granted::\n"
        "- 2026-11-03 coffee, he moves teams in Q1\n"
    ),
    "People/Cleo Dormant.md": "---\ntype: person\nrole: peer\n---\n- 2024-11-20 lunch about the ferry\n",
    "People/Dora Senior.md": "---\ntype: person\ntitle: VP Design\n---\n- 2026-08-01 short talk after her keynote\n",
    "People/Emil Stranger.md": "---\ntype: person\ntitle: Chief editor\n---\n",
    "People/Jane Smith.md": "---\ntype: person\n---\n",
}
FITS = {"Ana Mentor": "mentor", "Ben Peer": "peer", "Cleo Dormant": "dormant", "Dora Senior": "senior",
        "Emil Stranger": "stranger"}  # fmt: skip


def person(name: str) -> str:
    return f"People/{name}.md"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> State:
    root = tmp_path_factory.mktemp("drafts") / "vault"
    root.mkdir()
    write_vault(root, [Part(f"-- {path} --", text) for path, text in NOTES.items()])
    vault = open_vault(str(root))
    with Memo.open(str(root.parent / "cache"), stamp(vault)) as memo:
        return refresh(vault, memo, TODAY)


def drafted(state: State, name: str, kind: str, **more: Any) -> Draft:
    return compose(state.findings, Request(person(name), kind)._replace(**more))


def filled_in(draft: Draft) -> str:
    """The draft as somebody leaves it who has filled in every mark."""
    return re.sub(r"==.*?==", "Lisbon", draft.text)


def found(state: State, text: str, request: Request) -> tuple[Finding, ...]:
    """What is to be mended in a draft, by what the notes know of the ask."""
    settings, block = state.findings.settings, VaultHandler().block(text)
    assert block is not None
    ask = ask_of(request, TODAY, settings)
    tie = state.findings.standings[request.person].tie
    occasion = Occasion(
        kind=request.kind,
        weight=ask.weight,
        met=tie is not None,
        silence=tie.silence_days if tie else None,
        lead=(request.needed_by - TODAY).days if request.needed_by else None,
        wanted=lead_days(settings.ask, request.kind, ask.weight),
        to_hire=request.to_hire,
    )
    return lint(text[block.body :], block.body_line, occasion, rules(Lint()))


@pytest.mark.parametrize(("name", "fit"), FITS.items())
def test_the_tone_is_fitted_to_whom_it_is_for(state: State, name: str, fit: str) -> None:
    findings = state.findings
    assert fit_of(findings.standings[person(name)], findings.settings) == fit


@pytest.mark.parametrize("name", FITS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_passes_its_own_check_once_filled_in(state: State, name: str, kind: str) -> None:
    assert found(state, filled_in(drafted(state, name, kind)), Request(person(name), kind)) == ()


@pytest.mark.parametrize("name", FITS)
@pytest.mark.parametrize("kind", KINDS)
def test_so_does_one_that_is_deep_and_needed_at_once(state: State, name: str, kind: str) -> None:
    soon = date(2026, 11, 23)
    request = Request(person(name), kind, "deep", person("Jane Smith"), soon, to_hire=True)
    draft = compose(state.findings, request)
    assert [f.rule for f in found(state, filled_in(draft), request) if f.rule != "long"] == []
    assert "short notice" in draft.text
    assert "23 November" in draft.text


@pytest.mark.parametrize("name", ["Ana Mentor", "Cleo Dormant", "Dora Senior", "Emil Stranger"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_leaves_room_for_six_words_in_each_mark(state: State, name: str, kind: str) -> None:
    text = re.sub(r"==.*?==", "one two three four five six", drafted(state, name, kind).text)
    assert "long" not in {finding.rule for finding in found(state, text, Request(person(name), kind))}


def test_a_reference_is_for_me_and_goes_to_the_target(state: State) -> None:
    draft = drafted(state, "Ben Peer", "reference", target=person("Jane Smith"))
    assert "Would you be willing to write one, to be sent to Jane Smith?" in draft.text
    assert "The letter is for Jordan Vale, and goes to Jane Smith" in draft.text
    assert "reference for Jane Smith" not in draft.text


@pytest.mark.parametrize("kind", KINDS)
def test_what_only_the_user_knows_is_marked_and_an_error_until_filled_in(state: State, kind: str) -> None:
    draft = drafted(state, "Ben Peer", kind)
    assert "==" in draft.text
    rules_broken = {finding.rule for finding in found(state, draft.text, Request(person("Ben Peer"), kind))}
    assert rules_broken == {"unfilled"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_note_of_a_draft_is_a_favour_that_was_not_asked_for_yet(state: State, kind: str) -> None:
    draft = drafted(state, "Ben Peer", kind, target=person("Jane Smith"), needed_by=date(2027, 1, 15))
    vault = open_vault(".")
    from vaultkit.look import reading

    says = read(parse_note(f"Drafts/{draft.name}.md", draft.text.encode()), reading(vault))
    assert says.problems == ()
    favor = says.favor
    assert favor is not None
    assert (favor.direction, favor.status, favor.kind, favor.out) == ("asked", "draft", kind, True)
    assert (favor.person.text, favor.needed_by) == ("People/Ben Peer", date(2027, 1, 15))
    assert favor.target is not None
    assert favor.target.text == "People/Jane Smith"
    assert says.interactions == ()
    assert says.moves == ()
    assert says.promises == ()


def test_what_the_notes_say_stands_in_a_comment_with_its_links_and_is_not_sent(state: State) -> None:
    text = drafted(state, "Ben Peer", "feedback").text
    comment, sent = text.partition("%%\n")[2].split("\n%%\n")
    assert "in touch on 3 Nov 2026, 3 weeks ago" in comment
    assert "“coffee, he moves teams in Q1” ([[People/Ben Peer|note]])" in comment
    assert "did for you: “an introduction to Jane Smith”" in comment
    assert "and no thanks noted yet" in comment
    assert "has little time until 15 Dec 2026" in comment
    assert "offers: “design review”" in comment
    assert "needs: “hiring engineers”" in comment
    assert "[[" not in sent
    assert "moves teams" not in sent


def test_what_is_known_is_filled_in(state: State) -> None:
    text = drafted(state, "Ben Peer", "introduction", target=person("Jane Smith")).text
    assert "Hi Ben," in text
    assert "We know each other from Initech." in text
    assert "the introduction you made for me in September 2026" in text
    assert "introduce me to Jane Smith?" in text
    assert "a lot on your hands" in text
    assert "\nJordan Vale\n" in text
    assert "## To forward\n\nJordan Vale, " in text


def test_a_long_silence_is_named(state: State) -> None:
    assert "far too long: 2 years since we were last in touch" in drafted(state, "Cleo Dormant", "advice").text


def test_a_reference_comes_with_a_draft_of_the_letter_and_a_way_out(state: State) -> None:
    text = drafted(state, "Ana Mentor", "reference").text
    assert "## Draft letter" in text
    assert "packet:\n  - draft letter" in text
    assert "by ==the day, best not before 13 December==" in text
    assert "We worked together" in text
    assert "a no is perfectly fine" in text


def test_a_job_ask_says_that_an_application_is_made(state: State) -> None:
    assert "I applied for" in drafted(state, "Ben Peer", "referral").text
    hiring = drafted(state, "Ben Peer", "introduction", to_hire=True)
    assert "I applied for" in hiring.text
    assert "weight: deep" in hiring.text


def test_its_name_says_when_what_and_for_whom(state: State) -> None:
    assert drafted(state, "Ben Peer", "introduction").name == "2026-11-22 introduction, Ben Peer"


def test_no_placeholder_makes_the_note_a_template(state: State) -> None:
    for kind in KINDS:
        assert "{" not in drafted(state, "Emil Stranger", kind).text


def test_it_is_the_same_each_time(state: State) -> None:
    assert drafted(state, "Ben Peer", "feedback") == drafted(state, "Ben Peer", "feedback")


def test_the_sample_vault_is_no_part_of_these_tests() -> None:
    assert not Path("Drafts").exists()
