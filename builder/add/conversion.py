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
_KINDS = {
    "XLS": ("xls", "xlsx"),
    "ODS": ("ods", "xlsx"),
    "FODS": ("fods", "xlsx"),
    "Excel XML": ("xml", "xlsx"),
    "ODT": ("odt", "docx"),
    "FODT": ("fodt", "docx"),
    "RTF": ("rtf", "docx"),
    "Word XML": ("xml", "docx"),
}
"""The ending that LibreOffice knows each by, and what becomes of it; of all others doc, which WPS writes too."""
_TIMEOUT = 120.0  # seconds; the first start of a fresh profile takes some ten


def convert(data: bytes, name: str, timeout: float = _TIMEOUT) -> bytes | Finding | None:
    """The bytes of the DOCX or XLSX file that a legacy file becomes, or the Finding ``conversion-unavailable`` or
    ``conversion-failed``; None for any other file, told from its content.

    ``timeout`` in seconds. Nothing but a folder of its own is written, and that is removed again.
    """
    found = read(data, name)
    if not isinstance(found, Finding) or found.code != "legacy-format":
        return None
    program = next((path for p in _PROGRAMS if (path := shutil.which(p))), None)
    if program is None:
        return Finding("conversion-unavailable", "error", values=(("file", name),))
    ending, target = _KINDS.get(dict(found.values)["format"], ("doc", "docx"))
    with tempfile.TemporaryDirectory(prefix="portal-convert-") as temporary:
        # A name and a profile of our own: the file's name never reaches the command line, other instances stay apart.
        source = Path(temporary) / f"report.{ending}"
        source.write_bytes(data)
        return _run(program, source, name, target, timeout)


def _run(program: str, source: Path, name: str, target: str, timeout: float) -> bytes | Finding:
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
    return results[0].read_bytes()


def _failed(name: str, reason: str) -> Finding:
    return Finding("conversion-failed", "error", values=(("file", name), ("reason", reason)))
