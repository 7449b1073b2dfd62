"""Links that let an outsider act: made, and read back where nobody changed a letter of them."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

from itsdangerous import BadData, URLSafeSerializer

from bot.domain.link import Link, Purpose
from bot.errors import ConflictError, NotFoundError
from storage.database import Store

# Ours have about 90 signs; nothing longer is looked at.
_LONGEST = 500
_NOT_OURS = "This is not a link of ours, or a part of it is missing."
_NOT_SET = "No link can be made: set RSP_PUBLIC_URL and RSP_SECRET_KEY."


@dataclass(frozen=True, kw_only=True)
class Links:
    public_url: str
    secret: str = field(repr=False)

    @property
    def can_make(self) -> bool:
        return bool(self.public_url and self.secret)

    def make(self, link: Link) -> str:
        """Return the whole address; ConflictError where the settings for it are missing."""
        if not self.can_make:
            raise ConflictError(_NOT_SET)
        return f"{self.public_url}/link/{self._token(link)}"

    def read(self, token: str) -> Link:
        """Return what a token was made from, expired or not; NotFoundError for any other text."""
        if not self.secret or len(token) > _LONGEST:
            raise NotFoundError(_NOT_OURS)
        try:
            purpose, subject, expires = self._signed.loads(token)
            link = Link(
                purpose=Purpose(purpose),
                subject=subject,
                expires=datetime.fromtimestamp(expires, UTC),
            )
        except (BadData, ValueError, TypeError) as error:
            raise NotFoundError(_NOT_OURS) from error
        # Base64 spells the end of a signature in four ways; only one of them is the link.
        if self._token(link) != token:
            raise NotFoundError(_NOT_OURS)
        return link

    def _token(self, link: Link) -> str:
        expires = int(link.expires.timestamp())
        return str(self._signed.dumps([link.purpose, link.subject, expires]))

    @property
    def _signed(self) -> URLSafeSerializer:
        how = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        return URLSafeSerializer(self.secret, salt="link", signer_kwargs=how)


def short(link: Link) -> str:
    """Return what tells a link from others in a key; nobody can act by it."""
    return _digest(link)[:16]


async def claim(link: Link, *, store: Store) -> bool:
    """Say whether it was never used; it is remembered until it has expired, and a while longer."""
    return await store.knocks.claim(f"link:{_digest(link)}", link.expires)


def _digest(link: Link) -> str:
    said = f"{link.purpose} {link.subject} {link.expires.timestamp():.0f}"
    return hashlib.sha256(said.encode()).hexdigest()
