"""Charts: one Vega-Lite spec per kind, made once by Altair; pages carry only the data, a table and a static drawing.

``Chart`` is what a page shows, ``write_specs`` writes the specs, the two themes and the Vega bundle that the site
serves, and ``Bundling`` does so while other work goes on.
"""

from builder.charts.chart import Chart, DataTable
from builder.charts.publish import Bundling, write_specs

__all__ = ["Bundling", "Chart", "DataTable", "write_specs"]
