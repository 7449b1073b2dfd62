"""Who would fail an edition of the criteria that comes, told to nobody but whoever asks."""

from collections.abc import Sequence

from bot import editions
from bot.domain.application import Application
from bot.domain.assessment import Answer, judge, still_open
from bot.domain.criteria import Edition, Status
from bot.domain.edition_report import EditionLine, EditionReport, judge_by
from bot.errors import NotFoundError
from storage.database import Database


async def report(name: str, *, database: Database) -> EditionReport:
    """Hold every open application against an edition; NotFoundError where there is none."""
    known = editions.editions()
    if name not in known:
        raise NotFoundError(f"There is no edition {name}; there are {', '.join(known)}.")
    async with database.read() as store:
        found = await store.applications.open()
        evidence = await store.evidence.of_all([one.number for one in found])
    lines = (_line(one, evidence.get(one.number, ()), known[name]) for one in found)
    return EditionReport(edition=name, lines=tuple(lines))


def _line(one: Application, answers: Sequence[Answer], edition: Edition) -> EditionLine:
    """Say what of an edition one application fails; what is unclear is no failure yet."""
    judged = judge(editions.editions()[one.edition], answers)
    left = still_open(judge_by(edition, judged))
    fails = [each.criterion.key for each in left if each.status is Status.NOT_MET]
    return EditionLine(
        id=one.id,
        organisation=one.filed.organisation,
        fails=tuple(fails),
        unknown=tuple(each.criterion.key for each in left if each.criterion.key not in fails),
    )
