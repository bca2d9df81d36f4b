"""Starting, measuring and ending processes. Everything started here is ended by its own id, also on Ctrl-C."""

import ctypes
import os
import signal
import subprocess
import time
from pathlib import Path

PROXY_CPU = 0
LOAD_CPU = 1
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)
_running: list["Process"] = []
_niceness = 0


def raise_priority():
    """Everything started from now on goes before the other work of a shared machine; needs the right to do so."""
    global _niceness
    _niceness = -10


class BenchProblem(Exception):
    """What went wrong, with what, and what to look at; printed without a stack trace."""


class Process:
    """One child, pinned to one processor, in a session of its own, with its output in a file."""

    def __init__(self, name, command, cpu, log: Path, env=None, stdout=None):
        self.name = name
        self.log = log
        command = [str(part) for part in command]

        def before_exec():
            os.sched_setaffinity(0, {cpu})
            if _niceness:
                os.nice(_niceness)
                _raise_session()
            # If the orchestrator is killed outright its children must not stay behind.
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

        try:
            with log.open("ab") as out:
                self._child = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=stdout or out,
                    stderr=out,
                    env={**os.environ, **(env or {})},
                    start_new_session=True,
                    preexec_fn=before_exec,
                )
        except (OSError, subprocess.SubprocessError) as problem:
            raise BenchProblem(f"{name}: cannot start {command[0]}: {problem}") from problem
        self.pid = self._child.pid
        _running.append(self)

    @property
    def stdout(self):
        return self._child.stdout

    def check_alive(self):
        if self._child.poll() is not None:
            raise BenchProblem(f"{self.name}: ended early with status {self._child.returncode}\n{self.tail()}")

    def tail(self, lines=15) -> str:
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join("    " + line for line in text.splitlines()[-lines:])

    def cpu_seconds(self) -> float:
        """User and system time of the whole tree, ended children that were waited for included."""
        return sum(_cpu_ticks(pid) for pid in tree(self.pid)) / TICKS

    def rss_bytes(self) -> int:
        total = 0
        for pid in tree(self.pid):
            try:
                total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
            except (FileNotFoundError, ProcessLookupError):
                continue
        return total

    def wait(self, timeout: float) -> int:
        try:
            return self._child.wait(timeout)
        except subprocess.TimeoutExpired as problem:
            raise BenchProblem(f"{self.name}: still running after {timeout:.0f} s") from problem
        finally:
            if self._child.returncode is not None and self in _running:
                _running.remove(self)

    def stop(self):
        pids = tree(self.pid) if self._child.poll() is None else []
        for grace in (5, 2):
            if self._child.poll() is not None:
                break
            self._child.send_signal(signal.SIGTERM if grace == 5 else signal.SIGKILL)
            try:
                self._child.wait(grace)
            except subprocess.TimeoutExpired:
                continue
        for pid in pids[1:]:
            _end_orphan(pid, session=self.pid)
        if self._child.stdout:
            self._child.stdout.close()
        if self in _running:
            _running.remove(self)


def stop_all():
    for process in reversed(list(_running)):
        process.stop()


def tree(root: int) -> list[int]:
    found = [root]
    for pid in found:
        try:
            for thread in os.listdir(f"/proc/{pid}/task"):
                children = Path(f"/proc/{pid}/task/{thread}/children").read_text().split()
                found.extend(int(child) for child in children)
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def processor_ticks(cpu: int) -> int:
    """Busy time of one processor, whoever used it, in clock ticks; steal is not counted."""
    for line in Path("/proc/stat").read_text().splitlines():
        if line.startswith(f"cpu{cpu} "):
            user, nice, system, _idle, _iowait, irq, softirq = map(int, line.split()[1:8])
            return user + nice + system + irq + softirq
    raise BenchProblem(f"/proc/stat has no cpu{cpu}; this benchmark needs two processors")


def wait_until(what: str, seconds: float, ready, step=0.02):
    end = time.monotonic() + seconds
    while True:
        result = ready()
        if result:
            return result
        if time.monotonic() > end:
            raise BenchProblem(f"{what}: not after {seconds:.0f} s")
        time.sleep(step)


def _raise_session():
    """Where the kernel groups by session, niceness counts only inside one; the session has its own."""
    path = Path("/proc/self/autogroup")
    if path.exists():
        path.write_text(str(_niceness))


def _cpu_ticks(pid: int) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    fields = stat[stat.rindex(")") + 2 :].split()
    return sum(int(field) for field in fields[11:15])


def _end_orphan(pid: int, session: int):
    """Ends a grandchild that outlived its parent, if the id still belongs to the session we started."""
    try:
        if os.getsid(pid) == session:
            os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
