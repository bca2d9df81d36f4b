"""Builds the C programs and the certificate at first use, and finds what the peers need."""

import os
import shutil
import subprocess
from pathlib import Path

from .processes import BenchProblem

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent
BUILD = HERE / ".build"
HOST = "bench.local"


def compiled(name: str) -> Path:
    """The program made from native/NAME.c, compiled again when a source is newer."""
    source = HERE / "native" / f"{name}.c"
    target = BUILD / name
    newest = max(path.stat().st_mtime for path in source.parent.iterdir())
    if target.exists() and target.stat().st_mtime >= newest:
        return target
    BUILD.mkdir(exist_ok=True)
    compiler = needed(os.environ.get("CC", "cc"), "apt install gcc libc6-dev")
    made = target.with_suffix(f".{os.getpid()}")
    libraries = [] if name == "backend" else ["-lssl", "-lcrypto"]
    run([compiler, "-O2", "-Wall", "-Wextra", "-o", made, source, *libraries], "apt install libssl-dev")
    made.rename(target)
    return target


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed ECDSA P-256 certificate for HOST; every peer serves the same one."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    # PKCS #8 and mode 0600, which every peer reads.
    run(
        [
            needed("openssl", "apt install openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-pkeyopt", "ec_param_enc:named_curve", "-nodes", "-keyout", key, "-out", cert, "-days", "30",
            "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}",
        ]
    )
    key.chmod(0o600)
    return cert, key


def needed(program: str, how: str) -> str:
    found = shutil.which(program)
    if not found:
        raise BenchProblem(f"{program} is missing: {how}")
    return found


def run(command, hint="") -> str:
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300)
    if result.returncode != 0:
        raise BenchProblem(f"{command[0]} failed: {hint}\n{result.stdout}{result.stderr}")
    return result.stdout + result.stderr
