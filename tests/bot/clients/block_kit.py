"""The smallest texts, blocks and views that Slack takes."""

from tests.fakes.slack_records import Json


def plain(text: str = "a") -> Json:
    return {"type": "plain_text", "text": text}


def marked(text: str = "a") -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**different: object) -> Json:
    return {"type": "section", "text": marked(), **different}


def modal(*blocks: Json, **different: object) -> Json:
    frame = {"type": "modal", "title": plain("Example"), "submit": plain("Send")}
    return {**frame, "blocks": list(blocks), **different}
