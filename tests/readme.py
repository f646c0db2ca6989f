"""Runs the commands of both READMEs in a copy of the sample data and puts their real output below them.

``python -m tests.readme`` writes the pages anew; ``test_docs.py`` fails while they are not what this would write.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.walk import ROOT, prepare, rerun

READMES = (ROOT / "README.md", ROOT / "README.zh.md")


def rewritten(path: Path, folder: Path) -> str:
    """The page with the output of its commands as it is now; ``folder`` must be empty."""
    prepare(folder)
    return rerun(path.read_text(encoding="utf-8"), folder)


if __name__ == "__main__":
    for readme in READMES:
        with tempfile.TemporaryDirectory() as temporary:
            readme.write_text(rewritten(readme, Path(temporary)), encoding="utf-8")
