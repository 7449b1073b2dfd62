"""A mail server's refusals and silences, in words that somebody can act on.

Before the letter itself is handed over, and where the server says no, nothing was done; else
nobody can know.
"""

import re
import ssl

from aiosmtplib import (
    SMTPConnectError,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from aiosmtplib.typing import SMTPStatus

from bot.clients.texts import plain
from bot.errors import BotError, OutsideError, RefusedError, UnsureError
from bot.log import events

_LONGEST = 200
_LATER, _NEVER = range(400, 500), range(500, 600)
_CLOSING = SMTPStatus.domain_unavailable
"""421: said to whatever was asked, before the server hangs up."""

# The server wants a login, another one, or TLS: no letter is at fault.
_SET_UP = {530, 534, 535, 538}
# It did not understand the command, or not now, or has no room: nothing is said of the address.
_COMMAND = {500, 502, 503, 504, SMTPStatus.storage_exceeded}
# RFC 3463: of the mail system, the protocol, the content, or policy (5.7.26 is DMARC); or the
# mailbox is there, but full, too small for the letter, or a list that could not be read.
_NOT_THE_ADDRESS = re.compile(r"5\.(?:[3567]\.\d|2\.[234]\b)")
_FULL = re.compile(r"5\.2\.2\b")


_LOOK = "an admin must look into it"


class ServerError(OutsideError):
    """No letter can be sent at the moment, whatever it is."""


def words(code: int, said: str) -> str:
    """Return an answer of the server's on one line."""
    line = plain(" ".join(f"{code} {said}".split()))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def is_refusal(error: Exception) -> bool:
    """Say whether the server gave a plain no, after which it goes on listening."""
    if not isinstance(error, SMTPResponseException) or error.code == _CLOSING:
        return False
    return error.code in _LATER or error.code in _NEVER


def is_hanging_up(error: Exception) -> bool:
    """Say whether the server ended the connection, as it may at any time between two letters."""
    if isinstance(error, SMTPResponseException):
        return error.code == _CLOSING
    return isinstance(error, SMTPServerDisconnected | ConnectionError)


def not_connected(error: Exception, host: str) -> ServerError:
    """Return the error for a connection that did not come to the point of taking letters."""
    if isinstance(error, SMTPResponseException):
        return _no_service(error, host)
    # The library hides the reason of what fails from the first byte on.
    reason = error if isinstance(error, ssl.SSLError) else error.__cause__
    if isinstance(reason, ssl.SSLCertVerificationError):
        why = reason.verify_message.rstrip(".")
        return ServerError(
            f"The certificate of the mail server {host} is not trusted ({why}); an admin must "
            f"name the server in SMTP_URL as its certificate does, or trust who signed it."
        )
    if isinstance(reason, ssl.SSLError):
        return ServerError(f"The mail server {host} speaks no TLS as SMTP_URL asks for it.")
    if isinstance(error, TimeoutError):
        return ServerError(f"The mail server {host} did not answer in time.")
    if isinstance(error, SMTPConnectError):
        return ServerError(f"The mail server {host} could not be reached.")
    return ServerError(f"The mail server {host} broke off before it took any letter.")


def no_starttls(host: str) -> ServerError:
    return ServerError(
        f"The mail server {host} offers no STARTTLS; an admin must set tls in SMTP_URL to what "
        f"it offers (tls or none)."
    )


def not_logged_in(error: Exception, host: str) -> ServerError:
    """Return the error, without what the server says: it may repeat what it was told."""
    if isinstance(error, OSError):
        return not_connected(error, host)
    code = error.code if isinstance(error, SMTPResponseException) else None
    if code in _LATER:
        return ServerError(f"The mail server {host} lets nobody log in now ({code}).")
    events.error("mail_refused_login", host=host, code=code)
    return ServerError(
        f"The mail server {host} does not let me log in; an admin must put right user, "
        f"password and tls in SMTP_URL."
    )


def not_addressed(error: Exception, to: str, host: str) -> BotError:
    """Return the error for what came before the letter itself: nothing was done."""
    if not isinstance(error, SMTPResponseException):
        return _silent(error, host)
    if error.code in _SET_UP:
        return _wrong_set_up(error, host)
    if isinstance(error, SMTPSenderRefused) and error.code in _NEVER:
        said = words(error.code, error.message)
        return RefusedError(
            f"The mail server takes no letter from {error.sender} ({said}), so none went to "
            f"{to}; an admin must set another RSP_MAIL_FROM.",
            code=error.code,
            is_address=False,
        )
    return _no(error, to, host, is_address=isinstance(error, SMTPRecipientRefused))


def not_taken(error: Exception, to: str, host: str) -> BotError:
    """Return the error for what came while the letter was handed over."""
    if not isinstance(error, SMTPResponseException):
        return _unsure(to)
    if error.code in _LATER or error.code in _NEVER:
        return _no(error, to, host, is_address=False)
    return _unsure(to)


def no_utf8(to: str) -> RefusedError:
    return RefusedError(
        f"The mail server takes only addresses of plain letters before the @, which {to} is "
        f"not; ask for another address.",
        code=SMTPStatus.mailbox_name_invalid,
        is_address=True,
    )


def broken_off(host: str) -> OutsideError:
    return OutsideError(f"The mail server {host} broke off before it was given the letter.")


def _no(error: SMTPResponseException, to: str, host: str, *, is_address: bool) -> BotError:
    said = words(error.code, error.message)
    if error.code not in _NEVER:
        return _not_now(error, to, host)
    if is_address and _is_of_the_address(error):
        return RefusedError(
            f"The mail server refused {to} for good ({said}); change the address.",
            code=error.code,
            is_address=True,
        )
    then = "send it again in some days" if _FULL.match(error.message) else _LOOK
    return RefusedError(
        f"The mail server refused the letter to {to} for good ({said}); {then}.",
        code=error.code,
        is_address=False,
    )


def _not_now(error: SMTPResponseException, to: str, host: str) -> OutsideError:
    if error.code not in _LATER:
        return OutsideError(f"The mail server {host} gave an answer that was not understood.")
    said = words(error.code, error.message)
    sentence = f"The mail server does not take the letter to {to} at the moment ({said})."
    return ServerError(sentence) if error.code == _CLOSING else OutsideError(sentence)


def _no_service(error: SMTPResponseException, host: str) -> ServerError:
    if error.code not in _LATER and error.code not in _NEVER:
        return ServerError(f"The mail server {host} gave an answer that was not understood.")
    said = words(error.code, error.message)
    return ServerError(f"The mail server {host} takes no letters at the moment ({said}).")


def _is_of_the_address(error: SMTPResponseException) -> bool:
    return error.code not in _COMMAND and not _NOT_THE_ADDRESS.match(error.message)


def _wrong_set_up(error: SMTPResponseException, host: str) -> ServerError:
    events.error("mail_refused_login", host=host, code=error.code)
    said = words(error.code, error.message)
    return ServerError(
        f"The mail server {host} wants another login ({said}); an admin must put right user, "
        f"password and tls in SMTP_URL."
    )


def _silent(error: Exception, host: str) -> OutsideError:
    if isinstance(error, TimeoutError):
        return OutsideError(f"The mail server {host} did not answer in time.")
    return broken_off(host)


def _unsure(to: str) -> UnsureError:
    return UnsureError(
        f"The mail server broke off while it was given the letter to {to}, so it may or may "
        f"not have been sent; ask whether it arrived."
    )
