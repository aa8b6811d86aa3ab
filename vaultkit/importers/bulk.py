"""What no person wrote to the owner alone: newsletters, lists, programs, automatic answers, spam and drafts."""

from __future__ import annotations

import re

from vaultkit.importers.addresses import mailboxes
from vaultkit.importers.headers import Fields, first, words

NEWSLETTER = "newsletters and mailing lists"
PROGRAM = "sent by a program (no-reply, notifications)"
AUTOMATIC = "automatic replies and delivery reports"
INVITATION = "calendar invitations"
THROWN_AWAY = "spam, rubbish, drafts"

_FOLDERS = frozenset(
    """spam junk trash bin drafts draft junk-e-mail junk-email bulk-mail bulk deleted-items deleted-messages deleted
    outbox templates
    papierkorb entwürfe gelöscht gelöschte-elemente gelöschte-objekte junk-e-mail-ordner
    corbeille brouillons pourriel éléments-supprimés indésirables courrier-indésirable
    papelera borradores correo-no-deseado elementos-eliminados
    cestino bozze posta-indesiderata posta-eliminata lixeira rascunhos lixo itens-excluídos
    prullenbak concepten ongewenste-e-mail papperskorgen utkast skräppost papirkurv kladder uønsket-mail
    papperskorg kosz wersje-robocze roskakori luonnokset roskaposti корзина черновики спам
    ゴミ箱 下書き 迷惑メール 垃圾邮件 草稿 已删除邮件 휴지통 임시보관함 스팸함""".split()
)
_LISTED_LABELS = frozenset(("category promotions", "category social", "category forums"))  # Gmail's own sorting
_NO_REPLY = re.compile(
    r"(?:^|[._+=-])(?:no|not|do[._-]?not|dont|never)[._-]?(?:reply|respond|answer)"
    r"|(?:^|[._+=-])(?:keine?[._-]?antwort|nicht[._-]?antworten|ne[._-]?pas[._-]?repondre|no[._-]?responder)"
)
_PROGRAMS = re.compile(
    r"(?:mailer[._-]?daemon|postmaster|notifications?|notify|notifier|alerts?|bounces?|automailer|auto[._-]?reply"
    r"|newsletters?|digest|listserv|majordomo|calendar[._-]notification)(?:$|[._+=-])"
    r"|.*[._+-](?:bounces?|notifications?|newsletter|digest)(?:$|[+=])"
    r"|(?:owner-|bounces?-|prvs=)"
)
_EXPUNGED = 0x0008  # X-Mozilla-Status: deleted, and in the file until Thunderbird compacts it


def left_out(said: Fields) -> str:
    """The fields of a message → why it is nothing that somebody wrote to somebody; "" where it is."""
    if _is_thrown_away(said):
        return THROWN_AWAY
    if _is_automatic(said):
        return AUTOMATIC
    if _is_invitation(said):
        return INVITATION
    if _is_listed(said):
        return NEWSLETTER
    senders = mailboxes((*said.get("from", ()), *said.get("sender", ())))
    return PROGRAM if _is_suppressed(said) or any(is_program(box.address) for box in senders) else ""


def is_program(address: str) -> bool:
    """Whether no person reads what goes to an address: `no-reply@…`, `notifications@…`, `mailer-daemon@…`."""
    local = address.rpartition("@")[0][:100]
    return bool(_NO_REPLY.search(local) or _PROGRAMS.match(local))


def thrown_away(file: str) -> bool:
    """Whether a message's file lies among spam, rubbish or drafts, or is marked so in its Maildir name."""
    *_, name = parts = file.replace("\\", "/").split("/")
    flags = _FLAGS.search(name)
    return bool(flags and set(flags[1]) & {"T", "D"}) or any(_folder(part) in _FOLDERS for part in parts)


# --- inside ---

_FLAGS = re.compile(r"[:;!]2,([A-Za-z]*)$")


def _folder(name: str) -> str:
    """`.INBOX.Trash` → `trash`; `Junk.mbox` → `junk`; `Deleted Items` → `deleted-items`."""
    name = name.casefold()
    for end in (".mbox", ".sbd"):
        name = name.removesuffix(end)
    if name.startswith((".", "inbox.")):
        name = name.rpartition(".")[2]
    return "-".join(name.split())


def _is_thrown_away(said: Fields) -> bool:
    if any(_folder(label) in _FOLDERS for label in _labels(said)):
        return True
    if first(said, "x-spam-flag").casefold() == "yes" or first(said, "x-spam-status").casefold().startswith("yes"):
        return True
    status = first(said, "x-mozilla-status")
    expunged = bool(_HEX.fullmatch(status)) and int(status, 16) & _EXPUNGED > 0
    return expunged or any(flag in first(said, "x-status") for flag in "DT")


_HEX = re.compile(r"[0-9A-Fa-f]{1,8}")


def _labels(said: Fields) -> list[str]:
    """Gmail's labels, as a Takeout has them: between commas, quoted or encoded as need be."""
    return [label.strip(' "').casefold() for label in words(",".join(said.get("x-gmail-labels", ()))).split(",")]


def _is_automatic(said: Fields) -> bool:
    submitted = first(said, "auto-submitted").partition(";")[0].strip().casefold()
    kind = first(said, "content-type").casefold()
    return (
        submitted not in ("", "no")
        or "x-autoreply" in said
        or "x-autorespond" in said
        or first(said, "return-path") == "<>"
        or kind.startswith("multipart/report")
    )


def _is_invitation(said: Fields) -> bool:
    return first(said, "content-type").casefold().startswith("text/calendar") or any(
        "calendar-notification" in sender for sender in said.get("sender", ())
    )


def _is_listed(said: Fields) -> bool:
    return (
        any(name in said for name in ("list-id", "list-unsubscribe", "list-post"))
        or first(said, "precedence").casefold() in ("bulk", "list", "junk")
        or any(label in _LISTED_LABELS for label in _labels(said))
    )


def _is_suppressed(said: Fields) -> bool:
    """Programs that want no automatic answer at all; Exchange alone puts DR and RN on people's own letters."""
    wanted = first(said, "x-auto-response-suppress").casefold()
    return "all" in wanted or "autoreply" in wanted
