"""A vault's watcher as a service: what systemd, launchd or Windows' scheduler is given, and the commands that do it.

Texts and lists of words only; `vaultkit service` shows, writes and runs them. Every text holds a seal, its own digest:
one that was changed by hand is known by it, and left alone.
"""

from __future__ import annotations

import ntpath
import os
import posixpath
import re
import unicodedata
from collections.abc import Callable, Mapping
from html import escape
from typing import NamedTuple, TypeAlias

from vaultkit.disk.opening import digest

PASSED_ON = ("VAULTKIT_CACHE", "XDG_CACHE_HOME", "XDG_STATE_HOME")  # else the service would keep its files elsewhere
SEAL = re.compile(r"\[seal ([0-9a-f]{16})\]")
PLAIN = re.compile(r"[A-Za-z0-9/._=@+-]+")  # words that need no quotes
MADE_BY = "Made by `vaultkit service install`. Changed by hand, it is left alone."
Command: TypeAlias = tuple[str, ...]


class Unserviceable(Exception):  # noqa: N818 - names what is wrong with the path
    """A path that cannot stand in the text of a service."""


class Machine(NamedTuple):
    """What the texts need to know of the user and the machine."""

    kind: str  # linux, macos or windows
    python: str  # the interpreter that runs vaultkit, an absolute path
    home: str
    log: str  # the folder of the logs
    user: str = ""  # Windows: whose log-on starts it
    uid: int = 0  # macOS: whose session it belongs to
    environment: Mapping[str, str] = {}


def this_machine(kind: str, python: str, log: str, user: str) -> Machine:
    """The machine this runs on, with the conventions of its own kind or another."""
    names = (*PASSED_ON, "XDG_CONFIG_HOME", "LOCALAPPDATA")
    environment = {name: os.environ[name] for name in names if os.environ.get(name)}
    uid = os.getuid() if hasattr(os, "getuid") else 0
    return Machine(kind, python, os.path.expanduser("~"), log, user, uid, environment)


class Service(NamedTuple):
    """One vault's service: its file, and the commands that start it and take it away."""

    name: str
    path: str
    text: str
    encoding: str
    start: tuple[Command, ...]  # once the file is there
    stop: tuple[Command, ...]  # before it goes
    after: tuple[Command, ...] = ()  # once it is gone
    ask: Command = ()  # how the system itself shows it

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.text.encode(self.encoding)


def service(vault: str, key: str, machine: Machine) -> Service:
    """A vault and its key → its service on a machine. Raises `Unserviceable`."""
    for path in (vault, machine.python, machine.log, *machine.environment.values()):
        _check(path)
    makers: Mapping[str, Callable[[str, str, Machine], Service]] = {
        "linux": _systemd,
        "macos": _launchd,
        "windows": _scheduler,
    }
    made = makers[machine.kind](vault, _name(vault, key), machine)
    return made._replace(text=_sealed(made.text))


def is_ours(data: bytes, encoding: str) -> bool:
    """Whether a file is what some `service` made, and was not changed since."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    seal = SEAL.search(text)
    return seal is not None and _sealed(text.replace(seal[0], "[seal]", 1)) == text


def _sealed(text: str) -> str:
    return text.replace("[seal]", f"[seal {digest(text.encode(), 8).hex()}]", 1)


def _check(path: str) -> None:
    """Refuse what no text of a service can hold, and what would end a line of it."""
    for char in path:
        if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in "\ufffe\uffff":
            raise Unserviceable(f"U+{ord(char):04X} cannot stand in the text of a service; rename the folder: {path}")


def _name(vault: str, key: str) -> str:
    """A vault → the name of its service, which no other vault's has: `vaultkit-notes-8b5e61b5fc6f5adc`."""
    base = unicodedata.normalize("NFKD", re.split(r"[/\\]", vault.rstrip("/\\"))[-1]).casefold()
    slug = re.sub(r"[^a-z0-9]+", "-", base.encode("ascii", "ignore").decode())[:24].strip("-")
    return "-".join(filter(None, ("vaultkit", slug, key)))


# --- systemd ---

UNIT = """\
# {made_by} [seal]
# To change something: systemctl --user edit {name}
[Unit]
Description=vaultkit: keeps the reports of {folder} current

[Service]
Type=notify
ExecStart=:{command}
ExecReload=kill -HUP $MAINPID
{environment}Restart=on-failure
RestartSec=30
RestartPreventExitStatus=2 5
TimeoutStartSec=15min
TimeoutStopSec=10
WatchdogSec=5min
Nice=10
IOSchedulingPriority=7
NoNewPrivileges=yes
RestrictAddressFamilies=AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native

[Install]
WantedBy=default.target
"""


