"""The notes of the shipped graph travel in the wheel, so that the first question after installing needn't make them."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ReadyNotes(BuildHookInterface[Any]):
    """Asks the shipped graph something, with a cache of its own, and packs what was made for it.

    It is found again by the content of the graph and the versions of the programs (`kgtool.store.cache`): where these
    are others, the notes are made as for any graph.
    """

    PLUGIN_NAME = "custom"
    _cache = ""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the notes, but for an editable installation, where the graph is meant to change."""
        if version == "editable":
            return
        self._cache = tempfile.mkdtemp(prefix="kgtool-build-")
        own = {name: value for name, value in os.environ.items() if not name.startswith("KGTOOL_")}
        own |= {"KGTOOL_CACHE": self._cache, "KGTOOL_LANG": "en"}
        asked = 'import kgtool; kgtool.open().search("iron")'
        subprocess.run([sys.executable, "-c", asked], cwd=self.root, env=own, check=True)
        for place in Path(self._cache, "stores").glob("*/notes*.sqlite"):
            build_data["force_include"][str(place)] = f"kgtool/data/ready/{place.parent.name}/{place.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._cache, ignore_errors=True)
