"""What `find` looks for, from the words that are typed."""

import pytest

from bot.domain.application import OPEN, State
from bot.domain.case import Wanted
from bot.domain.people import Person
from bot.errors import UsageError
from commands.find import read_wanted

ADA = Person("USTAFF", "THOME")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("", Wanted()),
        ("api:mds", Wanted(api="MDS")),
        ("api:REST country:de", Wanted(api="REST", country="DE")),
        ("country:Germany", Wanted(country="DE")),
        ("state:received", Wanted(states=(State.RECEIVED,))),
        (
            "state:call-held state:declined",
            Wanted(states=(State.CALL_HELD, State.DECLINED)),
        ),
        ("state:open", Wanted(states=OPEN)),
        ("state:all", Wanted(states=tuple(State))),
        ("owner:me", Wanted(owner="USTAFF")),
        ("owner:<@ULEAD|lead>", Wanted(owner="ULEAD")),
        ("owner:nobody", Wanted(owner="nobody")),
        ("due:<3d", Wanted(due_within=3)),
        ("due:2w", Wanted(due_within=14)),
        ("due:<=0", Wanted(due_within=0)),
        ("Example Ltd", Wanted(text=("Example", "Ltd"))),
        ("Example: Ltd", Wanted(text=("Example:", "Ltd"))),
        ("https://www.example.org/about", Wanted(text=("example.org",))),
        ("<http://example.org|example.org>", Wanted(text=("example.org",))),
    ],
)
def test_what_is_looked_for(words: str, wanted: Wanted) -> None:
    assert read_wanted(words.split(), ADA) == wanted


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (
            "size:big",
            "There is no filter `size:`; there are `api:`, `country:`, `state:`, `owner:`,",
        ),
        ("onwer:me", "There is no filter `onwer:`, perhaps `owner`;"),
        ("api:soap", "There is no API `soap`; there are `mds` and `rest`."),
        ("country:atlantis", "`atlantis` is no country;"),
        ("state:recieved", "There is no state `recieved`, perhaps `received`; there are"),
        ("owner:ada", "`ada` is nobody that I know"),
        ("due:soon", "`soon` is no time; type days, such as due:<3d."),
    ],
)
def test_what_cannot_be_looked_for_is_said(words: str, why: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_wanted(words.split(), ADA)
    assert str(caught.value).startswith(why)
