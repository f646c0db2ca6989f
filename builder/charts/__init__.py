"""Charts: one Vega-Lite spec per kind, made once by Altair; pages carry only the data, a table and a static drawing.

``Chart`` is what a page shows, ``write_specs`` writes the specs, the two themes and the Vega bundle that the site
serves.
"""

from builder.charts.chart import Chart, DataTable
from builder.charts.publish import write_specs

__all__ = ["Chart", "DataTable", "write_specs"]
