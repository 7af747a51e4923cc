"""The version of the program, the ontology and the graph."""

__version__ = "0.1.0"
