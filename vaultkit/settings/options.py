"""The table of all options: what each is called, what it takes and what it means.

Parsing, validation and the template of `vaultkit init` are driven by this one table; the defaults stand in shapes.py.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from vaultkit.settings.lint import PHRASES, RULES
from vaultkit.settings.shapes import Settings

Kind: TypeAlias = Literal[
    "words", "text", "choice", "zone", "reports folder", "folders", "names", "phrases",
    "whole", "number", "number or own", "whole by weight", "number by weight",
]  # fmt: skip
SPAN = 36_500  # days: a hundred years


class Option(NamedTuple):
    """One option: its section ("" for the top of the file), name, kind, meaning and range."""

    section: str
    name: str
    kind: Kind
    about: str
    low: float = 0
    high: float = SPAN
    choices: tuple[str, ...] = ()

    @property
    def default(self) -> object:
        """The value where the file does not say."""
        home = getattr(Settings(), self.section) if self.section else Settings()
        return getattr(home, self.name)


class Section(NamedTuple):
    """One table of the file; an open one has keys of the user's choosing."""

    name: str
    about: str
    open: bool = False


SECTIONS = (
    Section("me", "Who you are."),
    Section("folders", "Where things are: folders relative to the vault, with / between their parts."),
    Section("tiers", 'How often to be in touch, by tier or tag. Example: close = "30d", peers = "quarterly"', True),
    Section("ask", "When asking is fair, and what is owed afterwards."),
    Section("ties", "How the strength of a tie and its chance of falling silent are computed."),
    Section("favors", "What favours weigh."),
    Section("paths", "Who can introduce you, and how much may be asked of them."),
    Section("lint", "What `vaultkit lint` looks for in a draft."),
    Section("reports", "How much the reports show."),
    Section("log", "Where `vaultkit log` and imports write what happened."),
    Section("watch", "How `vaultkit watch` paces itself, in seconds."),
    Section("synonyms", 'Your own words for the keys vaultkit reads. Example: firma = "org"', True),
)

