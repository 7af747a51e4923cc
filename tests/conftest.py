"""What all tests share: a small graph, a cache folder of their own, and the sources where they lie by the checkout.

The program is tested on the graph of five articles in tests/articles/, which never changes and is small enough to be
read; test_shipped.py holds what must be so of the shipped one.
"""

import ipaddress
import os
import shutil
import socket
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples at every run where a result decides something; new ones at every other run, to find more.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def pytest_configure(config):
    """Build the graph of the five articles, and make it the one that is taken where none is named."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of processes would each compile all that they import
    folder = tempfile.mkdtemp(prefix="kgtool-articles-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["KGTOOL_GRAPHS"] = f"{folder}/graphs"
    shutil.copytree(ROOT / "tests" / "articles", f"{folder}/graphs")
    shutil.copytree(ROOT / "ontology", f"{folder}/ontology")  # its catalog names the graph's files
    from kgtool.importing.build import build

    build(f"{folder}/graphs")


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory):
    """A cache folder that no test shares with the user."""
    folder = tmp_path_factory.mktemp("cache")
    before = os.environ.get("KGTOOL_CACHE")
    os.environ["KGTOOL_CACHE"] = str(folder)
    yield folder
    if before is None:
        del os.environ["KGTOOL_CACHE"]
    else:
        os.environ["KGTOOL_CACHE"] = before


@pytest.fixture(scope="session", autouse=True)
def no_network():
    """No test reaches further than this machine."""
    connect = socket.socket.connect

    def connect_here(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = "127.0.0.1" if address[0] == "localhost" else address[0]
            if not ipaddress.ip_address(host).is_loopback:
                raise OSError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    socket.socket.connect = connect_here
    yield
    socket.socket.connect = connect


@pytest.fixture(scope="session")
def shared():
    """The folder of source texts and reference tables; tests that read it are skipped where it isn't there."""
    if not SHARED.is_dir():
        pytest.skip("needs the source texts and reference tables in ../shared")
    return SHARED
