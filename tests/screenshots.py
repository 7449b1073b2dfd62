"""Pages as PNGs, made by headless Chromium; each knows the page that it was made from."""

import re
import shutil
import struct
import subprocess
import tempfile
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = (
    "--headless",
    # What is drawn is our own, and a container's root may not have a sandbox.
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    # Sharp on fine screens too, and still light.
    "--force-device-scale-factor=1.5",
    "--no-first-run",
    "--disable-background-networking",
)
_SECONDS = 60
_MEASURE = """\
<script>
const size = document.body.getBoundingClientRect();
document.title = `${Math.ceil(size.width)},${Math.ceil(size.height)}`;
</script>
</body>"""
_SIZE = re.compile(r"<title>(\d+,\d+)</title>")
_HEAD, _LENGTHS = len(b"\x89PNG\r\n\x1a\n"), 12
_KEYWORD = b"drawn-from\0"


class NoBrowserError(Exception):
    def __init__(self) -> None:
        super().__init__("Pictures of Slack are made by Chromium: install `chromium`.")


def taken(page: str) -> bytes:
    """Return a picture of a page, as large as its body; NoBrowserError without Chromium."""
    browser = next(filter(None, map(shutil.which, _NAMES)), None)
    if browser is None:
        raise NoBrowserError
    with tempfile.TemporaryDirectory() as folder:
        shown, picture = Path(folder) / "page.html", Path(folder) / "picture.png"
        shown.write_text(page.replace("</body>", _MEASURE), encoding="utf-8")
        size = _SIZE.search(_ran(browser, folder, "--dump-dom", shown.as_uri()))
        assert size
        shown.write_text(page, encoding="utf-8")
        window = f"--window-size={size[1]}"
        _ran(browser, folder, f"--screenshot={picture}", window, shown.as_uri())
        return _marked(picture.read_bytes(), _mark(page))


def is_of(picture: Path, page: str) -> bool:
    """Say whether a picture is there, and was made from exactly this page."""
    return picture.is_file() and (b"tEXt", _mark(page)) in _chunks(picture.read_bytes())


def _ran(browser: str, folder: str, *options: str) -> str:
    profile = f"--user-data-dir={folder}/profile"
    done = subprocess.run(  # noqa: S603 -- our own words
        [browser, *_OPTIONS, profile, *options],
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=True,
    )
    return done.stdout


def _mark(page: str) -> bytes:
    return _KEYWORD + sha256(page.encode()).hexdigest().encode()


def _marked(png: bytes, mark: bytes) -> bytes:
    chunk = b"tEXt" + mark
    whole = struct.pack(">I", len(mark)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    # The last chunk, IEND, is empty.
    return png[:-_LENGTHS] + whole + png[-_LENGTHS:]


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each chunk's type and what is in it."""
    at = _HEAD
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        yield kind, png[at + 8 : at + 8 + length]
        at += _LENGTHS + length
