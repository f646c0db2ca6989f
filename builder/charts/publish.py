"""Writes what the interactive charts need into the site's content: specs, themes and the Vega bundle.

Altair takes seconds to import and Vega to bundle, so a stamp of what they are made from is kept beside them.
"""

from __future__ import annotations

import hashlib
import json
from importlib import metadata, resources
from pathlib import Path

STAMP = "made-from.txt"


def write_specs(folder: Path) -> list[Path]:
    """Write specs, themes and Vega bundle into ``folder``; return the paths written, none when they are up to date."""
    stamp = _stamp()
    if (folder / STAMP).is_file() and (folder / STAMP).read_text(encoding="utf-8") == stamp:
        return []
    # Seconds to import, so only where something has changed.
    import vl_convert

    from builder.charts import palette, specs

    texts = {f"{kind}.json": _json(specs.spec(kind)) for kind in specs.KINDS}
    texts |= {f"theme-{mode}.json": _json(specs.theme(mode)) for mode in palette.MODES}
    texts["vega.js"] = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed; window.vega = vega;")
    texts[STAMP] = stamp
    folder.mkdir(parents=True, exist_ok=True)
    for stale in sorted(folder.iterdir()):
        if stale.name not in texts:
            stale.unlink()
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    return [folder / name for name in texts]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _stamp() -> str:
    digest = hashlib.sha256()
    for name in ("palette.py", "specs.py", "publish.py"):
        digest.update(resources.files(__package__).joinpath(name).read_bytes())
    versions = (f"{name} {metadata.version(name)}" for name in ("altair", "vl-convert-python"))
    return f"{digest.hexdigest()}\n" + "".join(f"{v}\n" for v in versions)
