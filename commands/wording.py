"""The form by which a letter is changed in Slack; at a terminal nobody types one line by line."""

from collections.abc import Mapping

from bot.errors import ConflictError
from bot.forms.form import Field, Form
from bot.messages.questions import TYPED

_TOO_LONG = (
    "This letter is longer than the {} characters that fit into a form in Slack: change it at a "
    "terminal, with `rsp {}`."
)


def wording_form(
    command: tuple[str, ...], version: str, fields: tuple[Field, ...], answers: Mapping[str, str]
) -> Form:
    """Return a form that holds a letter as it was when it had that version.

    Raises ConflictError for one that Slack would cut: what it cuts off would be lost when the
    form is sent.
    """
    if any(len(answer) > TYPED for answer in answers.values()):
        raise ConflictError(_TOO_LONG.format(TYPED, " ".join(command)))
    return Form(
        command=(*command, version),
        title="Edit a letter",
        fields=fields,
        answers=answers,
        button="Keep",
    )