def _systemd(vault: str, name: str, machine: Machine) -> Service:
    """A user unit. The colon before its command keeps systemd from filling in `$NAME`."""
    if set(machine.python) & set("\"'`\\"):
        raise Unserviceable(f"systemd takes no quote and no backslash in the path of a program: {machine.python}")
    unit = f"{name}.service"
    config = machine.environment.get("XDG_CONFIG_HOME", "")
    base = config if posixpath.isabs(config) else posixpath.join(machine.home, ".config")
    passed = [f"{each}={value}" for each, value in _passed_on(machine).items()]
    text = UNIT.format(
        made_by=MADE_BY,
        name=unit,
        folder=_percent(posixpath.basename(vault) or vault).rstrip("\\"),
        command=" ".join(map(_quoted, _command(machine.python, vault))),
        environment="".join(f"Environment={_quoted(each)}\n" for each in passed),
    )
    return Service(
        name, posixpath.join(base, "systemd", "user", unit), text, "utf-8",
        start=(("systemctl", "--user", "daemon-reload"), ("systemctl", "--user", "enable", "--now", unit)),
        stop=(("systemctl", "--user", "disable", "--now", unit),),
        after=(("systemctl", "--user", "daemon-reload"),),
        ask=("systemctl", "--user", "status", unit),
    )  # fmt: skip


def _quoted(word: str) -> str:
    """A word of a command line, as systemd reads it back."""
    if PLAIN.fullmatch(word):
        return word
    return '"' + _percent(word.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def _percent(text: str) -> str:
    return text.replace("%", "%%")


# --- launchd ---


def _launchd(vault: str, name: str, machine: Machine) -> Service:
    """An agent of the user's session; started anew where it failed, once a minute at most."""
    import plistlib

    path = posixpath.join(machine.home, "Library", "LaunchAgents", f"{name}.plist")
    told = {
        "Label": name,
        "ProgramArguments": _command(machine.python, vault),
        "EnvironmentVariables": _passed_on(machine),
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": 60,
        "ProcessType": "Background",
        "LowPriorityIO": True,
        "StandardOutPath": "/dev/null",
        "StandardErrorPath": posixpath.join(machine.log, f"{name}.err"),
    }
    text = plistlib.dumps(told, sort_keys=False).decode()
    session = f"gui/{machine.uid}"
    return Service(
        name, path, text.replace("<plist", f"<!-- {MADE_BY} [seal] -->\n<plist", 1), "utf-8",
        start=(("launchctl", "bootstrap", session, path),),
        stop=(("launchctl", "bootout", f"{session}/{name}"),),
        ask=("launchctl", "print", f"{session}/{name}"),
    )  # fmt: skip


# --- Windows' scheduler ---

TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<!-- {made_by} [seal] -->
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>vaultkit: keeps the reports of {folder} current</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
      <UserId>{user}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{user}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>7</Priority>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>100</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{program}</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"""


def _scheduler(vault: str, name: str, machine: Machine) -> Service:
    """A task at log-on, without a window: `pythonw` has none."""
    folder, program = ntpath.split(machine.python)
    program, *arguments = _command(ntpath.join(folder, re.sub(r"(?i)^python(?=[\d.]*exe$)", "pythonw", program)), vault)
    base = machine.environment.get("LOCALAPPDATA") or ntpath.join(machine.home, "AppData", "Local")
    path = ntpath.join(base, "vaultkit", f"{name}.xml")
    text = TASK.format(
        made_by=MADE_BY,
        folder=escape(ntpath.basename(vault) or vault),
        user=escape(machine.user),
        program=escape(program),
        arguments=escape(" ".join(map(_windows_quoted, arguments))),
    )
    task = f"vaultkit\\{name}"
    return Service(
        name, path, text, "utf-16",
        start=(("schtasks", "/Create", "/TN", task, "/XML", path, "/F"), ("schtasks", "/Run", "/TN", task)),
        stop=(("schtasks", "/End", "/TN", task), ("schtasks", "/Delete", "/TN", task, "/F")),
        ask=("schtasks", "/Query", "/V", "/FO", "LIST", "/TN", task),
    )  # fmt: skip


def _windows_quoted(word: str) -> str:
    """A word as Windows programs take their command line apart: no name there holds a quote."""
    if '"' in word:
        raise Unserviceable(f"Windows takes no quote in a name: {word}")
    if word and not set(word) & set(" \t"):
        return word
    return f'"{word}{word[len(word.rstrip(chr(92))) :]}"'  # backslashes before the closing quote count twice


def _command(python: str, vault: str) -> list[str]:
    """What runs: `-P` keeps Python from taking a vaultkit.py in the folder it starts in for this program."""
    return [python, "-P", "-m", "vaultkit", "watch", "--vault", vault]


def _passed_on(machine: Machine) -> dict[str, str]:
    return {name: machine.environment[name] for name in PASSED_ON if name in machine.environment}
