"""Sunshine Reports: from a folder of government disclosure reports to an open-data portal."""

__version__ = "0.2.0"
