"""Judge metadata records by themselves, without their DOIs."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.domain.check import Fault, Metadata, MetadataVerdict
from bot.domain.records import JudgedFile, JudgedFiles, KnownSchema
from bot.errors import UsageError
from bot.metadata.history import known
from bot.metadata.judge import judge
from bot.metadata.schemas import Schemas

Read = Callable[[str], Awaitable[bytes]]

# A larger one would hold up whatever else the loop does.
_SMALL = 100_000


async def judge_files(names: Sequence[str], read: Read, *, schemas: Schemas) -> JudgedFiles:
    """Judge one file after the other, so that no more than one is held at a time."""
    judged = [
        JudgedFile(file=name, metadata=await _judge_file(name, read, schemas)) for name in names
    ]
    return JudgedFiles(files=tuple(judged))


async def _judge_file(name: str, read: Read, schemas: Schemas) -> Metadata:
    try:
        xml = await read(name)
    except UsageError as error:
        unread = Fault(path="", message=str(error))
        return Metadata(verdict=MetadataVerdict.UNKNOWN, faults=(unread,))
    if len(xml) <= _SMALL:
        return judge(xml, schemas).metadata
    return (await asyncio.to_thread(judge, xml, schemas)).metadata


def known_schema(*, schemas: Schemas) -> KnownSchema:
    return known(schemas)
