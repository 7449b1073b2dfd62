"""DOIs in the addresses of questions: encoded, and no more than fit."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote


def in_path(doi: str) -> str:
    """Encode a DOI for a path; its first slash stays one, since doi.org knows no other."""
    path = quote(doi, safe="/:;()=~*$@!&',")
    # `/./` and `/../` are folders to whoever stands between, unless a slash of theirs is encoded.
    return re.sub(r"/(\.\.?)$", r"%2F\1", re.sub(r"/(\.\.?)/", r"/\1%2F", path))


def in_query(doi: str) -> str:
    return quote(doi, safe="/:()")


def batches(dois: Iterable[str], *, most: int, most_bytes: int) -> Iterator[list[str]]:
    """Cut a list so that each part fits into one address; a DOI longer than that goes alone."""
    batch: list[str] = []
    size = 0
    for doi in dois:
        # Encoded as fully as either way of asking does, and a comma.
        length = len(quote(doi)) + 1
        if batch and (len(batch) == most or size + length > most_bytes):
            yield batch
            batch, size = [], 0
        batch.append(doi)
        size += length
    if batch:
        yield batch
