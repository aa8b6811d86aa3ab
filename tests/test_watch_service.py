"""The watcher as a service: texts that the systems understand, whatever the vault is called, and no file lost."""

from __future__ import annotations

import os
import plistlib
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from program import command
from transcripts import run

from vaultkit.disk.lock import Lock
from vaultkit.watch.service import Machine, Service, Unserviceable, is_ours, service

NAMES = [
    "Notes",
    "My % notes",
    "100%n $HOME ${HOME} $$",
    "Zoë 🎉",
    "it's",
    "a#b;c",
    " x ",
    "%%",
    "--",
    "back`tick",
    "<&>",
]
POSIX_NAMES = [*NAMES, 'a "b" c', "a\\b", "end\\", "\\n", "a\\"]
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
VERIFY = shutil.which("systemd-analyze")
LINUX = Machine("linux", sys.executable, "/home/ana", "/home/ana/log")
MACOS = Machine("macos", "/opt/py/bin/python3", "/Users/ana", "/Users/ana/Library/Logs/vaultkit", uid=501)
WINDOWS = Machine("windows", "C:\\Py\\python.exe", "C:\\Users\\ana", "C:\\log", user="PC\\ana")
only_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="systemd is Linux's")


# --- systemd ---


def lines_of(made: Service, name: str) -> list[str]:
    return [line.partition("=")[2] for line in made.text.splitlines() if line.startswith(f"{name}=")]


def read_back(line: str) -> list[str]:
    """A command line as systemd.service(5) says it is read: words, quotes, backslashes, then percent signs."""
    words = re.findall(r'"(?:[^"\\]|\\.)*"|[^\s"]+', line)
    bare = [re.sub(r"\\(.)", r"\1", word[1:-1]) if word[0] == '"' else word for word in words]
    assert all("%" not in word.replace("%%", "") for word in bare)
    return [word.replace("%%", "%") for word in bare]


@pytest.mark.parametrize("name", POSIX_NAMES)
def test_systemd_reads_back_every_name(name: str) -> None:
    made = service(f"/home/ana/{name}", "0123456789abcdef", LINUX)
    (line,) = lines_of(made, "ExecStart")
    assert line[0] == ":"  # dollars are no variables
    assert read_back(line[1:]) == [sys.executable, "-P", "-m", "vaultkit", "watch", "--vault", f"/home/ana/{name}"]
    assert re.fullmatch(r"/home/ana/\.config/systemd/user/vaultkit-[a-z0-9-]+\.service", made.path)


@only_linux
@pytest.mark.parametrize("name", POSIX_NAMES)
def test_systemd_itself_finds_nothing_wrong_with_a_unit(name: str, tmp_path: Path) -> None:
    said = verified(service(str(tmp_path / name), "0123456789abcdef", LINUX), tmp_path)
    assert said == ""


@only_linux
@pytest.mark.parametrize("name", NAMES[1:4])
def test_systemd_finds_the_python_of_any_folder(name: str, tmp_path: Path) -> None:
    python = tmp_path / name / "python"
    python.parent.mkdir()
    made = service("/v", "0123456789abcdef", LINUX._replace(python=str(python)))
    assert "is not executable" in verified(made, tmp_path)  # it does look
    python.symlink_to(sys.executable)
    assert verified(made, tmp_path) == ""


def verified(made: Service, tmp_path: Path) -> str:
    """What `systemd-analyze verify` has to say against a unit."""
    if VERIFY is None:
        pytest.skip("needs systemd-analyze")
    (tmp_path / "run").mkdir(mode=0o700, exist_ok=True)
    unit = tmp_path / os.path.basename(made.path)
    unit.write_bytes(made.data)
    done = subprocess.run(
        [VERIFY, "--user", "--man=no", "verify", str(unit)],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path / "run"), "HOME": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert bool(done.returncode) == bool(done.stderr)
    return done.stderr


def test_a_unit_is_told_where_our_files_are_and_keeps_off_every_network() -> None:
    chosen = {"VAULTKIT_CACHE": "/tmp/a b%", "XDG_CONFIG_HOME": "/conf"}
    made = service("/v", "0123456789abcdef", LINUX._replace(environment=chosen))
    assert lines_of(made, "Environment") == ['"VAULTKIT_CACHE=/tmp/a b%%"']
    assert made.path == "/conf/systemd/user/vaultkit-v-0123456789abcdef.service"
    assert lines_of(made, "RestrictAddressFamilies") == ["AF_UNIX"]
    assert lines_of(made, "RestartPreventExitStatus") == ["2 5"]
    assert "UMask" not in made.text  # reports are as open as the user has files made


# --- launchd, Windows ---


