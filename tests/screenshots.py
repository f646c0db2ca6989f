"""Pictures of every kind of page: ``make screenshots`` builds the site and writes them to ``screenshots/``.

``python -m tests.screenshots [--site DIR] [--out DIR] [NAME…]``: desktop and phone, light and dark.
``python -m tests.screenshots --readme``: the few small ones in ``.github/pictures/`` that the README shows.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = {
    "home": "",
    "report": "reports/350128-gwh-2023/",
    "report-of-zeros": "reports/410308-zwfwdsj-2023/",
    "report-2019": "reports/310000-zfbgt-2019/",
    "agency": "agencies/350128-gwh/",
    "agencies": "agencies/",
    "region": "regions/350000/",
    "county": "regions/350128/",
    "regions": "regions/",
    "year": "years/2023/",
    "metric": "metrics/new_received/",
    "quality": "quality/",
    "quality-code": "quality/in-force/",
    "downloads": "downloads/",
    "dictionary": "dictionary/",
    "compare": "compare/?a=350128-gwh,320813-rmzf,321300-rmzf",
    "compare-share": "compare/?a=350128-gwh,320813-rmzf,321300-rmzf&s=share",
    "explore": "explore/",
    "updates": "updates/",
    "about": "about/",
    "benchmark": "benchmark/",
    "english": "en/",
    "api": "api/",
    "english-dictionary": "en/dictionary/",
}
"""One page of each kind, by name, of the sample site."""

SEARCHES = {"search": "平潭 2023", "search-nothing": "没有这样的话"}
README = (
    ("home", "desktop", "light"),
    ("report", "desktop", "light"),
    ("compare-share", "desktop", "dark"),
    ("agency", "phone", "light"),
    ("report-of-zeros", "phone", "dark"),
)
"""What the README shows: name, size and scheme."""

SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


def take(browser: Browser, address: str, out: Path, names: list[str]) -> None:
    """Write ``NAME-SIZE-SCHEME.png`` for each of the names, whole pages, at ``address``."""
    out.mkdir(parents=True, exist_ok=True)
    for size, viewport in SIZES.items():
        for scheme in ("light", "dark"):
            context = browser.new_context(
                base_url=address,
                viewport=viewport,
                color_scheme=scheme,
                reduced_motion="reduce",
                locale="zh-CN",
                bypass_csp=True,
            )
            page = context.new_page()
            for name in names:
                page.goto(PAGES.get(name, "reports/350128-gwh-2023/") or ".")
                # A picture of the whole page shows what is laid out only when it comes near.
                page.add_style_tag(content=".sr-chart, .sr-prose { content-visibility: visible !important }")
                if name in SEARCHES:
                    page.keyboard.press("/")
                    page.keyboard.type(SEARCHES[name])
                    page.locator(".sr-hit, .sr-hints").first.wait_for()
                page.wait_for_load_state("networkidle")
                if name not in SEARCHES:
                    # Charts are drawn when they come into view.
                    page.evaluate(
                        "async () => { for (let y = 0; y < document.body.scrollHeight; y += 500) "
                        "{ scrollTo(0, y); await new Promise((r) => setTimeout(r, 60)); } scrollTo(0, 0); }"
                    )
                    page.wait_for_load_state("networkidle")
                    page.wait_for_timeout(300)
                page.screenshot(path=out / f"{name}-{size}-{scheme}.png", full_page=name not in SEARCHES)
            context.close()


def small(picture: Path, out: Path, height: int) -> None:
    """Write the top of a picture in few colours: a tenth of the bytes."""
    from PIL import Image

    with Image.open(picture) as whole:
        top = whole.convert("RGB").crop((0, 0, whole.width, height))
        # The octree keeps colours apart that few pixels have: lines of a chart.
        top.quantize(96, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, optimize=True)


def main(arguments: list[str] | None = None) -> int:
    """Take the pictures; 2 if there is no Chromium or no site."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import serving
    from tests.conftest import CHROMIUM_ARGS, CHROMIUM_NAMES

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join([*PAGES, *SEARCHES])}; all by default")
    parser.add_argument("--site", type=Path, default=Path("site"), help="the built site (default: site)")
    parser.add_argument("--out", type=Path, default=Path("screenshots"), help="where to (default: screenshots)")
    parser.add_argument("--readme", action="store_true", help="write what the README shows to .github/pictures/")
    given = parser.parse_args(arguments)
    if given.readme:
        given.names = [name for name, _, _ in README]
    chromium = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    unknown = set(given.names) - {*PAGES, *SEARCHES}
    if chromium is None or unknown or not (given.site / "index.html").is_file():
        print(f"no {'Chromium' if chromium is None else ', '.join(unknown) or given.site}", file=sys.stderr)
        return 2
    with serving(given.site) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_ARGS))
        take(browser, server.address, given.out, given.names or [*PAGES, *SEARCHES])
        browser.close()
    if given.readme:
        for name, size, scheme in README:
            picture = f"{name}-{size}-{scheme}.png"
            small(given.out / picture, Path(".github/pictures") / picture, SIZES[size]["height"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
