"""What is asked when somebody changes a letter: for one case, or for all that come."""

from bot.forms.form import Field


def subject(*, limit: int) -> Field:
    return Field(
        name="subject",
        label="Subject",
        hint="What to do and by when, in brackets; then what it is about.",
        limit=limit,
    )


def text(*, hint: str, limit: int) -> Field:
    return Field(name="text", label="Text", hint=hint, is_multiline=True, limit=limit)


def html(*, limit: int) -> Field:
    return Field(
        name="html",
        label="HTML",
        hint="The same once more, for who reads HTML. Empty: it is made from the text.",
        is_required=False,
        is_multiline=True,
        limit=limit,
    )
