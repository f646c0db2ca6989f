"""From the collection to what is published of each agency, made only where something changed."""
