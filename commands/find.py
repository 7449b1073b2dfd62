"""rsp find — applications by what is known of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.application import OPEN, State
from bot.domain.case import Wanted
from bot.domain.people import Person
from bot.errors import UsageError
from bot.forms.addresses import unlinked
from bot.forms.cases import read_state
from bot.forms.countries import country_code
from bot.messages import cases as messages
from bot.messages.message import Message
from bot.world import World
from commands.invocation import Invocation
from commands.owners import NOBODY, read_owner
from commands.usage import nearest

_FILTER = re.compile(r"([a-z]+):(?!//)(\S+)")
_APIS = {"mds": "MDS", "rest": "REST"}
_STATES: Mapping[str, tuple[State, ...]] = {"open": OPEN, "all": tuple(State)}
_DUE = re.compile(r"<?=?(\d{1,4})([dw]?)")
_DAYS = {"": 1, "d": 1, "w": 7}
_ADDRESS = re.compile(r"https?://(\S+)")


async def run(invocation: Invocation, world: World) -> Message:
    words = invocation.words[1:]
    wanted = read_wanted(words, invocation.act.by)
    found = await world.cases.search(wanted, " ".join(words), invocation.act.at)
    return messages.found(found)


def read_wanted(words: Sequence[str], by: Person) -> Wanted:
    """Return what is looked for; what is no filter is a text."""
    wanted, states = Wanted(), list[State]()
    for word in words:
        match = _FILTER.fullmatch(word)
        if match is None:
            wanted = replace(wanted, text=(*wanted.text, _text(word)))
        elif match[1] == "state":
            states += _states(match[2])
        else:
            wanted = _narrowed(wanted, match[1], match[2], by)
    return replace(wanted, states=tuple(dict.fromkeys(states))) if states else wanted


def _narrowed(wanted: Wanted, name: str, value: str, by: Person) -> Wanted:
    match name:
        case "api":
            return replace(wanted, api=_api(value))
        case "country":
            return replace(wanted, country=_country(value))
        case "owner":
            return replace(wanted, owner=read_owner(value, by) or NOBODY)
        case "due":
            return replace(wanted, due_within=_due(value))
    known = ("api", "country", "state", "owner", "due")
    listed = ", ".join(f"`{one}:`" for one in known)
    raise UsageError(f"There is no filter `{name}:`{nearest(name, known)}; there are {listed}.")


def _text(word: str) -> str:
    """Return a text to look for; of a web address its name."""
    match = _ADDRESS.fullmatch(unlinked(word))
    return match[1].partition("/")[0].removeprefix("www.") if match else word


def _states(value: str) -> tuple[State, ...]:
    if found := _STATES.get(value.lower()):
        return found
    if state := read_state(value):
        return (state,)
    known = [*(str(state).replace(" ", "-") for state in State), *_STATES]
    listed = ", ".join(f"`{one}`" for one in known)
    raise UsageError(f"There is no state `{value}`{nearest(value, known)}; there are {listed}.")


def _api(value: str) -> str:
    if value.lower() not in _APIS:
        raise UsageError(f"There is no API `{value}`; there are `mds` and `rest`.")
    return _APIS[value.lower()]


def _country(value: str) -> str:
    code = country_code(value)
    if code is None:
        raise UsageError(f"`{value}` is no country; type its two letters, such as country:DE.")
    return code


def _due(value: str) -> int:
    match = _DUE.fullmatch(value.lower())
    if match is None:
        raise UsageError(f"`{value}` is no time; type days, such as due:<3d.")
    return int(match[1]) * _DAYS[match[2]]
