"""A server of ours on a free port, for tests: started as users start it, stopped as they stop it."""

import contextlib
import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit


class Served:
    """A running server: its address, its process, what it has said on stderr."""

    def __init__(self, process):
        self.process, self.log, self.address = process, [], None
        self._opened = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stderr:
            self.log.append(line)
            if found := re.search(r"serving on (\S+);", line):
                self.address = found[1]
                self._opened.set()
        self._opened.set()

    def wait(self):
        assert self._opened.wait(60)
        assert self.address, "".join(self.log)
        return self

    def ask(self, path, method="GET", body=None, **headers):
        """Status, headers (by lower-case name) and body of one request; header names with _ for -."""
        place = urlsplit(self.address)
        connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
        with contextlib.closing(connection):
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            response = connection.getresponse()
            return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()

    def until(self, holds, seconds=20):
        end = time.monotonic() + seconds
        while not (found := holds()):
            assert time.monotonic() < end, "".join(self.log[-20:])
            time.sleep(0.1)
        return found

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(30)


@contextlib.contextmanager
def served(*arguments, env=None):
    """A server of `kgtool serve --port 0 …`."""
    command = [sys.executable, "-m", "kgtool", "serve", "--port", "0", *map(str, arguments)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, **(env or {})})
    server = Served(process)
    try:
        yield server.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        process.stderr.close()