OPTIONS = (
    Option("", "daily_links", "choice", "What a link to a person in a daily note is: contact, or nothing.",
           choices=("contact", "ignore")),
    Option("", "zone", "zone", 'The time zone that decides what day it is: "system", or a name like Europe/Berlin.'),
    Option("me", "names", "words", "Your names as notes write them; you are never your own contact."),
    Option("me", "aliases", "words", "Other names and initials of yours."),
    Option("me", "emails", "words", "Your addresses, by which an import knows which messages are yours."),
    Option("folders", "reports", "reports folder", "Where reports are written; no note of yours is ever changed."),
    Option("folders", "drafts", "reports folder", "Where `vaultkit draft` puts a new note; none is ever written over."),
    Option("folders", "people", "folders", "Every note in these folders is a contact."),
    Option("folders", "templates", "folders", "Template folders besides those that Obsidian's settings name."),
    Option("folders", "exclude", "folders", "Folders and notes that are not read."),
    Option("ask", "strength", "number by weight", "An ask wants a tie of at least this strength …"),
    Option("ask", "contact_days", "whole by weight", "… or this many days in touch, ever …"),
    Option("ask", "closeness", "whole by weight", "… or this closeness in your own word.", high=4),
    Option("ask", "cooldown_days", "whole by weight", "Days between two asks to one person."),
    Option("ask", "unanswered", "whole by weight", "Unanswered approaches in a row, at most, before an ask.", high=99),
    Option("ask", "lead_days", "whole by weight", "Days between the ask and the day it is needed."),
    Option("ask", "reference_lead_days", "whole", "The same for a reference."),
    Option("ask", "urgent_days", "whole", "A deadline this near makes an ask one weight heavier."),
    Option("ask", "silent_days", "whole", "Days of silence from which only something light may be asked.", 1),
    Option("ask", "no_ask_contacts", "whole by weight", "Days in touch without an ask since the last one.", high=99),
    Option("ask", "deep_per_quarter", "whole", "Deep asks in a quarter, over everybody; only shown.", high=999),
    Option("ask", "open_at_once", "whole", "Asks open at one time, over everybody; only shown.", high=999),
    Option("ask", "acknowledge_days", "whole", "Days to acknowledge a refusal."),
    Option("ask", "risk_days", "whole", "Days after which a refusal not acknowledged puts the tie at risk."),
    Option("ask", "blocked_days", "whole", "Days after which it bars the next ask, in so many words."),
    Option("ask", "rest_days", "whole", "Days of rest after a refusal, for a request of the same kind."),
    Option("ask", "thank_days", "whole", "Days to say thanks."),
    Option("ask", "answer_days", "whole", "Days to answer what others asked of you."),
    Option("ask", "report_days", "whole", "Days to report back how it went."),
    Option("ask", "introduction_days", "whole", "Days to follow up an introduction."),
    Option("ask", "nudge_after", "whole by weight", "Days without an answer before a nudge."),
    Option("ask", "nudge_gap", "whole", "Days between two nudges."),
    Option("ask", "nudges", "whole", "Nudges for one ask, at most.", high=99),
    Option("ask", "stop_after", "whole", "Unanswered messages in a row, on any channel, after which to stop.", 1, 99),
    Option("ask", "parked_days", "whole", "Days a parked ask is kept."),
    Option("ask", "expire_days", "whole", "Days without a word after which an ask of yours has lapsed."),
    Option("ties", "half_life", "number", "Days after which a day in touch counts half.", 1),
    Option("ties", "rho", "number", "How fast company thins a meeting: each of n people counts 1/(n-1)^rho.", high=10),
    Option("ties", "group_limit", "whole", "More people than this, counting you, make no ties.", 2, 10_000),
    Option("ties", "horizon", "whole", "Silent means no contact within this many days.", 1),
    Option("ties", "alpha", "number or own", 'Log odds of silence; "own" learns it from your history.', -20, 20),
    Option("ties", "exponent", "number", "How steeply the odds of silence rise with the silence index.", 0.01, 10),
    Option("ties", "grace", "number", "Days added to every silence, so that yesterday and today differ little.", 0.01),
    Option("ties", "cooling", "number", "Chance of silence from which a tie is cooling …", high=1),
    Option("ties", "slipping", "number", "… slipping …", high=1),
    Option("ties", "dormant", "number", "… and dormant …", high=1),
    Option("ties", "dormant_days", "whole", "… once it has been silent for this many days …"),
    Option("ties", "long_dormant_days", "whole", "… and long dormant after this many."),
    Option("ties", "touch_chance", "number", "Touch-by is the day the chance of silence reaches this.", 0.01, 0.99),
    Option("ties", "bridge_chance", "number", "The same for a contact who alone leads to a circle.", 0.01, 0.99),
    Option("ties", "past_cuts", "whole", "Past quarter-ends needed to learn alpha from your history …", 1, 1000),
    Option("ties", "past_rows", "whole", "… and rated ties needed.", 1, 1_000_000),
    Option("favors", "light", "number", "Size of a light favour: advice, a pointer.", 0.01, 10_000),
    Option("favors", "medium", "number", "Size of a medium one: an introduction, a review.", 0.01, 10_000),
    Option("favors", "deep", "number", "Size of a deep one: a reference, a referral, days of work.", 0.01, 10_000),
    Option("favors", "light_minutes", "number", "A favour given in minutes is light up to this …", high=100_000),
    Option("favors", "medium_minutes", "number", "… medium up to this, and deep beyond.", high=100_000),
    Option("favors", "given_half_life", "number", "Days after which a favour you gave counts half.", 1),
    Option("favors", "received_half_life", "number", "Days after which a favour you received counts half.", 1),
    Option("favors", "smoothing", "number", "Keeps a balance near 0 while little was exchanged.", 0.01, 10_000),
    Option("favors", "give_back_balance", "number", "Balance at or below which you could give back …", -1, 1),
    Option("favors", "give_back_received", "number", "… if at least this much was received.", high=10_000),
    Option("favors", "one_way_balance", "number", "Balance at or above which you are giving one way …", -1, 1),
    Option("favors", "one_way_given", "number", "… if at least this much was given.", high=10_000),
    Option("paths", "strength_share", "number", "So much strength leaves a connector room for 1 more.", 0.01, 10_000),
    Option("paths", "load_half_life", "number", "Days after which what was asked of a connector loads half.", 1),
    Option("paths", "credit_half_life", "number", "The same for one that was thanked for and reported back.", 1),
    Option("paths", "knows_half_life", "number", "Days after which a tie of two others counts half.", 1),
    Option("paths", "second", "number", "What a second person on the way leaves of a path's chance.", high=1),
    Option("lint", "many_words", "whole", "More words than this are worth a warning …", 1, 100_000),
    Option("lint", "most_words", "whole", "… and more than this an error.", 1, 100_000),
    Option("lint", "same_text", "whole", "People to whom one text may not go.", 2, 1000),
    Option("lint", "off", "names", 'Rules not to check. Example: ["no-return"]', choices=RULES),
    Option("lint", "errors", "names", "Rules that are errors to you.", choices=RULES),
    Option("lint", "warnings", "names", "Rules that are no more than warnings to you.", choices=RULES),
    Option("lint", "phrases", "phrases",
           'Your own phrases, in any language, by group. Example: {way-out = ["passt auch, wenn nicht"]}',
           choices=PHRASES),
    Option("reports", "weekly", "whole", "Next steps shown for a week; the rest is counted.", 1, 1000),
    Option("reports", "birthdays_ahead", "whole", "Days ahead for birthdays.", high=366),
    Option("reports", "meetings_ahead", "whole", "Days ahead for planned meetings."),
    Option("reports", "briefs_ahead", "whole", "Days ahead for which planned meetings get a brief; 0: none do."),
    Option("log", "folder", "reports folder", "Where the log of a month goes, and what imports tell."),
    Option("log", "heading", "text",
           'Heading of the daily note under which lines go; "": at its end. Example: "## People"'),
    Option("log", "quiet", "number", "Seconds a note must have been left alone before a command writes to it.", 0, 60),
    Option("watch", "quiet", "number", "Quiet to wait for after a change, before notes are read …", 0.02, 60),
    Option("watch", "longest", "number", "… but no longer than this, however much is being written.", 0.1, 600),
    Option("watch", "write_gap", "number", "Reports are written no more often than this.", 0, 3600),
    Option("watch", "reconcile", "whole", "The whole vault is looked through this often as well.", 10, 86_400),
    Option("watch", "poll", "whole", "How often it is looked through where no changes can be heard of.", 1, 3600),
)  # fmt: skip
