"""Puts pages into the content folder: a file is touched only where its bytes differ, and pages of old builds go."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from builder.pages.render import Page, render

GENERATED = (
    "reports",
    "agencies",
    "regions",
    "years",
    "metrics",
    "quality",
    "downloads",
    "dictionary",
    "updates",
    "compare",
    "explore",
    "en/dictionary",
    "en/downloads",
)
"""Folders of the content folder that hold nothing but generated pages."""


class Writer:
    """Writes pages under ``root`` and remembers them. ``changed``: paths whose bytes were not there before."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.changed: list[Path] = []
        self._names: set[str] = set()
        self._made: set[Path] = set()

    def put(self, page: Page) -> None:
        """Render and write one page. ValueError when two pages claim one path: their ids are not unique."""
        self.put_text(page.path, render(page))

    def put_text(self, name: str, text: str) -> None:
        """Write ``text`` under the relative path ``name``."""
        if name in self._names:
            raise ValueError(f"two pages are called {name}")
        self._names.add(name)
        path = self.root / name
        data = text.encode()
        try:
            if path.stat().st_size == len(data) and path.read_bytes() == data:
                return
        except FileNotFoundError:
            if path.parent not in self._made:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._made.add(path.parent)
        aside = path.with_name(f".{path.name}.aside")
        aside.write_bytes(data)
        aside.replace(path)
        self.changed.append(path)

    def put_all(self, pages: Iterable[Page]) -> None:
        """Write every page."""
        for page in pages:
            self.put(page)

    def sweep(self) -> list[Path]:
        """Remove pages in the generated folders that this writer did not put there; return what went."""
        gone = []
        for folder in GENERATED:
            for path in sorted((self.root / folder).rglob("*"), reverse=True):
                if path.is_dir() and not path.is_symlink():
                    if not any(path.iterdir()):
                        path.rmdir()
                elif path.relative_to(self.root).as_posix() not in self._names:
                    path.unlink()
                    gone.append(path)
        return gone
