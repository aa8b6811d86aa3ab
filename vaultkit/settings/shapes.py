"""What can be set: frozen settings with their defaults. Days unless said otherwise; options.py explains each."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

N = TypeVar("N", int, float)


class ByWeight(NamedTuple, Generic[N]):
    """One number each for light, medium and deep favours."""

    light: N
    medium: N
    deep: N


class Me(NamedTuple):
    """Who the vault's owner is, so that a link to them is not a contact."""

    names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()  # by which an import knows which messages are yours


class Folders(NamedTuple):
    """Folders of the vault: relative to its root, `/` between the parts, NFC."""

    reports: str = "Reports"
    drafts: str = "Drafts"
    people: tuple[str, ...] = ("People", "Contacts")
    templates: tuple[str, ...] = ()  # besides those Obsidian's own settings name
    exclude: tuple[str, ...] = ()


class Ask(NamedTuple):
    """When asking is fair, and what is owed afterwards."""

    strength: ByWeight[float] = ByWeight(0.0, 1.0, 4.0)
    contact_days: ByWeight[int] = ByWeight(0, 3, 8)
    closeness: ByWeight[int] = ByWeight(0, 2, 3)
    cooldown_days: ByWeight[int] = ByWeight(30, 90, 180)
    unanswered: ByWeight[int] = ByWeight(2, 1, 0)
    lead_days: ByWeight[int] = ByWeight(2, 7, 14)
    reference_lead_days: int = 21
    urgent_days: int = 1
    silent_days: int = 365
    no_ask_contacts: ByWeight[int] = ByWeight(0, 1, 2)
    deep_per_quarter: int = 2
    open_at_once: int = 3
    acknowledge_days: int = 2
    risk_days: int = 7
    blocked_days: int = 30
    rest_days: int = 90
    thank_days: int = 2
    answer_days: int = 7
    report_days: int = 30
    introduction_days: int = 30
    nudge_after: ByWeight[int] = ByWeight(7, 10, 14)
    nudge_gap: int = 10
    nudges: int = 2
    stop_after: int = 2
    parked_days: int = 60
    expire_days: int = 60


class Ties(NamedTuple):
    """What the strength of a tie and the chance of its falling silent stand on."""

    half_life: float = 365.0
    rho: float = 1.0
    group_limit: int = 12
    horizon: int = 90
    alpha: float | None = None  # None: from the vault's own history, else 2
    exponent: float = 0.75
    grace: float = 7.0
    cooling: float = 0.3
    slipping: float = 0.7
    dormant: float = 0.9
    dormant_days: int = 180
    long_dormant_days: int = 1095
    touch_chance: float = 0.5
    bridge_chance: float = 0.4
    past_cuts: int = 2
    past_rows: int = 20


class Favors(NamedTuple):
    """What favours weigh, how slowly they are forgotten, and when a balance is worth a word."""

    light: float = 1.0
    medium: float = 3.0
    deep: float = 9.0
    light_minutes: float = 20.0
    medium_minutes: float = 120.0
    given_half_life: float = 365.0
    received_half_life: float = 1825.0
    smoothing: float = 2.0
    give_back_balance: float = -1 / 3
    give_back_received: float = 3.0
    one_way_balance: float = 2 / 3
    one_way_given: float = 9.0


class Paths(NamedTuple):
    """What may be asked of those who introduce, and what a path to somebody is worth."""

    strength_share: float = 4.0
    load_half_life: float = 180.0
    credit_half_life: float = 365.0
    knows_half_life: float = 1825.0
    second: float = 0.35


class Phrases(NamedTuple):
    """Phrases of the user's own, by the group they belong to."""

    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Lint(NamedTuple):
    """What a draft is checked for, beside vaultkit's own rules."""

    many_words: int = 150
    most_words: int = 250
    same_text: int = 3  # people
    off: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    phrases: Phrases = Phrases()


class Reports(NamedTuple):
    """How much the reports show."""

    weekly: int = 7  # rows
    birthdays_ahead: int = 14
    meetings_ahead: int = 30
    briefs_ahead: int = 7


class Log(NamedTuple):
    """Where commands and imports write what happened."""

    folder: str = "Log"
    heading: str = ""  # of the daily note, under which lines go; "": at the end
    quiet: float = 2.0  # seconds that a note must have been left alone before it is written to


class Watch(NamedTuple):
    """How the watcher paces itself; seconds."""

    quiet: float = 0.3
    longest: float = 2.0
    write_gap: float = 2.0
    reconcile: int = 600
    poll: int = 10


class Settings(NamedTuple):
    """`vaultkit.toml` as frozen values; whatever it leaves out has its default."""

    me: Me = Me()
    folders: Folders = Folders()
    tiers: tuple[tuple[str, int], ...] = ()  # tier or tag in key form → days
    ask: Ask = Ask()
    ties: Ties = Ties()
    favors: Favors = Favors()
    paths: Paths = Paths()
    lint: Lint = Lint()
    reports: Reports = Reports()
    log: Log = Log()
    watch: Watch = Watch()
    synonyms: tuple[tuple[str, str], ...] = ()  # the user's key in key form → the key it stands for
    daily_links: str = "contact"
    zone: str = "system"
