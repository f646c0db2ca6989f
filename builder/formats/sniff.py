"""What a file is, told from its bytes; the name on it is only quoted in messages, never believed."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable

from builder.model import Finding

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_WINDOW = 1024  # ISO 32000-1, annex H.3.4.1: readers accept the header within the first 1024 bytes
_PICTURES = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"\x00\x00\x00\x0cjP", "JPEG 2000"),
    (b"AT&TFORM", "DjVu"),
)
_OTHERS = (
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90\x00", "EXE"),
    (b"\xca\xfe\xba\xbe", "Java/Mach-O"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"ID3", "MP3"),
    (b"OggS", "Ogg"),
    (b"fLaC", "FLAC"),
    (b"wOFF", "WOFF"),
    (b"wOF2", "WOFF"),
    (b"\x00\x01\x00\x00\x00", "TrueType"),
)
_PICTURE_STARTS = tuple(magic for magic, _ in _PICTURES)
_OTHER_STARTS = tuple(magic for magic, _ in _OTHERS)
_OFFICE_XML = (
    (b"<w:wordDocument", "Word XML"),
    (b'progid="Word.Document"', "Word XML"),
    (b"<pkg:package", "Word XML"),
    (b'progid="Excel.Sheet"', "Excel XML"),
    (b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"', "Excel XML"),
    (b'office:mimetype="application/vnd.oasis.opendocument.text', "FODT"),
    (b'office:mimetype="application/vnd.oasis.opendocument.spreadsheet', "FODS"),
)
_OFFICE_XML_WINDOW = 8192  # bytes; some name forty namespaces first

_NUMBERED_PART = re.compile(
    r"(word/|xl/)(_rels/)?(document|styles|numbering|workbook|sharedStrings)\d+(\.xml(?:\.rels)?)"
)

_WORDS = {
    "binary": "二进制数据 (binary data)",
    "broken-mhtml": "网页存档损坏 (broken web archive)",
    "broken-pdf": "PDF 损坏 (broken PDF)",
    "broken-xml": "内部的 XML 损坏 (broken XML)",
    "broken-zip": "文件包损坏或不完整 (broken or truncated package)",
    "encrypted": "有密码 (encrypted)",
    "entities": "内部的 XML 有实体定义 (XML entities)",
    "fonts": "文字层没有说明字形是什么字 (fonts without character codes)",
    "missing-part": "缺少部件 (missing part)",
    "cells": "单元格数 (cells)",
    "characters": "字符数 (characters)",
    "entries": "包内文件数 (entries)",
    "nesting": "嵌套层数 (nesting)",
    "pages": "页数 (pages)",
    "part": "包内单个文件的字节数 (bytes of one part)",
    "streams": "解开后的字节数 (unpacked bytes)",
    "tables": "表格数 (tables)",
    "tags": "标签数 (tags)",
    "unpacked": "解开后的字节数 (unpacked bytes)",
}


def problem(code: str, **values: str) -> Finding:
    """A Finding that keeps a whole file out, with the values its message tells; known words in both languages."""
    return Finding(code, "error", values=tuple((name, _WORDS.get(value, value)) for name, value in values.items()))


def binary_kind(data: bytes) -> str | Finding:
    """``pdf``, ``docx``, ``xlsx``, ``mhtml``, or ``text`` for all that must be decoded first; a Finding for the rest.

    Codes: ``empty``, ``scanned`` (a picture), ``legacy-format`` (what LibreOffice can convert), ``unsupported-format``
    (OFD), ``not-a-report`` (archives, programs, ...), ``unreadable`` (a broken or encrypted container).
    """
    if not data.strip(b" \t\r\n\x00"):
        return problem("empty")
    if data.startswith(OLE2):
        return _ole2(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(data)
    at = data.find(b"%PDF-", 0, _PDF_WINDOW)
    if at >= 0 and b"<" not in data[:at]:
        return "pdf"
    if data.startswith(b"{\\rtf"):
        return problem("legacy-format", format="RTF")
    head = data[:_OFFICE_XML_WINDOW]
    if b"<" in head and (kind := next((name for word, name in _OFFICE_XML if word in head), None)):
        return problem("legacy-format", format=kind)
    if data.startswith(_PICTURE_STARTS):
        return problem("scanned", format=next(name for magic, name in _PICTURES if data.startswith(magic)))
    if _bitmap(data):
        return problem("scanned", format="BMP")
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return problem("scanned", format="WebP")
    if data[4:8] == b"ftyp":
        heif = data[8:12] in (b"heic", b"heix", b"mif1", b"avif")
        return problem("scanned", format="HEIF") if heif else problem("not-a-report", format="MP4")
    if data.startswith(_OTHER_STARTS):
        return problem("not-a-report", format=next(name for magic, name in _OTHERS if data.startswith(magic)))
    if data[257:262] == b"ustar":
        return problem("not-a-report", format="tar")
    lower = data[:2048].lower()
    if b"mime-version:" in lower and b"multipart/related" in lower:
        return "mhtml"
    return "text"


def _bitmap(data: bytes) -> bool:
    return data.startswith(b"BM") and data[6:10] == bytes(4) and data[14:18] in (b"\x28\0\0\0", b"\x7c\0\0\0")


def _ole2(data: bytes) -> Finding:
    def named(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if named("EncryptedPackage"):
        return problem("unreadable", reason="encrypted")
    if named("Workbook") and not named("WordDocument"):
        return problem("legacy-format", format="XLS")
    if named("PowerPoint Document"):
        return problem("not-a-report", format="PPT")
    return problem("legacy-format", format="DOC/WPS")


def usual_names(names: Iterable[str]) -> dict[str, str]:
    """A package's parts by the names that they usually have: some programs number them (document2.xml), or write
    backslashes."""
    found = {name: name for name in names}
    for name in list(found):
        usual = _NUMBERED_PART.sub(r"\1\2\3\4", name.replace("\\", "/"))
        found.setdefault(usual, name)
    return found


def _zip(data: bytes) -> str | Finding:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = usual_names(package.namelist())
            kind = b""
            if "mimetype" in names:
                with package.open("mimetype") as file:
                    kind = file.read(100)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        return problem("unreadable", reason="broken-zip")
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "OFD.xml" in names:
        return problem("unsupported-format", format="OFD")
    if kind.startswith(b"application/vnd.oasis.opendocument.text"):
        return problem("legacy-format", format="ODT")
    if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return problem("legacy-format", format="ODS")
    if "ppt/presentation.xml" in names:
        return problem("not-a-report", format="PPTX")
    return problem("not-a-report", format="zip")
