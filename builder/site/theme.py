"""MkDocs itself: its configuration, its theme as the shells need it, and plain builds of what is not generated."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import metadata, resources
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.toc import AnchorLink

_LIBRARIES = ("mkdocs", "mkdocs-material", "jinja2", "markdown", "markupsafe", "pyyaml")
OVERRIDES = "site_overrides"
_OWN = ("generated.py", "shell.py", "shells.py", "theme.py", "pages.py")
# Material prints a notice on its end of life into every build, and MkDocs dates its sitemap: neither is ours.
_QUIET = {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "0"}


# What Python refuses in an expression of a template.
_REFUSED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class ThemeError(RuntimeError):
    """MkDocs refused the configuration, a template or a page; the message is its own."""


def fingerprint(config_file: Path) -> str:
    """Digest of all that a page's HTML depends on besides the page: configuration, overrides, libraries, this code."""
    digest = hashlib.sha256(config_file.read_bytes())
    overrides = config_file.parent / OVERRIDES
    for path in sorted(p for p in overrides.rglob("*") if p.is_file()):
        digest.update(f"\n{path.relative_to(overrides).as_posix()}\n".encode())
        digest.update(path.read_bytes())
    for library in _LIBRARIES:
        digest.update(f"\n{library} {metadata.version(library)}".encode())
    for part in _OWN:
        digest.update(resources.files(__package__).joinpath(part).read_bytes())
    return digest.hexdigest()


def _line_of(error: Exception) -> str:
    """The last line of a template on the way to the error, if there is one."""
    steps = [step for step in extract_tb(error.__traceback__) if step.filename.endswith(".html")]
    return f"{steps[-1].filename}:{steps[-1].lineno}: " if steps else ""


@contextmanager
def _faults_told() -> Iterator[None]:
    """A faulty template is told with its file and line."""
    from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

    try:
        yield
    except TemplateSyntaxError as error:
        raise ThemeError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from error
    except TemplateNotFound as error:
        raise ThemeError(f"no template {error.name}, neither in site_overrides nor in the theme") from error
    except (TemplateError, UnicodeDecodeError) as error:
        raise ThemeError(f"a template failed: {_line_of(error)}{error}") from error
    except _REFUSED as error:
        if not (line := _line_of(error)):
            raise
        raise ThemeError(f"{line}{error}") from error


@contextmanager
def _quiet() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in _QUIET}
    os.environ.update(_QUIET)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class _Told(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What MkDocs warns of within the block."""
    told, logger = _Told(), logging.getLogger("mkdocs")
    logger.addHandler(told)
    try:
        yield told.lines
    finally:
        logger.removeHandler(told)


def _load(config_file: Path, docs: Path, out: Path, settings: Mapping[str, Any]) -> MkDocsConfig:
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, ConfigurationError

    with _quiet(), _heard() as told:
        try:
            config = load_config(str(config_file), docs_dir=str(docs), site_dir=str(out), **settings)
        except ConfigurationError as error:
            raise ThemeError(str(error)) from error
        except Abort as error:
            raise ThemeError(f"{config_file.name}: {'; '.join(told)}") from error
    # A misspelt key is a warning to MkDocs, and its own theme would take the place of the site's.
    if config.theme.name != "material":
        raise ThemeError(f"{config_file.name}: theme: name is {config.theme.name}; expected material")
    if not config.theme.custom_dir:
        raise ThemeError(f"{config_file.name}: theme: custom_dir is missing; expected {OVERRIDES}")
    return config


def build(config_file: Path, docs: Path, out: Path, settings: Mapping[str, Any]) -> list[str]:
    """``mkdocs build`` of the folder ``docs`` into ``out``; return its warnings. ThemeError if it gives up.

    ``settings`` replace values of the configuration, such as ``site_url``.
    """
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.exceptions import Abort, MkDocsException

    shutil.rmtree(out, ignore_errors=True)
    with _heard() as told:
        config = _load(config_file, docs, out, settings)
        # Links into pages that are not in this folder lead to places that MkDocs cannot see.
        config.validation.links.anchors = logging.DEBUG
        try:
            with _quiet(), _faults_told():
                mkdocs_build(config)
        except (Abort, MkDocsException) as error:
            raise ThemeError("; ".join(told) or str(error)) from error
    return told


# Three hyphens alone may be a rule across the page; with a key below them they open front matter.
_OPENED = re.compile(r"-{3}[ \t]*\n[A-Za-z_]\w*:(?:\s|$)")


def need_front_matter(page: Path) -> None:
    """ThemeError for a page whose front matter is no YAML or does not end: MkDocs would print it, without a word."""
    from mkdocs.utils.meta import YAML_RE
    from yaml import YAMLError, safe_load

    text = page.read_text(encoding="utf-8-sig")
    front = YAML_RE.match(text)
    if not front and _OPENED.match(text):
        raise ThemeError(f"{page}:1: the front matter does not end; a line --- belongs below it")
    try:
        safe_load(front[1] if front else "")
    except (YAMLError, ValueError) as error:  # ValueError: 2025-02-30
        mark, reason = getattr(error, "problem_mark", None), " ".join(str(getattr(error, "problem", error)).split())
        line = mark.line + 2 if mark else 1
        raise ThemeError(f"{page}:{line}: the front matter is no YAML: {reason}") from error


class Theme:
    """The theme's templates and the navigation, for shells. ``nav_urls``: addresses of all pages that a shell names."""

    def __init__(self, config_file: Path, docs: Path, settings: Mapping[str, Any]) -> None:
        """``docs`` needs to hold the pages of the navigation only, whatever is in them."""
        from mkdocs.structure.files import get_files
        from mkdocs.structure.nav import get_navigation

        with _quiet():
            self._config = _load(config_file, docs, docs.parent / "unused", settings)
            self._config = self._config.plugins.on_config(self._config)
            self._env = self._config.theme.get_env()
            files = get_files(self._config)
            files.add_files_from_theme(self._env, self._config)
            self._nav = get_navigation(files, self._config)
        self._in_nav = {page.url: page for page in self._nav.pages}
        english = self._config.extra.get("english", {}).get("nav", [])
        self.nav_urls = (*self._in_nav, *(address for _, address in english))

    def render(self, url: str, meta: dict[str, Any], content: str, toc: Sequence[AnchorLink]) -> str:
        """The page at ``url`` with this front matter, body and contents list, as MkDocs renders it."""
        from mkdocs.commands.build import get_context
        from mkdocs.structure.files import File
        from mkdocs.structure.pages import Page
        from mkdocs.structure.toc import TableOfContents

        page = self._in_nav.get(url)
        if page is None:
            source = f"{url.rstrip('/')}.md" if url else "index.md"
            file = File(source, self._config.docs_dir, self._config.site_dir, self._config.use_directory_urls)
            page = Page(None, file, self._config)
        page.markdown, page.meta, page.content, page.toc = "", meta, content, TableOfContents(list(toc))
        page.active = True
        try:
            context = get_context(self._nav, [], self._config, page)
            with _faults_told():
                html: str = self._env.get_template(meta.get("template", "main.html")).render(context)
            return html
        finally:
            page.active = False
