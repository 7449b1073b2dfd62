"""What the bot can say of the letters that it writes, for the tests of every message."""

from collections.abc import Callable

from bot.domain.letters import Letter, LetterKind, LetterText, LetterVersion
from bot.messages import letter_views
from bot.messages.letter_views import Kinds, Listed, Shown
from bot.messages.message import Internal
from tests.factories import MARCH_2


def a_kind(text: str) -> LetterKind:
    return LetterKind(
        name=text, about=text, offers_call=True, is_news=True, counts=True, values=(text,)
    )


def a_version(text: str, number: int) -> LetterVersion:
    template = LetterText(subject=text, text=text, html=text)
    # Nobody signs with nothing.
    return LetterVersion(
        kind=text, number=number, text=template, at=MARCH_2, by=text or "ULEAD", note=text
    )


def shown(count: int, text: str) -> Shown:
    return Shown(
        kind=a_kind(text),
        in_use=text,
        template=LetterText(subject=text, text=text, html=text),
        letter=Letter(subject=text, text=text, html=text),
        versions=tuple(a_version(text, number) for number in range(1, count + 1)),
    )


def kinds(count: int, text: str) -> Internal:
    listed = Listed(kind=a_kind(text), in_use=text, is_broken=bool(count % 2))
    return letter_views.kinds(Kinds(letters=(listed,) * count, strays=(text,) * count))


BUILDERS: dict[str, Callable[[int, str], Internal]] = {
    "letter_views.html": lambda count, text: letter_views.html(shown(count, text)),
    "letter_views.kept": lambda count, text: letter_views.kept(text, count),
    "letter_views.kinds": kinds,
    "letter_views.shown": lambda count, text: letter_views.shown(shown(count, text)),
    "letter_views.template": lambda count, text: letter_views.template(shown(count, text)),
}
