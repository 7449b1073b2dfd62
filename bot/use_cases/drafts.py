"""Forms of several steps: what somebody sent of one stays, also where it is closed then."""

from collections.abc import Mapping

from bot.domain.people import Act
from storage.database import Database


async def begun(word: str, act: Act, *, database: Database) -> dict[str, str]:
    """Return what the person has answered of that command's form; empty where that is nothing."""
    async with database.read() as store:
        return await store.drafts.get(act.by.signature, word)


async def go_on(
    word: str, answers: Mapping[str, str], act: Act, *, database: Database
) -> dict[str, str]:
    """Keep the answers of a step beside those of others; return all of them."""
    async with database.begin() as store:
        before = await store.drafts.get(act.by.signature, word)
        after = {name: said for name, said in {**before, **answers}.items() if said}
        await store.drafts.keep(act.by.signature, word, after, act.at)
    return after


async def forget(word: str, act: Act, *, database: Database) -> None:
    async with database.begin() as store:
        await store.drafts.forget(act.by.signature, word)
