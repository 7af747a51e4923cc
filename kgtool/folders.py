"""Where the folders lie. No other module spells a path."""

import os
import sys

PACKAGE = os.path.dirname(os.path.abspath(__file__))
_SHIPPED = os.path.join(PACKAGE, "data")

# In a wheel the knowledge lies inside the package, in a checkout beside it.
INSTALLED = os.path.isdir(_SHIPPED)
HOME = _SHIPPED if INSTALLED else os.path.dirname(PACKAGE)
ONTOLOGY = os.path.join(HOME, "ontology")
SHAPES = os.path.join(ONTOLOGY, "shapes")
QUALITY = os.path.join(ONTOLOGY, "quality")
FORMS = os.path.join(ONTOLOGY, "forms")
IMPORTS = os.path.join(ONTOLOGY, "imports")
MAPPINGS = os.path.join(ONTOLOGY, "mappings")
PREFIXES = os.path.join(ONTOLOGY, "prefixes.tsv")
SIGNS = os.path.join(ONTOLOGY, "signs")
PROJECTION = os.path.join(ONTOLOGY, "projection.rq")
ONTOLOGY_PAGE = os.path.join(ONTOLOGY, "page.html")
COLUMNS = os.path.join(ONTOLOGY, "columns.tsv")
BIOLINK = os.path.join(ONTOLOGY, "biolink.tsv")
# The graph that is taken where none is named: one's own, or the shipped one.
GRAPHS = os.path.abspath(os.environ.get("KGTOOL_GRAPHS") or os.path.join(HOME, "graphs"))
FOODS = os.path.join(HOME, "foods")
QUERIES = os.path.join(HOME, "queries")
READY = os.path.join(HOME, "ready")  # what a wheel brings of the cache of the shipped graph
RULES_PAGE = os.path.join(HOME, "docs", "rules.md")
JAVA = os.path.join(PACKAGE, "reasoning", "java")


def mapping_table(name: str) -> str:
    """The path of a table of mappings: of the shipped one of that name, unless it names a file."""
    path = os.path.join(MAPPINGS, f"{name}.sssom.tsv")
    return path if os.path.isfile(path) and not os.path.exists(name) else name


def language() -> str:
    """The language that the user reads, as a tag: $KGTOOL_LANG, else the system's, else English."""
    for name in ("KGTOOL_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if (tag := os.environ.get(name, "").partition(".")[0].partition("_")[0].lower()) and tag.isalpha():
            return tag if len(tag) > 1 and tag != "posix" else "en"
    return "en"


def cache_directory() -> str:
    """The folder of the user's cached stores: $KGTOOL_CACHE, else the platform's cache folder."""
    if chosen := os.environ.get("KGTOOL_CACHE"):
        return os.path.abspath(chosen)  # a program may change its folder
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "kgtool")
