"""What the server counts, in the text format of Prometheus."""

from collections import Counter
from collections.abc import Mapping

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
MEDIA = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Counters since the start."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, int]] = Counter()
        self._took: dict[str, list[int]] = {}
        self._seconds: dict[str, float] = {}
        self._killed: Counter[str] = Counter({"time": 0, "seats": 0})
        self._reloads: Counter[str] = Counter({"done": 0, "failed": 0})
        self._cache: Counter[str] = Counter({"hit": 0, "miss": 0})

    def request(self, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self._requests[route, status] += 1
        self._seconds[route] = self._seconds.get(route, 0.0) + seconds
        buckets = self._took.setdefault(route, [0] * (len(BOUNDS) + 1))
        buckets[next((i for i, bound in enumerate(BOUNDS) if seconds <= bound), len(BOUNDS))] += 1

    def killed(self, why: str) -> None:
        """Count a worker that was killed: over its time, or for want of a seat for long questions."""
        self._killed[why] += 1

    def reloaded(self, done: bool) -> None:
        """Count that the graph was opened anew, or couldn't be."""
        self._reloads["done" if done else "failed"] += 1

    def cached(self, hit: bool) -> None:
        """Count an answer that was there already, or not."""
        self._cache["hit" if hit else "miss"] += 1

    def text(self, workers: Mapping[str, int], version: str) -> str:
        """All counters, one a line. workers: how many there are, by what they do."""
        lines = [f'kgtool_info{{version="{version}"}} 1']
        for (route, status), n in sorted(self._requests.items()):
            lines.append(f'kgtool_requests_total{{route="{route}",status="{status}"}} {n}')
        for route, buckets in sorted(self._took.items()):
            total = 0
            for bound, n in zip((*map(str, BOUNDS), "+Inf"), buckets, strict=True):
                total += n
                lines.append(f'kgtool_request_seconds_bucket{{route="{route}",le="{bound}"}} {total}')
            lines.append(f'kgtool_request_seconds_sum{{route="{route}"}} {self._seconds[route]:.6f}')
            lines.append(f'kgtool_request_seconds_count{{route="{route}"}} {total}')
        lines += [f'kgtool_workers{{state="{state}"}} {n}' for state, n in workers.items()]
        lines += [f'kgtool_killed_total{{reason="{why}"}} {n}' for why, n in sorted(self._killed.items())]
        lines += [f'kgtool_reloads_total{{result="{how}"}} {n}' for how, n in sorted(self._reloads.items())]
        lines += [f'kgtool_answers_cached_total{{result="{how}"}} {n}' for how, n in sorted(self._cache.items())]
        return "\n".join(_with_types(lines)) + "\n"


def _with_types(lines: list[str]) -> list[str]:
    told, seen = [], set()
    for line in lines:
        name = line.partition("{")[0].partition(" ")[0]
        family = name.removesuffix("_bucket").removesuffix("_sum").removesuffix("_count")
        if family not in seen:
            seen.add(family)
            kind = "histogram" if name != family else "counter" if family.endswith("_total") else "gauge"
            told.append(f"# TYPE {family} {kind}")
        told.append(line)
    return told