@pytest.mark.parametrize("name", POSIX_NAMES)
def test_launchd_reads_back_every_name(name: str) -> None:
    made = service(f"/Users/ana/{name}", "0123456789abcdef", MACOS)
    told = plistlib.loads(made.data)
    expected = ["/opt/py/bin/python3", "-P", "-m", "vaultkit", "watch", "--vault", f"/Users/ana/{name}"]
    assert told["ProgramArguments"] == expected
    assert told["KeepAlive"] == {"SuccessfulExit": False}
    assert (told["RunAtLoad"], told["ProcessType"]) == (True, "Background")
    assert made.path == f"/Users/ana/Library/LaunchAgents/{told['Label']}.plist"
    assert made.start == (("launchctl", "bootstrap", "gui/501", made.path),)


@pytest.mark.parametrize("name", NAMES)
def test_windows_reads_back_every_name(name: str) -> None:
    made = service(f"C:\\Users\\ana\\{name}", "0123456789abcdef", WINDOWS)
    root = ElementTree.fromstring(made.data)
    assert root.findtext(f".//{TASK}Command") == "C:\\Py\\pythonw.exe"  # no window
    arguments = root.findtext(f".//{TASK}Arguments") or ""
    assert arguments == subprocess.list2cmdline(["-P", "-m", "vaultkit", "watch", "--vault", f"C:\\Users\\ana\\{name}"])
    assert {each.text for each in root.iter(f"{TASK}UserId")} == {"PC\\ana"}
    assert made.path.startswith("C:\\Users\\ana\\AppData\\Local\\vaultkit\\vaultkit-")


def test_a_drive_as_a_vault_does_not_run_into_the_quote_behind_it() -> None:
    made = service("D:\\My Notes\\", "0123456789abcdef", WINDOWS)
    arguments = ElementTree.fromstring(made.data).findtext(f".//{TASK}Arguments") or ""
    assert arguments.endswith('--vault "D:\\My Notes\\\\"')


# --- all of them ---


@pytest.mark.parametrize("machine", [LINUX, MACOS, WINDOWS])
@pytest.mark.parametrize(
    "name", ["a\nExecStartPre=/bin/x", "a\rb", "a\x00b", "a\x1bb", "a\x7fb", "a\udcffb", "a\u2028b"]
)
def test_a_name_that_ends_a_line_or_is_no_text_is_refused(name: str, machine: Machine) -> None:
    with pytest.raises(Unserviceable, match="rename the folder"):
        service(f"/v/{name}", "0123456789abcdef", machine)


def test_what_a_system_cannot_take_is_refused() -> None:
    with pytest.raises(Unserviceable, match="Windows takes no quote"):
        service('/v/a"b', "0123456789abcdef", WINDOWS)
    with pytest.raises(Unserviceable, match="no quote and no backslash in the path of a program"):
        service("/v", "0123456789abcdef", LINUX._replace(python="/it's/python"))


@pytest.mark.parametrize("machine", [LINUX, MACOS, WINDOWS])
def test_a_text_changed_by_hand_is_known_by_its_seal(machine: Machine) -> None:
    made = service("/home/ana/Notes", "0123456789abcdef", machine)
    assert is_ours(made.data, made.encoding)
    changed = made.text.replace("Notes", "Nots", 1)
    assert not is_ours(changed.encode(made.encoding), made.encoding)
    for other in (b"", b"\xff", b"[Unit]\n", made.text.replace("[seal", "[sael").encode(made.encoding)):
        assert not is_ours(other, made.encoding)


def test_two_vaults_of_one_name_have_services_of_their_own() -> None:
    one, two = (service(f"/{key}/Notes", key * 4, LINUX).name for key in ("abcd", "ef01"))
    assert (one, two) == ("vaultkit-notes-abcdabcdabcdabcd", "vaultkit-notes-ef01ef01ef01ef01")
    assert service("/ノート", "ab" * 8, LINUX).name == "vaultkit-abababababababab"
    assert service("/", "ab" * 8, LINUX).name == "vaultkit-abababababababab"


# --- the command ---

