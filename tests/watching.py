"""A watcher for tests: a real process over a vault, and waits for what it is to bring about, never for a time."""

from __future__ import annotations

import difflib
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TypeAlias, TypeVar

import pytest
from program import PERSON, cache, command, fill, fingerprints, memory_of, run

from vaultkit.pages.report import judge
from vaultkit.reports import REPORTS

Found = TypeVar("Found")
Waited: TypeAlias = "dict[str, Future[None]]"

LIMIT = 30.0  # seconds after which a condition is taken never to come
SIDE_BY_SIDE = 6  # tests that wait at the same time
NAMES = tuple(report.name for report in REPORTS)
WHOLE = sorted(f"{name}.md" for name in NAMES)

QUICK = "[watch]\nquiet = 0.05\nlongest = 0.5\nwrite_gap = 0.1\npoll = 1\n"
LATEST = "Daily/2026-06-20.md"  # with whom one last had contact: what most tests change
ANA, SAM = "- [[Ana Ruiz]] lunch\n", "- [[Sam Park]] lunch\n"  # equally long
NOTES: Mapping[str, str] = {
    "vaultkit.toml": QUICK,
    ".obsidian/app.json": "{}",
    "People/Ana Ruiz.md": PERSON.replace("\n---", "\ncadence: 30d\n---", 1),
    "People/Sam Park.md": PERSON,
    "People/Zoë Lind.md": PERSON,
    **{f"Daily/2026-0{month}-05.md": "- [[Ana Ruiz]] call\n- [[Zoë Lind]] walk\n" for month in range(1, 6)},
    **{f"Daily/2026-0{month}-11.md": "- [[Sam Park]] tea\n- gave:: [[Ana Ruiz]] a book\n" for month in range(1, 6)},
    **{f"Ideas/{at}.md": "Just a thought.\n" for at in range(12)},  # so that all days are less than half of it
    LATEST: ANA,
}


WAITING: list[Callable[[Path], None]] = []


def side_by_side(test: Callable[[Path], None]) -> Callable[[Waited], None]:
    """A test over a small vault that mostly waits: all such of a module run at once, each in a thread.

    None of them may fork, or change what the whole process shares.
    """
    WAITING.append(test)

    def wait(waited: Waited) -> None:
        waited[test.__name__].result()

    wait.__name__, wait.__doc__, wait.__module__ = test.__name__, test.__doc__, test.__module__
    return wait


@pytest.fixture(scope="module")
def waited(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Waited]:
    """The tests of a module that run side by side, as far as they were chosen."""
    module = request.module.__name__
    chosen = {getattr(item, "originalname", item.name) for item in request.session.items}
    tests = [test for test in WAITING if test.__module__ == module and test.__name__ in chosen]
    vaults = [fill(tmp_path_factory.mktemp(test.__name__[:40]) / "vault", NOTES) for test in tests]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        yield {test.__name__: threads.submit(test, vault) for test, vault in zip(tests, vaults, strict=True)}


class Watcher:
    """A `vaultkit watch` that runs."""

    def __init__(self, root: Path, process: subprocess.Popen[str]) -> None:
        self.root = root
        self.process = process
        self._said: list[str] = []
        self._ear = Thread(target=self._listen, daemon=True)  # a file could not be written to under every fault
        self._ear.start()

    @property
    def pid(self) -> int:
        return self.process.pid

    def said(self) -> str:
        """Everything it has said on stderr."""
        if self.process.poll() is not None:
            self._ear.join(LIMIT)
        return "".join(self._said)

    def until(self, condition: Callable[[], Found], what: str, limit: float = LIMIT) -> Found:
        """Wait for a condition, and give what it gives; fails where the watcher ends before."""
        return until(condition, lambda: f"{what}; it said:\n{self.said()[-3000:]}", limit, self._lives)

    def says(self, words: str, since: int = 0) -> None:
        """Wait until it has said something after so many characters."""
        self.until(lambda: words in self.said()[since:], f"it says “{words}”")

    def settles(self, but: Collection[str] = (), *, beside_pages: bool = False) -> dict[str, str]:
        """Wait until the reports are those of a run from nothing, and no file of the user's has changed since.

        `but` names reports that are the user's now. With `beside_pages` the run knows how the reports stand: what
        somebody wrote into a keep block, and which were edited.
        """
        mine = user_files(self.root)
        want = {name: text for name, text in fresh(self.root, beside_pages).items() if name not in but}

        def arrived() -> bool:
            return {name: text for name, text in pages(self.root).items() if name in want} == want

        until(
            arrived,
            lambda: f"the reports of a run from nothing; {self._differences(want)}it said:\n{self.said()[-3000:]}",
            ended=self._lives,
        )
        assert user_files(self.root) == mine
        return want

    def _listen(self) -> None:
        assert self.process.stderr
        with self.process.stderr as stream:
            self._said.extend(stream)

    def _lives(self) -> None:
        assert self.process.poll() is None, f"it ended with {self.process.returncode}:\n{self.said()[-3000:]}"

    def _differences(self, want: Mapping[str, str]) -> str:
        stand = pages(self.root)
        lines = (
            line
            for name, text in want.items()
            for line in difflib.unified_diff(text.split("\n"), stand.get(name, "(none)").split("\n"), f"want {name}")
        )
        return "\n".join([*lines][:60]) + "\n"

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    def end(self, number: signal.Signals = signal.SIGTERM, limit: float = LIMIT) -> int:
        """End it with a signal → its exit code."""
        self.send(number)
        return self.process.wait(limit)


