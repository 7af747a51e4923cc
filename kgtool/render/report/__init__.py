"""Tells the report of a check in the formats that people and programs read. One file a format."""

from kgtool.render.report.formats import ENDINGS, FORMATS, tell

__all__ = ["ENDINGS", "FORMATS", "tell"]
