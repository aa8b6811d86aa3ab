"""What a draft is checked for before it is sent: each rule, and what must not set it off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from vaultkit.cli.lint import rules
from vaultkit.drafts.lint import Finding, lint, read
from vaultkit.drafts.occasion import Occasion
from vaultkit.drafts.phrases import finder, plain
from vaultkit.settings import Lint, Phrases, read_settings

OURS = rules(Lint())
DEEP = Occasion("referral", "deep", met=True, silence=10)
MEDIUM = Occasion("feedback", "medium", met=True, silence=10)
LIGHT = Occasion("advice", "light", met=True, silence=10)
GOOD = """Hi Ana,

I hope the new team is fun. We worked together at Acme, so you know how I write.

Would you read the two pages attached and tell me where you stop? I'd like to send them off on Friday.

If it doesn't suit you, please just say so.

Thank you! I'd be glad to do the same for you.
"""


def found(body: str, occasion: Occasion = MEDIUM, settings: Lint | None = None) -> tuple[Finding, ...]:
    return lint(body, 1, occasion, rules(settings) if settings else OURS)


def broken(body: str, occasion: Occasion = MEDIUM, settings: Lint | None = None) -> list[str]:
    return [finding.rule for finding in found(body, occasion, settings)]


def test_a_thoughtful_message_has_nothing_to_mend() -> None:
    assert broken(GOOD) == []


# --- the way out ---


@pytest.mark.parametrize(
    "words",
    [
        "No pressure at all.", "I totally understand if not.", "No worries if you can't.", "Feel free to say no.",
        "If you'd rather not, just tell me.", "Only if you have the time.", "A no is perfectly fine.",
        "Please don't feel obliged.", "If this is too much, I'll find someone else.", "There's no obligation.",
        "Should it be inconvenient, I would understand.", "It's fine if you pass.", "I won't be offended.",
        "If you're swamped, ignore this.", "I'd understand completely.", "No hard feelings.",
        "Either way, it was good to see you.", "If you don't feel comfortable, say so.", "Whatever you decide is fine.",
        "If that’s not possible, no problem.",
    ],
)  # fmt: skip
def test_a_way_out_has_many_words(words: str) -> None:
    assert "no-way-out" not in broken(GOOD.replace("If it doesn't suit you, please just say so.", words))


def test_a_medium_or_deep_ask_needs_one_and_a_light_one_does_not() -> None:
    body = GOOD.replace("If it doesn't suit you, please just say so.", "")
    assert broken(body) == ["no-way-out"]
    assert "no-way-out" in broken(body, DEEP)
    assert "no-way-out" not in broken(body, LIGHT)
    assert broken(body, MEDIUM._replace(facts=frozenset(["out"]))) == []


def test_room_left_in_other_words_makes_it_a_warning() -> None:
    body = GOOD.replace(
        "If it doesn't suit you, please just say so.", "I know you may prefer to keep to your own work."
    )
    assert [(finding.rule, finding.level) for finding in found(body)] == [("no-way-out", "warning")]
    assert [finding.level for finding in found(body, settings=Lint(errors=("no-way-out",)))] == ["error"]


# --- demands ---


@pytest.mark.parametrize(
    "words",
    [
        "Get me an interview.", "I need you to do this.", "Please do it ASAP.", "You have to read it.",
        "I won't take no for an answer.", "I'm sure you won't mind.", "You owe me one.", "Make sure you read it.",
        "I've put you down as my reference.", "I'm counting on you.", "Send me your notes.", "You really must come.",
        "I expect that you read it.", "Hi Ana, get me a job.",
    ],
)  # fmt: skip
def test_a_demand_is_an_error(words: str) -> None:
    assert broken(f"{GOOD}\n{words}\n") == ["demand"]


@pytest.mark.parametrize(
    "words",
    [
        "I don't need you to edit it.", "You don't have to answer.", "There's no need to do it ASAP.",
        "It's not urgent.", "I'm not asking you to get me a job.", "If you have to choose, take the second.",
        "He told me: “get me the numbers”.", "I want you to know how grateful I am.", "You should feel free to pass.",
        "I will answer as soon as possible.", "I want to make sure that I haven't broken it.",
        "I can send you whatever you need to decide.", "You needn't do anything right now.",
        "I'm sure you are busy.", "Give my love to Sam.", "You owe me nothing.", "Tell me whatever you have to say.",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_demand_is_none(words: str) -> None:
    assert broken(f"{GOOD}\n{words}\n") == []


def test_each_demand_is_told_with_its_line() -> None:
    body = "Hi Ana,\n\nI hope you're well. As we worked\ntogether, you owe me one.\n"
    demands = [finding for finding in found(f"{body}\n\nYou must come.") if finding.rule == "demand"]
    assert [finding.line for finding in demands] == [4, 7]


# --- what is not the message ---


@pytest.mark.parametrize(
    "aside",
    [
        "> You must do it ASAP.", "```\nget me a job\n```", "`get me`", "%% I need you to fill ==this== in %%",
        "<!-- You must do it -->", "%%\nget me\n\n==x==\n%%", "-- \nGet me on the phone: 555", "[^1]: Get me the book.",
        "## My notes\n\nGet me a job. ==x==",
    ],
)  # fmt: skip
def test_quotes_code_comments_and_notes_of_ones_own_are_not_sent(aside: str) -> None:
    assert broken(f"{GOOD}\n{aside}\n") == []


def test_lines_are_those_of_the_note() -> None:
    body = "%% a\nb %%\n\n```\nx\n```\n\nGet me a job.\n"
    assert [f.line for f in lint(body, 11, LIGHT, OURS) if f.rule == "demand"] == [18]


def test_what_goes_with_the_message_is_not_counted_and_makes_it_easy() -> None:
    introduction = MEDIUM._replace(kind="introduction")
    body = GOOD.replace(" attached", "")
    assert broken(body, introduction) == ["not-easy"]
    assert broken(f"{body}\n## To forward\n\n{'Ana is a designer. ' * 80}", introduction) == []
    assert broken(body, introduction._replace(facts=frozenset(["packet"]))) == []


def test_links_and_emphasis_are_read_as_their_text() -> None:
    message = read("We met at [[Notes/Acme|Acme]], see [the page](https://acme.example/a). Do it **ASAP**", 1, OURS)
    assert message.words == 10
    assert "demand" in broken(f"{GOOD}\nDo it **ASAP**.")


# --- placeholders ---


@pytest.mark.parametrize(
    "mark", ["==their name==", "{{name}}", "<% name %>", "[your name]", "[company]", "____", "TODO"]
)
def test_what_is_still_to_be_filled_in_is_an_error(mark: str) -> None:
    assert broken(f"{GOOD}\nSee {mark} there.") == ["unfilled"]
    assert "unfilled" in broken(f"{GOOD}\n## To forward\n\n{mark}") or mark == "TODO"


@pytest.mark.parametrize(
    "words", ["a == b is true", "[sic]", "a [link](https://x.example)", "[[A note]]", "snake_case"]
)
def test_what_only_looks_like_a_mark_is_none(words: str) -> None:
    assert broken(f"{GOOD}\nSee {words} there.") == []


# --- length ---


@pytest.mark.parametrize(("words", "rule"), [(150, None), (151, "long"), (250, "long"), (251, "too-long")])
def test_length(words: int, rule: str | None) -> None:
    more = words - read(GOOD, 1, OURS).words
    assert broken(f"{GOOD}\n{'word ' * more}") == ([rule] if rule else [])


def test_the_limits_are_settings() -> None:
    assert broken(GOOD, settings=Lint(many_words=20, most_words=30)) == ["too-long"]


# --- the other rules ---


@pytest.mark.parametrize(
    ("taken_out", "rule"),
    [
        ("I hope the new team is fun. ", "no-hello"),
        ("We worked together at Acme, so you know how I write.", "no-context"),
        (" I'd like to send them off on Friday.", "no-outcome"),
        ("Thank you! ", "no-thanks"),
        (" I'd be glad to do the same for you.", "no-return"),
    ],
)
def test_what_a_message_lacks_is_a_warning(taken_out: str, rule: str) -> None:
    assert taken_out in GOOD
    findings = found(GOOD.replace(taken_out, ""))
    assert [(finding.rule, finding.level) for finding in findings] == [(rule, "warning")]


def test_properties_of_the_note_stand_for_words() -> None:
    body = GOOD.replace("We worked together at Acme, so you know how I write.", "")
    assert broken(body.replace(" I'd like to send them off on Friday.", "")) == ["no-context", "no-outcome"]
    said = MEDIUM._replace(facts=frozenset(["why_you", "desired_outcome"]))
    assert broken(body.replace(" I'd like to send them off on Friday.", ""), said) == []


@pytest.mark.parametrize(
    "words", ["I would love to pick your brain.", "Any help is welcome.", "I am looking for a job."]
)
def test_something_specific_is_to_be_asked(words: str) -> None:
    ask = "Would you read the two pages attached and tell me where you stop?"
    assert "nothing-asked" in broken(GOOD.replace(ask, words))


@pytest.mark.parametrize(("days", "rules_broken"), [(364, []), (365, ["gap"]), (2000, ["gap"])])
def test_a_long_silence_is_to_be_named(days: int, rules_broken: list[str]) -> None:
    silent = MEDIUM._replace(silence=days)
    assert broken(GOOD, silent) == rules_broken
    assert broken(f"It has been far too long.\n\n{GOOD}", silent) == []


def test_the_silence_is_told_in_words() -> None:
    (gap,) = found(GOOD, MEDIUM._replace(silence=1096))
    assert gap.about == "you were not in touch for 3 years, and the message does not say so"


@pytest.mark.parametrize(("lead", "rules_broken"), [(7, []), (6, ["short-notice"]), (0, ["short-notice"])])
def test_a_short_lead_wants_an_apology(lead: int, rules_broken: list[str]) -> None:
    hurried = MEDIUM._replace(lead=lead, wanted=7)
    assert broken(GOOD, hurried) == rules_broken
    assert broken(f"{GOOD}\nSorry for the short notice!", hurried) == []


@pytest.mark.parametrize(
    ("work", "body", "wrong"),
    [
        (True, "Would you write me a reference?", False),
        (False, "Would you write me a reference? We worked together at Acme.", True),
        (None, "Would you write me a reference? We worked together at Acme.", False),
        (None, "Would you write me a reference?", True),
    ],
)
def test_a_reference_needs_a_tie_of_work(work: bool | None, body: str, wrong: bool) -> None:
    rules_broken = broken(body, Occasion("reference", "deep", met=True, silence=10, work=work))
    assert ("no-work-tie" in rules_broken) == wrong


def test_a_job_ask_needs_an_application() -> None:
    assert "not-applied" in broken(GOOD, DEEP)
    assert "not-applied" not in broken(f"{GOOD}\nI applied on Monday.", DEEP)
    assert "not-applied" in broken(GOOD, MEDIUM._replace(kind="introduction", to_hire=True))
    assert "not-applied" not in broken(GOOD, MEDIUM._replace(kind="introduction"))


def test_a_deep_ask_says_what_is_in_it_for_them() -> None:
    assert "no-upside" in broken(GOOD, DEEP)
    assert "no-upside" not in broken(GOOD, DEEP._replace(facts=frozenset(["their_upside"])))
    assert "no-upside" not in broken(f"{GOOD}\nYour team would get somebody who knows the code.", DEEP)


def test_a_stranger_is_told_who_writes_even_for_something_light() -> None:
    body = "Could you send me the slides? Thank you!"
    resource = Occasion("resource", "light", met=False)
    assert broken(body, resource) == ["no-context-stranger"]
    assert broken(f"I'm a nurse in Umeå. {body}", resource) == []
    assert broken(body, resource._replace(met=True, silence=3)) == []


def test_one_text_for_three_people_is_noticed_whatever_names_are_in_it() -> None:
    def to(name: str) -> tuple[str, str]:
        return name, GOOD.replace("Ana", name)

    assert broken(GOOD, MEDIUM._replace(person="Ana", others=(to("Ben"),))) == []
    (same,) = found(GOOD, MEDIUM._replace(person="Ana", others=(to("Cleo"), to("Ben"))))
    assert (same.rule, same.about) == ("same-text", "the same text goes to 3 people: also Ben and Cleo")
    other = ("Cleo", "Dear Cleo,\n\nwould you lend me your bicycle for the weekend?\n\nThanks!")
    assert broken(GOOD, MEDIUM._replace(person="Ana", others=(to("Ben"), other))) == []


def test_errors_come_first_and_then_by_line() -> None:
    findings = found("Hello.\n\nYou must come.\n\nGet me a job.", DEEP)
    levels = [finding.level for finding in findings]
    assert levels == sorted(levels)
    errors = [finding.line for finding in findings if finding.level == "error"]
    assert errors == sorted(errors)


def test_what_to_write_depends_on_the_kind() -> None:
    reference = found("Would you?", Occasion("reference", "deep", work=True))
    assert "a draft of the letter" in next(f.instead for f in reference if f.rule == "not-easy")


# --- the settings ---


def test_a_rule_can_be_switched_off_or_taken_more_or_less_seriously() -> None:
    body = GOOD.replace("Thank you! ", "")
    assert broken(body, settings=Lint(off=("no-thanks",))) == []
    assert [f.level for f in found(body, settings=Lint(errors=("no-thanks",)))] == ["error"]
    assert [f.level for f in found(f"{GOOD}\nGet me in.", settings=Lint(warnings=("demand",)))] == ["warning"]


def test_phrases_of_another_language_can_be_added() -> None:
    body = GOOD.replace("If it doesn't suit you, please just say so.", "Es passt auch, wenn nicht!")
    assert broken(body) == ["no-way-out"]
    german = Lint(phrases=Phrases((("way-out", ("passt auch, wenn nicht",)), ("demand", ("sofort",)))))
    assert broken(body, settings=german) == []
    assert broken(f"{body}\nDas brauche ich sofort.", settings=german) == ["demand"]


def test_settings_are_read_and_their_mistakes_told() -> None:
    said, problems = read_settings(
        '[lint]\noff = ["gap"]\nmost_words = 300\n[lint.phrases]\nway-out = "geht auch nicht"\n'
    )
    assert problems == ()
    assert said.lint == Lint(most_words=300, off=("gap",), phrases=Phrases((("way-out", ("geht auch nicht",)),)))
    _, problems = read_settings(
        '[lint]\noff = ["gapp"]\nerrors = ["long"]\nwarnings = "long"\n[lint.phrases]\nwayout = ["x"]\nthanks = [""]\n'
    )
    assert [f"{problem.place.line} {problem.code} {problem.message}" for problem in problems] == [
        "2 settings-unknown `lint.off`: there is no rule 'gapp' (did you mean `gap`?)",
        "3 settings-value 'long' stands in both `lint.errors` and `lint.warnings`; keep one of them",
        "6 settings-unknown `lint.phrases`: there is no group of phrases 'wayout' (did you mean `way-out`?)",
        "7 settings-value `lint.phrases.thanks` should be texts in quotes, none of them empty; found ''",
    ]


def test_drafts_have_a_folder_of_their_own() -> None:
    assert read_settings(None)[0].folders.drafts == "Drafts"
    _, problems = read_settings('[folders]\ndrafts = "People"\n')
    assert [problem.code for problem in problems] == ["settings-value"]
    assert read_settings('[folders]\ndrafts = "Reports"\n')[1]


# --- phrases ---


@pytest.mark.parametrize(
    ("phrase", "text", "there"),
    [
        ("no pressure", "No, pressure!", True),
        ("no pressure", "no pressures", False),
        ("can|could you", "Could\nyou", True),
        ("introduc* me", "introducing me", True),
        ("i_would|i'd like", "I would like", True),
        ("no [real] hurry", "no real hurry", True),
        ("no [real] hurry", "no hurry", True),
        ("[really] sorry", "sorry", True),
        ("if ... busy", "if you are far too busy", True),
        ("if ... busy", "if one two three four five six busy", False),
        ("^ get me", "so get me in", True),
        ("^ get me", "they get me in", False),
        (", you must", "Dear Ana, you must come", True),
        (", you must", "what you must see", False),
        ("do you ?", "do you know her?", True),
        ("do you ?", "so do you", False),
        ("that’s fine", "That's fine", True),
        ("café", "CAFE\u0301", False),  # text is composed before
        ("没关系", "你不来也没关系的", True),
        ("...", "anything", False),
        ("", "anything", False),
    ],
)
def test_how_phrases_are_written(phrase: str, text: str, there: bool) -> None:
    assert bool(finder([phrase]).search(plain(text))) == there


@examples(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_and_any_phrase_can_be_checked(body: str, phrases: list[str]) -> None:
    own = Lint(phrases=Phrases((("demand", tuple(phrases)),)))
    lines = body.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= finding.line <= lines for finding in lint(body, 1, DEEP, rules(own)))


def test_a_very_long_text_is_checked_in_no_time() -> None:
    assert "too-long" in broken("if you would and could " * 20_000)