def start(root: Path, *arguments: str, wrap: Sequence[str] = (), env: Mapping[str, str] | None = None) -> Watcher:
    """Start a watcher and wait for nothing."""
    process = subprocess.Popen(
        [*wrap, *command(root, "watch", "-v", *arguments)],
        env={**os.environ, **cache(root), **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    return Watcher(root, process)


@contextmanager
def watching(root: Path, *arguments: str, wrap: Sequence[str] = ()) -> Iterator[Watcher]:
    """A watcher over a vault that has begun to watch; afterwards it is ended, and must end well."""
    watcher = start(root, *arguments, wrap=wrap)
    try:
        watcher.says("watching ")
        yield watcher
        if watcher.process.poll() is None:
            assert watcher.end() == 0, watcher.said()
    finally:
        if watcher.process.poll() is None:
            watcher.send(signal.SIGCONT)
            watcher.send(signal.SIGKILL)
            watcher.process.wait()
    assert "Traceback" not in watcher.said(), watcher.said()


@contextmanager
def settled(root: Path, *arguments: str, wrap: Sequence[str] = ()) -> Iterator[Watcher]:
    """The same, once the reports are right."""
    with watching(root, *arguments, wrap=wrap) as watcher:
        watcher.settles()
        yield watcher


def until(
    condition: Callable[[], Found],
    what: Callable[[], str],
    limit: float = LIMIT,
    ended: Callable[[], None] = lambda: None,
) -> Found:
    """Wait for a condition, and give what it gives."""
    deadline = time.monotonic() + limit
    while not (found := condition()):
        ended()
        if time.monotonic() > deadline:
            pytest.fail(f"waited {limit:.0f} s for: {what()}")
        time.sleep(0.03)
    return found


def pages(root: Path) -> dict[str, str]:
    """The reports and briefs as they stand, by name; line ends as they are."""
    found = {}
    briefs = sorted(f"Briefs/{path.stem}" for path in (root / "Reports" / "Briefs").glob("*.md"))
    for name in (*NAMES, *briefs):
        try:
            found[name] = (root / "Reports" / f"{name}.md").read_bytes().decode()
        except OSError:
            continue
    return found


def are_whole(root: Path) -> bool:
    """Whether each report that stands there is one of ours as written."""
    return all(judge(text.encode()).ownership == "ours" for text in pages(root).values())


def page_stats(root: Path) -> dict[str, tuple[int, int, int]]:
    """What tells that a report was not written again: inode and times, of every file in the reports folder."""
    stats = {}
    for path in (root / "Reports").iterdir():
        with suppress(FileNotFoundError):
            found = path.lstat()
            stats[path.name] = (found.st_ino, found.st_mtime_ns, found.st_ctime_ns)
    return stats


def user_files(root: Path) -> dict[str, tuple[object, ...]]:
    """All that stands in the vault but the reports and git's own: bytes, times, mode, inode."""
    found: dict[str, tuple[object, ...]] = {}
    for path in root.iterdir():
        if path.is_dir() and path.name not in ("Reports", ".git"):
            found |= {f"{path.name}/{name}": each for name, each in fingerprints(path).items()}
        elif path.is_file():
            found[path.name] = (
                path.read_bytes(),
                *path.lstat()[:3],
                path.lstat().st_mtime_ns,
                path.lstat().st_ctime_ns,
            )
    return found


def fresh(root: Path, beside_pages: bool = False) -> dict[str, str]:
    """The reports of a run from nothing, over a copy of the vault elsewhere; without those that are the user's."""
    left_out = {".git"} if beside_pages else {".git", "Reports"}
    with TemporaryDirectory() as folder:
        parts = [str(path) for path in root.iterdir() if path.name not in left_out]
        if parts:
            subprocess.run(["cp", "-a", "--", *parts, folder], check=True)  # keeps hard links, times, modes
        return {name: text for name, text in run(Path(folder)).reports.items() if text}


def status(root: Path) -> dict[str, object]:
    """What the vault's watcher tells `vaultkit status`; nothing where none runs."""
    try:
        found = json.loads((memory_of(root) / "status.json").read_bytes())
    except FileNotFoundError:
        return {}
    assert isinstance(found, dict)
    return found


def switches(watcher: Watcher) -> int:
    """How often the watcher's threads have been woken so far."""
    total = 0
    for thread in Path(f"/proc/{watcher.pid}/task").iterdir():
        lines = (thread / "status").read_text().splitlines()
        total += sum(int(line.split()[1]) for line in lines if "voluntary_ctxt_switches" in line)
    return total


def comes_to_rest(watcher: Watcher) -> None:
    """Wait until no thread of the watcher has been woken for half a second: nothing is left to be done."""
    seen: list[int] = []

    def still() -> bool:
        seen.append(switches(watcher))
        return len(seen) > 16 and len(set(seen[-16:])) == 1

    watcher.until(still, "it comes to rest")


def save(path: Path, text: str | bytes) -> None:
    """Write a file as most programs do, below folders that are made."""
    fill(path.parent, {path.name: text})


def toggle(root: Path, path: str = LATEST) -> str:
    """The text that changes who was met last: the other of two."""
    return SAM if (root / path).read_text() == ANA else ANA


def leftovers(root: Path) -> list[Path]:
    """Temporary files of ours anywhere in the vault."""
    return [*root.rglob(".vaultkit-*.tmp")]


def as_anybody() -> tuple[str, ...]:
    """The words before a program that must heed the rights of files, as root need not."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("needs `setpriv` where the tests run as root")
    return ("setpriv", "--bounding-set=-all", "--inh-caps=-all")


def unshared(*apart: str) -> tuple[str, ...]:
    """The words before a program that has its own mounts, or users with their own limits, which nobody else sees."""
    words = ("unshare", *(() if os.geteuid() == 0 or "--user" in apart else ("--map-root-user",)), *apart)
    try:
        able = subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        able = False
    if not able:
        pytest.skip(f"needs `unshare {' '.join(apart)}`, as root or in a user namespace")
    return words
