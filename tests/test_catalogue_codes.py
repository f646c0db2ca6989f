"""Every code that the source can give has its entry in the catalogue, and every entry a place that gives it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from builder.catalogue import all_entries

BUILDER = Path(__file__).parents[1] / "builder"
CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def strings(node: ast.AST) -> Iterator[str]:
    return (n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str))


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def codes_in(tree: ast.AST) -> Iterator[str]:
    """Codes given to Finding or to a helper named after it, or assigned to a name ``code`` on the way there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node).lower().endswith("finding"):
            if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                yield node.args[0].value
            yield from (s for k in node.keywords if k.arg == "code" for s in strings(k.value))
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "code":
            yield from (s for s in strings(node.value) if "-" in s)


def used() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(BUILDER.rglob("*.py")):
        if "synth" in path.parts:
            continue
        for code in codes_in(ast.parse(path.read_text(encoding="utf-8"))):
            if CODE.fullmatch(code):
                found.setdefault(code, path.relative_to(BUILDER).as_posix())
    return found


def test_every_code_that_is_used_has_an_entry() -> None:
    known = {entry.code for entry in all_entries()}
    assert {code: path for code, path in used().items() if code not in known} == {}


def test_every_entry_is_used() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(BUILDER.rglob("*.py")))
    assert [entry.code for entry in all_entries() if f'"{entry.code}"' not in source] == []


def test_entries_say_something_in_both_languages() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for entry in all_entries():
        for name in ("title", "message", "explain", "remedy"):
            assert chinese.search(getattr(entry, f"{name}_zh")), (entry.code, name)
            assert re.search(r"[a-z]{2}", getattr(entry, f"{name}_en")), (entry.code, name)
        assert entry.example, entry.code


def test_both_messages_of_an_entry_need_the_same_values() -> None:
    field = re.compile(r"\{(\w+)\}")
    for entry in all_entries():
        assert set(field.findall(entry.message_zh)) == set(field.findall(entry.message_en)), entry.code
        assert set(field.findall(entry.aside_zh)) == set(field.findall(entry.aside_en)), entry.code


def fields_given(call: ast.Call) -> set[str] | None:
    """What a call of Finding fills a message with; None where that is not written out."""
    given = {"table", "item", "column", "where", *(k.arg for k in call.keywords if k.arg)}
    for values in (k.value for k in call.keywords if k.arg == "values"):
        if not isinstance(values, ast.Tuple):
            return None
        for pair in values.elts:
            if not (isinstance(pair, ast.Tuple) and isinstance(pair.elts[0], ast.Constant)):
                return None
            given.add(str(pair.elts[0].value))
    return given


def test_findings_fill_every_name_of_their_message() -> None:
    field, entries = re.compile(r"\{(\w+)\}"), {entry.code: entry for entry in all_entries()}
    looked_at = set()
    for path in sorted(BUILDER.rglob("*.py")):
        for call in (n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)):
            code = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
            if called(call) != "Finding" or code not in entries:
                continue
            entry = entries[str(code)]
            given = fields_given(call)
            if given is not None and len(call.args) < 7:
                looked_at.add(entry.code)
                needed = set(field.findall(entry.message_zh + entry.aside_zh))
                assert needed <= given, f"{path.name}:{call.lineno}: {entry.code}"
    assert len(looked_at) > len(entries) / 3


def test_every_entry_has_a_page_that_explains_it() -> None:
    from builder.pages.dataset import Dataset
    from builder.pages.quality import quality_pages
    from builder.registry import Registry

    pages = {page.path: page for page in quality_pages(Dataset(Registry(), (), {}))}
    for entry in all_entries():
        page = pages[f"quality/{entry.code}.md"]
        assert (page.title, page.values["about"]) == (entry.title_zh, entry)
