"""What is wrong with what somebody said, in a sentence for each field."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Faults:
    """Sentences by field, all at once."""

    by_field: Mapping[str, str]
