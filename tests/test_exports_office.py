"""The workbook and the CSV as a real office program opens them. Collected only where LibreOffice is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from lxml import etree

from tests.exported import HOSTILE, collection_frames, export

OFFICE = shutil.which("soffice")
NAMES = {
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
Cell = tuple[str, str, bool]


def opened(file: Path, sheet: str, *options: str) -> list[list[Cell]]:
    """(type, text, is a formula) of each cell of a sheet, after LibreOffice has opened the file."""
    home = f"-env:UserInstallation={(file.parent / 'home').as_uri()}"
    command = [str(OFFICE), home, "--headless", *options, "--convert-to", "fods", "--outdir", "opened", file.name]
    subprocess.run(command, cwd=file.parent, check=True, capture_output=True, timeout=120)
    tree = etree.parse(file.parent / "opened" / f"{file.stem}.fods", etree.XMLParser(huge_tree=True))
    [table] = tree.iterfind(f".//table:table[@table:name='{sheet}']", NAMES)
    rows = []
    for row in table.iterfind("table:table-row", NAMES):
        cells: list[Cell] = []
        for cell in row.iterfind("table:table-cell", NAMES):
            kind = cell.get(f"{{{NAMES['office']}}}value-type", "")
            text = "\n".join("".join(p.itertext()) for p in cell.iterfind("text:p", NAMES))
            formula = cell.get(f"{{{NAMES['table']}}}formula") is not None
            cells += [(kind, text, formula)] * int(cell.get(f"{{{NAMES['table']}}}number-columns-repeated", "1"))
        rows.append(cells)
    return rows


def hostile_row(rows: list[list[Cell]]) -> dict[str, Cell]:
    names = [text for _, text, _ in rows[0]]
    [row] = [r for r in rows[1:] if r and r[0][1] == "010101-caizheng-2023"]
    return dict(zip(names, row, strict=False))


if OFFICE:

    def test_an_office_program_shows_workbook_and_csv_right(tmp_path: Path) -> None:
        export(tmp_path)
        rows = opened(tmp_path / "data/sunshine-reports.xlsx", "reports")
        assert len([r for r in rows if r[0][1]]) == len(collection_frames()["reports"]) + 1
        row = hostile_row(rows)
        assert row["agency"] == ("string", "云溪县财政局", False)
        assert row["region_code"] == ("string", "010101", False)
        assert row["year"] == ("float", "2023", False)
        assert row["form"] == ("string", "2021", False)
        assert row["published_on"] == ("date", "2024-01-30", False)
        assert row["title"][0] == "string" and row["title"][1].startswith(HOSTILE["title"][:20])
        assert not any(formula for r in rows for _, _, formula in r)

        utf8 = ("--infilter=CSV:44,34,76,1,,2052,false,false",)
        rows = opened(tmp_path / "data/reports.csv", "reports", *utf8)
        row = hostile_row(rows)
        assert row["agency"] == ("string", "云溪县财政局", False)
        assert row["year"] == ("float", "2023", False)
        assert row["title"][1].startswith("'=HYPERLINK("), "shown, not run"
        assert not any(formula for r in rows for _, _, formula in r)
        # A CSV has no types: a code is text only where the reader says so, here as the fourth column.
        told = ("--infilter=CSV:44,34,76,1,4/2,2052,false,false",)
        assert hostile_row(opened(tmp_path / "data/reports.csv", "reports", *told))["region_code"][:2] == (
            "string",
            "010101",
        )
