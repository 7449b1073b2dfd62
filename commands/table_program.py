"""What the program does besides the words; bot.main runs these, no door knows them."""

from commands.word import Option, Word

PROGRAM: dict[str, Word] = {
    "run": Word(
        module="bot.main",
        usage=("run",),
        help="answer in Slack and on the web, and do what is due, until told to stop",
        may="staff",
        writes=True,
        arguments=(),
        options=(),
        answers=(),
    ),
    "serve": Word(
        module="bot.main",
        usage=("serve",),
        help="answer in Slack and on the web; `work` does what is due",
        may="staff",
        writes=True,
        arguments=(),
        options=(),
        answers=(),
    ),
    "work": Word(
        module="bot.main",
        usage=("work [--once]",),
        help="do what is due, until told to stop",
        may="staff",
        writes=True,
        arguments=(),
        options=(Option("--once", "end when nothing more is due; 3 if something stayed unsure"),),
        answers=(),
    ),
    "migrate": Word(
        module="bot.main",
        usage=("migrate",),
        help="update the database for this version of the program",
        may="staff",
        writes=True,
        arguments=(),
        options=(),
        answers=(),
    ),
    "manifest": Word(
        module="commands.manifest",
        usage=("manifest [--url URL]",),
        help="print what to paste when the Slack app is made: Socket Mode, or HTTP at a URL",
        may="staff",
        writes=False,
        arguments=(),
        options=(Option("--url", "where the internet finds `rsp serve`, https://…", "URL"),),
        answers=(),
    ),
    "demo": Word(
        module="bot.main",
        usage=("demo COMMAND WORDS…", "demo"),
        help="try everything with made-up neighbours, without internet",
        may="staff",
        writes=True,
        arguments=(
            ("COMMAND WORDS…", "run one command there and end"),
            ("(nothing)", "a prompt"),
        ),
        options=(),
        answers=(),
    ),
}
