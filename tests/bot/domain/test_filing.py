"""What differs between what is here and what is told outside."""

from bot.domain.filing import Change, compare


def test_only_what_is_told_otherwise_is_a_change() -> None:
    before = {"organisation": "Example Ltd", "website": "https://example.org", "note": "Old."}
    after = {"organisation": "Example Ltd", "website": "", "country": "DE"}

    assert compare(before, after, frozenset({"country"})) == (
        Change(field="website", before="https://example.org", after="", is_kept=False),
        Change(field="country", before="", after="DE", is_kept=True),
    )


def test_what_is_not_said_stays_whoever_changed_it() -> None:
    assert compare({"note": "Old."}, {}, frozenset({"note"})) == ()
