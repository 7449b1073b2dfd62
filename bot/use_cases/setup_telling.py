"""Whether what the bot says by itself can leave: mail, links, working hours, *Go live*."""

from bot.domain.delivery import Medium
from bot.domain.hours import why_unknown
from bot.domain.outbox import not_set
from bot.messages.plain import in_utc
from bot.use_cases.drawing import missing_in
from bot.use_cases.live import went
from bot.use_cases.looking import Found, Looking, fails, partly, works

_SET_MAIL = (
    "Set SMTP_URL (smtp://user:password@host:587) and RSP_MAIL_FROM (the address that letters "
    "come from)."
)
_SET_LINKS = (
    "Set RSP_PUBLIC_URL to where the internet finds `rsp serve`, and RSP_SECRET_KEY to a long "
    "random text that stays the same."
)
_GO_LIVE = "`rsp live` lists what would leave; an approver goes live there."
_MEND_POLICY = "Until then `rsp run` does not start."


async def mail(looking: Looking) -> Found:
    if looking.mailer is None:
        why = missing_in(looking.settings)[Medium.MAIL]
        return partly(f"{why}, so letters wait.", _SET_MAIL)
    await looking.mailer.greet()
    return works(
        f"The mail server lets the bot in; letters come from {looking.settings.mail_from}."
    )


async def links(looking: Looking) -> Found:
    settings = looking.settings
    needed = {"RSP_PUBLIC_URL": settings.public_url, "RSP_SECRET_KEY": settings.secret_key}
    if missing := [name for name, value in needed.items() if not value]:
        why = f"{not_set(missing)}, so no letter can be written: each has a link in it."
        return partly(why, _SET_LINKS)
    return works(f"Links in letters lead to {settings.public_url}.")


async def live(looking: Looking) -> Found:
    async with looking.database.read() as store:
        since = await went(store)
    if since is None:
        return partly("Not live yet: outsiders get no letters and no posts.", _GO_LIVE)
    return works(f"Live since {in_utc(since.at)}, by {since.by}.")


async def holidays(looking: Looking) -> Found:
    hours = looking.settings.policy.hours
    if why := why_unknown(hours):
        return fails(why, _MEND_POLICY)
    if not hours.country:
        return works("The policy names no country, so staff are called on public holidays too.")
    place = " ".join(part for part in (hours.country, hours.region) if part)
    return works(f"Staff are not called on the public holidays of {place}.")
