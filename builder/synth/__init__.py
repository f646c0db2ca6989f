"""The fictional corpus: random valid reports in every container and layout, with their truth.

``generate`` gives a stream of reports, ``write_corpus`` a folder that ``portal build --data`` takes. ``benign.mutate``
changes a page's layout without changing a figure, ``damage.damage`` damages it in a way the form can reveal.
"""

from builder.synth.corpus import SHARES, generate, write_corpus
from builder.synth.model import Fault, SynthReport, Truth

__all__ = ["SHARES", "Fault", "SynthReport", "Truth", "generate", "write_corpus"]
