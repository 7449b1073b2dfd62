"""A robots.txt, read as RFC 9309 has it: may this path be visited by us?"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

ROBOT = "service-provider-bot"
"""What robots.txt calls us."""

_Rule = tuple[str, bool]
"""A pattern of paths, and whether they may be visited."""
_MOST_RULES = 1_000


@dataclass(frozen=True, slots=True)
class Robots:
    """What a robots.txt says to us, as RFC 9309 has it (urllib's reader knows no `*`)."""

    rules: tuple[_Rule, ...] = ()

    def allow(self, path: str) -> bool:
        """Let the longest pattern that fits decide; of two as long, the one that allows."""
        path = unquote(path)
        fitting = [(len(text), allowed) for text, allowed in self.rules if _fits(text, path)]
        return max(fitting, default=(0, True))[1]


def read_robots(text: str) -> Robots:
    """Take the groups of rules that name us, or else those for all."""
    rules: dict[str, list[_Rule]] = {}
    agents: set[str] = set()
    has_rules = False
    for key, value in _fields(text):
        if key == "user-agent":
            agents = {value.lower()} if has_rules else {*agents, value.lower()}
            has_rules = False
            rules.setdefault(value.lower(), [])
        else:
            has_rules = True
            for agent in agents & {"*", ROBOT}:
                rules[agent] += [(unquote(value), key == "allow")] if value else []
    ours = rules.get(ROBOT, rules.get("*", []))
    return Robots(tuple(ours[:_MOST_RULES]))


def _fields(text: str) -> Iterator[tuple[str, str]]:
    for line in text.removeprefix("\ufeff").splitlines():
        key, _, value = line.partition("#")[0].partition(":")
        if key.strip().lower() in {"user-agent", "allow", "disallow"}:
            yield key.strip().lower(), value.strip()


def _fits(pattern: str, path: str) -> bool:
    """`*` is anything, a `$` at the end is the end. Looks at no sign of the path twice."""
    first, *others = pattern.removesuffix("$").split("*")
    last = others.pop() if others and pattern.endswith("$") else None
    if not path.startswith(first):
        return False
    at = len(first)
    for part in others:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if last is not None:
        return path.endswith(last) and len(path) - len(last) >= at
    return at == len(path) or not pattern.endswith("$")
