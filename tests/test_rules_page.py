"""docs/rules.md says what the shapes say now."""

from pathlib import Path

from kgtool import folders
from kgtool.validate.rules_page import rules_page


def test_the_page_of_rules_is_up_to_date():
    there = Path(folders.RULES_PAGE).read_text(encoding="utf-8")
    assert there == rules_page(), "run python -m kgtool.validate.rules_page"
