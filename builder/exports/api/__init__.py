"""The static JSON API under ``/api/v1/``: one JSON document and one CSV file for each report, agency, region, year and
metric. No document says anything about the whole dataset, except the index: a changed report changes its own, those of
its agency, its region and the ones above, its year and the metrics."""
