"""The page of updates, /updates/: what each recorded version of the data brought, corrected or took away."""

from __future__ import annotations

from collections.abc import Iterator

from builder.exports.feed import WORDS, Change, Update, summary
from builder.pages import text
from builder.pages.dataset import Dataset
from builder.pages.fixed import FIXED
from builder.pages.listing import slices
from builder.pages.render import Page

_PER_PAGE = 20
_MOST_CHANGES = 15


def updates_pages(dataset: Dataset) -> Iterator[Page]:
    """The versions, newest first, twenty on a page."""
    newest = sorted(dataset.updates, key=lambda u: (u.day, u.version), reverse=True)
    own = FIXED["updates/"]
    known = {entry.id for entry in dataset.entries}
    for part in slices("updates/index", len(newest), _PER_PAGE):
        yield Page(
            path=part.path,
            template="updates.md.j2",
            title=part.titled(own.title),
            description=own.description,
            kind="updates",
            section="updates/",
            values={"part": part, "updates": [_told(u, known) for u in newest[part.first : part.end]]},
        )


def _told(update: Update, known: set[str]) -> dict[str, object]:
    return {
        "version": text.plain(update.version),
        "day": update.day,
        "summary": summary(update),
        "changes": [_change(change, known) for change in update.changes[:_MOST_CHANGES]],
        "more": max(0, len(update.changes) - _MOST_CHANGES),
    }


def _change(change: Change, known: set[str]) -> tuple[str, str, str, str]:
    """(word, agency and year, report id where it still has a page, how many figures)."""
    name = f"{text.plain(change.agency)} {change.year or '年份不明'}"
    figures = f"{change.figures} 个数字" if change.figures else ""
    return WORDS[change.kind], name, change.report_id if change.report_id in known else "", figures
