"""Legacy office files to DOCX or XLSX through LibreOffice; ``portal add`` alone uses it, and keeps the result."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from builder.formats import read
from builder.model import Finding

_PROGRAMS = ("soffice", "libreoffice")
_ENDINGS = {
    "XLS": "xls",
    "ODS": "ods",
    "FODS": "fods",
    "Excel XML": "xml",
    "ODT": "odt",
    "FODT": "fodt",
    "RTF": "rtf",
    "Word XML": "xml",
}  # else doc, which WPS writes too
_SPREADSHEETS = ("XLS", "ODS", "FODS", "Excel XML")
_TIMEOUT = 120.0  # seconds; the first start of a fresh profile takes some ten


def is_legacy(data: bytes, name: str) -> bool:
    """Whether the file must be converted before it can be read, told from its content."""
    result = read(data, name)
    return isinstance(result, Finding) and result.code == "legacy-format"


def convert(data: bytes, name: str, timeout: float = _TIMEOUT) -> tuple[str, bytes] | Finding:
    """(``docx`` or ``xlsx``, the converted file's bytes) of a legacy file, or the Finding ``conversion-unavailable`` or
    ``conversion-failed``; what cannot be converted at all gives the Finding that reading it gives.

    ``timeout`` in seconds. Nothing but a folder of its own is written, and that is removed again.
    """
    found = read(data, name)
    if not isinstance(found, Finding) or found.code != "legacy-format":
        return found if isinstance(found, Finding) else _failed(name, "not a legacy file")
    program = next((path for p in _PROGRAMS if (path := shutil.which(p))), None)
    if program is None:
        return Finding("conversion-unavailable", "error", values=(("file", name),))
    kind = dict(found.values)["format"]
    with tempfile.TemporaryDirectory(prefix="portal-convert-") as temporary:
        # A name and a profile of our own: the file's name never reaches the command line, other instances stay apart.
        source = Path(temporary) / f"report.{_ENDINGS.get(kind, 'doc')}"
        source.write_bytes(data)
        return _run(program, source, name, "xlsx" if kind in _SPREADSHEETS else "docx", timeout)


def _run(program: str, source: Path, name: str, target: str, timeout: float) -> tuple[str, bytes] | Finding:
    folder, out = source.parent, source.parent / "out"
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        target,
        "--outdir",
        str(out),
        str(source),
    ]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as process:
        try:
            output, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            # soffice is a script that starts another program: the whole group has to go.
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return _failed(name, f"no result after {timeout:g} seconds")
    results = sorted(out.glob(f"*.{target}")) if out.is_dir() else []
    if not results:
        words = output.decode("utf-8", "replace").split()
        return _failed(name, " ".join(words)[-200:] or f"exit code {process.returncode}")
    return target, results[0].read_bytes()


def _failed(name: str, reason: str) -> Finding:
    return Finding("conversion-failed", "error", values=(("file", name), ("reason", reason)))
