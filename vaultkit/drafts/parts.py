"""The parts of a message, in words: who we are to each other, the one thing asked, why, the way out, thanks.

Between `==` and `==` stands what only the user knows. Each part says by itself what a message is checked for, so that a
draft with its marks filled in passes.
"""

from __future__ import annotations

from collections.abc import Mapping

from vaultkit.drafts.fit import Fit

GREETING: Mapping[Fit, str] = {
    "mentor": "Dear {first},",
    "peer": "Hi {first},",
    "dormant": "Dear {first},",
    "senior": "Dear {name},",
    "stranger": "Dear {name},",
}
OPENING: Mapping[Fit, str] = {
    "mentor": "I hope you are well. ==one true line: how you have been, and what came of their last advice==",
    "peer": "How are you? I hope ==one true line: what you last heard of them==.",
    "dormant": (
        "It has been far too long: {silence} since we were last in touch. I hope you are well. "
        "==one true line: what you remember, or heard of them since=="
    ),
    "senior": "I hope you are well. ==one true line: what of theirs you saw, read or heard lately==",
    "stranger": (
        "I hope this finds you well. I am ==who you are, in half a sentence==, and I read "
        "==what of theirs led you to them, or who named them==."
    ),
}
MET = "We know each other from {place}."
WHO: Mapping[Fit, str] = {
    "mentor": "We know each other from ==where you worked or learned together==.",
    "peer": "We know each other from ==where you met or worked together==.",
    "dormant": "We met ==where and when, so that they need not search==.",
    "senior": "We met ==where and when, so that they need not search==.",
    "stranger": "",
}
ASKED: Mapping[str, str] = {
    "introduction": (
        "I have one favour to ask: would you be willing to introduce me to {target}? "
        "What I hope for is ==a good end, such as a 20-minute call about …==."
    ),
    "advice": (
        "May I ask you one question: ==the question, such that a few lines can answer it==? "
        "Your answer would help me decide ==what depends on it==."
    ),
    "feedback": (
        "Would you read ==what, and how long it is==, and tell me ==the one thing you want to know==? "
        "I hope to ==what it is for, and by when=="
    ),
    "referral": (
        "I applied for ==the position== at {target} on ==the day== (==reference number==). "
        "Would you be comfortable referring me? What I hope for is ==a good end, such as a first interview==."
    ),
    "reference": (
        "I am applying for ==what==, and they ask for a reference{by}. Would you be willing to write one{sent}? "
        "I hope to show ==the one or two things that they have seen you do==."
    ),
    "task": "Would you be able to ==the one thing, and how long it takes=={by}? It would help me ==what it is for==.",
    "resource": "Could you share ==what== with me? I would use it to ==what it is for==.",
}
OTHER = "Would you be willing to ==the one thing, and how long it takes=={by}? What I hope for is ==a good end==."
HIRING = "I applied for ==the position== on ==the day==, so it would not be about getting round anybody."
WHY: Mapping[str, str] = {
    "introduction": "I ask you because you know ==how they know each other, and that they are at ease with it==.",
    "referral": "You have seen how I work: ==where, when, and at what==.",
    "reference": "We worked together ==where and when: they can only vouch for what they saw==.",
}
SEEN_AT_WORK = ("referral", "reference")  # the reason is where you worked together
WHY_ELSE = "I ask you because you have ==what they know or did, that others have not==."
EASY: Mapping[str, str] = {
    "introduction": "Below is a paragraph that you can forward as it stands; change what you like.",
    "referral": "My résumé is attached, and two lines you can paste are below.",
    "reference": "To save you time, a draft letter with the dates is below; change what you like.",
}
BY = "I need it by {day}."
HASTE = "I am sorry for the short notice: ==why it is so late==."
UPSIDE = (
    "There may be something in it for you too: ==what, for them or those they care for; take the line out if nothing=="
)
BUSY = "I know that you have a lot on your hands just now."
OUT: Mapping[Fit, str] = {
    "mentor": "If it does not feel right, or the time is bad, please tell me frankly; a no is perfectly fine.",
    "peer": "If it does not suit you, please just say so; it changes nothing between us.",
    "dormant": "It is a lot to ask after such a silence. If you would rather not, a no is perfectly fine.",
    "senior": "If it is inconvenient, I will of course understand; a no, or no answer, is perfectly fine.",
    "stranger": "If you have no time for this, please feel free to ignore it.",
}
THANKS = "Thank you for considering it."
THANKS_AGAIN = "I am still grateful for {help}{when}."
RETURN = "If I can ever do something for you, please tell me."
RETURN_NEED = "If I can help you with ==what they need that you could really do: see the note above==, please tell me."
HELP: Mapping[str, str] = {  # kind of favour → how it is named to whoever did it
    "introduction": "the introduction you made for me",
    "advice": "your advice",
    "feedback": "your feedback",
    "referral": "your referral",
    "reference": "the reference you gave me",
    "task": "your help",
    "resource": "what you shared with me",
}
HELP_ELSE = "what you did for me"
SENT = ", to be sent to {target}"  # a reference: it is for me, and goes to them
LETTER = "The letter is for {me}, and goes to {target}: ==their address, and the form they want=="
LETTER_ELSE = "==for whom the letter is, and where it goes=="
PACKET: Mapping[str, tuple[str, str]] = {  # kind → what the front matter names, and the section of the note
    "introduction": (
        "paragraph to forward",
        "## To forward\n\n{me}, ==who you are in one line==, would like to speak with {target} about "
        "==what, in one line==. ==what speaks for it: one fact they can check== Contact: ==your address==",
    ),
    "referral": (
        "résumé and two lines",
        "## To paste\n\n==two lines: what you do, and the one result that fits this position==\n\n"
        "==link to your résumé, or attach it==",
    ),
    "reference": (
        "draft letter",
        "## Draft letter\n\n==how long and in what role they have known you, with dates==\n\n"
        "==two things they saw you do, with what came of them==\n\n{letter}",
    ),
}
