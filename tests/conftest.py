"""What all tests share: a cache folder of their own, and the sources where they lie beside the checkout."""

import ipaddress
import os
import socket
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples at every run where a result decides something; new ones at every other run, to find more.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


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
