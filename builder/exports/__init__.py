"""Everything that the site offers to machines: the files under ``/data/``, the API, feed, robots and notices."""
