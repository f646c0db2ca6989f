"""Legacy files through LibreOffice: a stand-in program shows how it is called, and what happens when it fails."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from builder.add.conversion import convert
from builder.catalogue import hint, message
from builder.model import Finding
from tests.made_files import document, para, word

DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le")
XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le")

EXCEL_XML = b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that alone is the PATH, but for the shell's own tools."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setattr("builder.add.conversion._PROGRAMS", ("stand-in-office",))
    return folder


def install(folder: Path, script: str) -> None:
    program = folder / "stand-in-office"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_what_is_legacy_is_told_from_the_content() -> None:
    assert convert(word(para("一、总体情况")), "年报.doc") is None
    assert convert(b"", "年报.doc") is None


def test_without_the_program_the_message_says_so(office: Path) -> None:
    result = convert(DOC, "2019年报.doc")
    assert isinstance(result, Finding)
    assert result.code == "conversion-unavailable"
    assert "2019年报.doc" in message(result)
    assert "LibreOffice" in hint(result)


@pytest.mark.parametrize(
    ("data", "target"), [(DOC, "docx"), (XLS, "xlsx"), (EXCEL_XML, "xlsx"), (b"{\\rtf1 1}", "docx")]
)
def test_the_result_is_what_the_program_wrote(office: Path, tmp_path: Path, data: bytes, target: str) -> None:
    made = tmp_path / "made.docx"
    made.write_bytes(word(para("一、总体情况")))
    install(office, f'echo "$@" > {tmp_path}/seen; mkdir -p "$8"; cp {made} "$8/report.$6"')
    result = convert(data, "坏名 --headless; rm -rf.doc")
    assert isinstance(result, bytes)
    assert document(result).kind == "docx"
    seen = (tmp_path / "seen").read_text(encoding="utf-8")
    assert f"--convert-to {target} " in seen
    assert "rm -rf" not in seen
    assert "-env:UserInstallation=file:///" in seen


def test_a_failure_tells_what_the_program_said(office: Path) -> None:
    install(office, "echo Error: source file could not be loaded; exit 1")
    result = convert(DOC, "a.doc")
    assert isinstance(result, Finding)
    assert result.code == "conversion-failed"
    assert "could not be loaded" in message(result, "en")


def test_a_program_that_hangs_is_ended_with_its_children(office: Path) -> None:
    install(office, "sleep 30 & sleep 30")
    result = convert(DOC, "a.doc", timeout=0.3)
    assert isinstance(result, Finding)
    assert result.code == "conversion-failed"


def test_nothing_is_left_behind(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    install(office, "exit 0")
    convert(DOC, "a.doc")
    assert not list((tmp_path / "temporary").iterdir())