SYSTEMCTL = """#!/bin/sh
echo "$@" >> "$0.log"
if test -e "$0.broken"; then echo "Failed to connect to bus" >&2; exit 1; fi
"""


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault, an own home for what is installed, and a `systemctl` that writes down what it is asked."""
    (tmp_path / "My vault" / ".obsidian").mkdir(parents=True)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "systemctl").write_text(SYSTEMCTL)
    (tmp_path / "bin" / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("VAULTKIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path / "My vault")
    return tmp_path


def asked(vault: Path) -> list[str]:
    """What `systemctl` was asked since it was last looked."""
    log = vault / "bin" / "systemctl.log"
    told = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return told


@only_linux
def test_it_is_installed_once_and_taken_away(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, err, code = run(["service", "install", "--yes"], monkeypatch)
    (unit,) = (vault / "config/systemd/user").iterdir()
    assert (out, code) == ("", 0)
    assert unit.read_text() in err  # shown first
    assert f"wrote {unit}" in err
    enable = f"--user enable --now {unit.name}"
    assert asked(vault) == ["--user daemon-reload", enable]
    assert f"systemctl {enable}" in err
    assert run(["service", "show"], monkeypatch)[0] == unit.read_text()

    _, err, code = run(["service", "install", "--yes"], monkeypatch)
    assert (code, "is there already" in err) == (0, True)
    assert asked(vault) == [f"--user disable --now {unit.name}", "--user daemon-reload", enable]

    _, err, code = run(["service", "uninstall", "--yes"], monkeypatch)
    assert (code, unit.exists()) == (0, False)
    assert asked(vault) == [f"--user disable --now {unit.name}", "--user daemon-reload"]
    _, err, code = run(["service", "uninstall", "--yes"], monkeypatch)
    assert code == 4
    assert "no service is installed for this vault" in err
    assert asked(vault) == []


@only_linux
def test_nothing_is_written_over_that_is_not_ours(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["service", "install", "--yes"], monkeypatch)[2] == 0
    (unit,) = (vault / "config/systemd/user").iterdir()
    ours = unit.read_text()
    mine = vault / "mine"
    mine.write_text(ours)
    asked(vault)
    for change in ("edited", "link", "folder"):
        unit.unlink()
        if change == "edited":
            unit.write_text(ours.replace("Nice=10", "Nice=0"))
        elif change == "link":
            unit.symlink_to(mine)
        else:
            unit.mkdir()
        for action in ("install", "uninstall"):
            _, err, code = run(["service", action, "--yes"], monkeypatch)
            assert code == 5
            assert f"{unit} was not made by" in err
        if change == "folder":
            unit.rmdir()
        else:
            assert "Nice=0" in unit.read_text() or unit.is_symlink()
    assert mine.read_text() == ours
    assert asked(vault) == []


@only_linux
def test_an_older_text_of_ours_is_renewed(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["service", "install", "--yes"], monkeypatch)[2] == 0
    (unit,) = (vault / "config/systemd/user").iterdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(vault / "elsewhere"))
    _, err, code = run(["service", "install", "--yes"], monkeypatch)
    assert (code, f"renewed {unit}" in err) == (0, True)
    assert "elsewhere" in unit.read_text()


@only_linux
def test_where_systemd_cannot_be_had_it_says_what_to_type(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (vault / "bin/systemctl.broken").touch()
    _, err, code = run(["service", "install", "--yes"], monkeypatch)
    (unit,) = (vault / "config/systemd/user").iterdir()
    assert code == 1
    assert "Once that is mended, type\n  systemctl --user daemon-reload\n  systemctl --user enable" in err
    assert "`systemctl --user daemon-reload` failed: Failed to connect to bus" in err
    _, err, code = run(["service", "uninstall", "--yes"], monkeypatch)
    assert (code, unit.exists()) == (1, False)  # it is gone all the same
    monkeypatch.setenv("PATH", str(vault / "empty"))
    _, err, code = run(["service", "install", "--yes"], monkeypatch)
    assert code == 1
    assert "vaultkit: systemctl cannot be run here: No such file or directory" in err


@only_linux
def test_while_the_vault_is_watched_nothing_is_installed(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = Lock.take(str(vault / "My vault"))
    assert isinstance(lock, Lock)
    _, err, code = run(["service", "install", "--yes"], monkeypatch)
    lock.release()
    assert code == 5
    assert f"watched already, by process {os.getpid()}" in err
    assert not (vault / "config").exists()


@only_linux
@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1)])
def test_it_asks_before_it_does_anything(vault: Path, answer: str, code: int) -> None:
    us, them = pty.openpty()
    os.write(us, f"{answer}\n".encode())
    words = [sys.executable, "-m", "vaultkit", "service", "install"]
    done = subprocess.run(words, stdin=them, capture_output=True, text=True, timeout=60, check=False)
    os.close(us)
    os.close(them)
    assert (done.returncode, done.stdout) == (code, "")
    assert "Install it? [y/N]" in done.stderr
    assert (vault / "config").exists() == (answer == "y")
    assert bool(asked(vault)) == (answer == "y")


@only_linux
def test_where_nobody_can_be_asked_nothing_is_done(vault: Path) -> None:
    words = [*command(vault / "My vault", "service", "install")]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "nobody is there to ask; --yes goes ahead" in done.stderr
    assert not (vault / "config").exists()


@pytest.mark.parametrize("system", ["linux", "macos", "windows"])
def test_every_system_can_be_shown_anywhere(system: str, vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, err, code = run(["service", "show", "--system", system], monkeypatch)
    assert (code, str(vault / "My vault") in out) == (0, True)
    assert "to be started with" in err


def test_a_name_no_service_can_hold_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a\nb").mkdir()
    _, err, code = run(["service", "show", "--vault", str(tmp_path / "a\nb")], monkeypatch)
    assert code == 1
    assert "U+000A cannot stand in the text of a service" in err
