"""What looks like a credential is never kept, shown or logged."""

import re

_IN_URL = re.compile(r"(?<=://)[^/?#\s@\"]*:[^/?#\s@\"]*@")


def without_passwords(text: str) -> str:
    """Leave `user:secret@` out of every address in a text."""
    return _IN_URL.sub("…@", text) if "@" in text else text
