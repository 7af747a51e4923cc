"""Checks graphs against SHACL shapes and quality rules. Nothing else in the program uses pySHACL, rdflib or shacl."""

from kgtool.validate.check import validate
from kgtool.validate.quality import judge_quality

__all__ = ["judge_quality", "validate"]
