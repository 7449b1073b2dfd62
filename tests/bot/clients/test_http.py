import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from time import monotonic

import pytest
import stamina

from bot.clients.agent import user_agent
from bot.clients.http import Bounds, Neighbour
from bot.clients.rate import Rate
from bot.clients.wire import Answer as Received
from bot.errors import OutsideError
from tests.fakes.wire import Answer, answering, in_turn

IMPATIENT = Bounds(seconds=0.2, seconds_in_all=0.5, most_bytes=100_000)
WELL = Answer(body=b'{"well": true}')
HTML = Answer(body=b"<html><h1>We are back soon</h1></html>", headers=("Content-Type: text/html",))
SLOW_DOWN = "DataCite asks for fewer requests at the moment; run the check again in a few minutes."
RATE_LIMITED = Answer(status=429, body=b'{"errors": [{"status": "429", "title": "Slowly."}]}')
LOAD_BALANCER = Answer(status=403, body=b"<html>", headers=("Server: awselb/2.0",))


@asynccontextmanager
async def a_neighbour(
    url: str, *, contact: str = "", rate: Rate | None = None, concurrency: int = 10
) -> AsyncIterator[Neighbour]:
    rate = rate or Rate(10_000, 1)
    async with Neighbour.open(
        "DataCite", url, contact=contact, rate=rate, concurrency=concurrency
    ) as neighbour:
        yield neighbour


@pytest.fixture
def _at_once() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3):
        yield


async def test_an_answer_is_its_status_and_its_json() -> None:
    async with answering(WELL) as wire, a_neighbour(wire.url) as neighbour:
        assert await neighbour.get_json("/heartbeat?x=1") == (200, {"well": True})
    assert wire.asked == ["/heartbeat?x=1"]


async def test_a_no_in_json_is_an_answer() -> None:
    answer = Answer(status=404, body=b'{"errors": []}')
    async with answering(answer) as wire, a_neighbour(wire.url) as neighbour:
        assert await neighbour.get_json("/") == (404, {"errors": []})


async def test_right_json_under_a_wrong_type_is_read() -> None:
    answer = Answer(body=b"[1]", headers=("Content-Type: text/html",))
    async with answering(answer) as wire, a_neighbour(wire.url) as neighbour:
        assert await neighbour.get_json("/") == (200, [1])


@pytest.mark.usefixtures("_at_once")
@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            RATE_LIMITED,
            SLOW_DOWN,
        ),
        (
            LOAD_BALANCER,
            SLOW_DOWN,
        ),
        (Answer(status=500), "DataCite answered with an error of its own (500)."),
        (Answer(status=502, body=HTML.body), "DataCite answered with an error of its own (502)."),
        (Answer(status=404, body=HTML.body), "DataCite answered with something other than JSON."),
        (Answer(status=404, body=b""), "DataCite answered with something other than JSON."),
        (HTML, "DataCite answered with something other than JSON."),
        (Answer(body=b'{"data": '), "DataCite answered with something other than JSON."),
        (Answer(body=b"\xff\xfe\xfa"), "DataCite answered with something other than JSON."),
        (Answer(body=b"[" * 90_000), "DataCite answered with something other than JSON."),
        (Answer(body=b" " * 100_001), "DataCite sent something that cannot be an answer."),
        (Answer(fault="cut"), "DataCite broke off its answer."),
        (Answer(fault="endless"), "DataCite sent something that cannot be an answer."),
        (Answer(headers=("Content-Encoding: gzip",)), "DataCite broke off its answer."),
        (
            Answer(headers=("Content-Encoding: br",)),
            "DataCite sent something that cannot be an answer.",
        ),
    ],
)
async def test_what_is_no_answer_is_asked_for_three_times(answer: Answer, sentence: str) -> None:
    async with answering(answer) as wire, a_neighbour(wire.url) as neighbour:
        with pytest.raises(OutsideError) as raised:
            await neighbour.get_json("/", IMPATIENT)
    assert str(raised.value) == sentence
    assert len(wire.asked) == 3


@pytest.mark.usefixtures("_at_once")
@pytest.mark.parametrize("fault", ["hang", "drip"])
async def test_who_does_not_end_in_time_is_asked_again_while_there_is_time(fault: str) -> None:
    slow = Answer(fault="hang" if fault == "hang" else "drip")
    async with answering(slow) as wire, a_neighbour(wire.url) as neighbour:
        began = monotonic()
        with pytest.raises(OutsideError, match=r"^DataCite did not answer in time\.$"):
            await neighbour.get_json("/", IMPATIENT)
    assert 0.5 <= monotonic() - began < 2
    assert len(wire.asked) == 3


@pytest.mark.usefixtures("_at_once")
async def test_nobody_there_could_not_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    async with a_neighbour(url) as neighbour:
        with pytest.raises(OutsideError, match=r"^DataCite could not be reached\.$"):
            await neighbour.get_json("/")


@pytest.mark.usefixtures("_at_once")
@pytest.mark.parametrize(
    "once", [RATE_LIMITED, HTML, Answer(status=500), Answer(fault="cut"), Answer(fault="hang")]
)
async def test_a_second_try_that_succeeds_is_the_answer(once: Answer) -> None:
    async with answering(in_turn(once, WELL)) as wire, a_neighbour(wire.url) as neighbour:
        assert await neighbour.get_json("/", IMPATIENT) == (200, {"well": True})


@pytest.mark.parametrize("status", [204, 301, 400, 401, 410, 414])
async def test_a_refusal_is_not_asked_for_again(status: int) -> None:
    headers = ("Location: /elsewhere",)
    answer = Answer(status=status, body=b"", headers=headers)
    async with answering(answer) as wire, a_neighbour(wire.url) as neighbour:
        with pytest.raises(OutsideError, match=rf"^DataCite refused the question \({status}\).$"):
            await neighbour.get_json("/")
    assert len(wire.asked) == 1


async def test_the_wait_that_is_asked_for_is_kept() -> None:
    busy = Answer(status=503, headers=("Retry-After: 1",))
    async with answering(in_turn(busy, WELL)) as wire, a_neighbour(wire.url) as neighbour:
        began = monotonic()
        await neighbour.get_json("/")
    assert 1 <= monotonic() - began < 3


@pytest.mark.parametrize("retry_after", ["300", "9" * 400, "Mon, 02 Mar 2026 10:05:00 GMT"])
async def test_a_wait_longer_than_our_patience_ends_the_question(retry_after: str) -> None:
    headers = (f"Retry-After: {retry_after}", "Date: Mon, 02 Mar 2026 10:00:00 GMT")
    async with (
        answering(Answer(status=429, headers=headers)) as wire,
        a_neighbour(wire.url) as neighbour,
    ):
        with pytest.raises(
            OutsideError,
            match=r"^DataCite asks for fewer requests at the moment;",
        ):
            await neighbour.get_json("/")
    assert len(wire.asked) == 1


@pytest.mark.parametrize(
    ("said", "date", "seconds"),
    [
        ("7", "", 7.0),
        ("0", "", 0.0),
        ("Mon, 02 Mar 2026 10:00:30 GMT", "Mon, 02 Mar 2026 10:00:00 GMT", 30.0),
        ("Mon, 02 Mar 2026 09:00:00 GMT", "Mon, 02 Mar 2026 10:00:00 GMT", 0.0),
        ("Mon, 02 Mar 2026 10:00:30 GMT", "", None),
        ("Mon, 02 Mar 2026 10:00:30 -0000", "Mon, 02 Mar 2026 10:00:00 GMT", None),
        ("Mon, 02 Mar 99999999999999 10:00:30 GMT", "Mon, 02 Mar 2026 10:00:00 GMT", None),
        ("soon", "Mon, 02 Mar 2026 10:00:00 GMT", None),
        ("-1", "", None),
        ("²", "", None),
        ("", "", None),
    ],
)
def test_retry_after_is_seconds_or_an_instant(said: str, date: str, seconds: float | None) -> None:
    headers = {"retry-after": said, "date": date}
    assert Received(429, headers, b"").retry_after() == seconds


@pytest.mark.usefixtures("_at_once")
@pytest.mark.parametrize("slow_down", [RATE_LIMITED, LOAD_BALANCER])
async def test_who_asks_us_to_slow_down_is_asked_half_as_often(slow_down: Answer) -> None:
    rate = Rate(8, 0.4)
    async with (
        answering(in_turn(slow_down, WELL)) as wire,
        a_neighbour(wire.url, rate=rate) as neighbour,
    ):
        began = monotonic()
        for _ in range(7):
            await neighbour.get_json("/")
    assert len(wire.asked) == 8
    assert 0.4 <= monotonic() - began < 2


async def test_waiting_for_our_turn_costs_no_patience() -> None:
    rate = Rate(1, 0.4)
    brief = Bounds(seconds=0.2, seconds_in_all=0.2)
    async with answering(WELL) as wire, a_neighbour(wire.url, rate=rate) as neighbour:
        await neighbour.get_json("/", brief)
        assert await neighbour.get_json("/", brief) == (200, {"well": True})


async def test_a_compressed_answer_is_unpacked() -> None:
    answer = Answer(body=gzip.compress(b'{"a": 1}'), headers=("Content-Encoding: gzip",))
    async with answering(answer) as wire, a_neighbour(wire.url) as neighbour:
        assert await neighbour.get_json("/") == (200, {"a": 1})


@pytest.mark.usefixtures("_at_once")
async def test_a_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    answer = Answer(body=bomb, headers=("Content-Encoding: gzip",))
    async with answering(answer) as wire, a_neighbour(wire.url) as neighbour:
        with pytest.raises(
            OutsideError, match=r"^DataCite sent something that cannot be an answer\.$"
        ):
            await neighbour.get_json("/", IMPATIENT)


async def test_we_say_who_we_are_and_keep_no_cookie() -> None:
    answer = Answer(headers=("Set-Cookie: a=b",))
    async with (
        answering(answer) as wire,
        a_neighbour(wire.url, contact="a@b.example") as neighbour,
    ):
        await neighbour.get_json("/")
        await neighbour.get_json("/")
    assert f"User-Agent: {user_agent('a@b.example')}\r\n" in wire.heads[1]
    assert "cookie" not in wire.heads[1].lower()


async def test_without_a_contact_we_give_our_name_alone() -> None:
    async with answering(WELL) as wire, a_neighbour(wire.url) as neighbour:
        await neighbour.get_json("/")
    assert f"User-Agent: {user_agent('')}\r\n" in wire.heads[0]


async def test_a_base_address_may_have_a_folder() -> None:
    async with answering(WELL) as wire, a_neighbour(f"{wire.url}/api/") as neighbour:
        await neighbour.get_json("/dois/10.5555/a")
    assert wire.asked == ["/api/dois/10.5555/a"]


@pytest.mark.parametrize("concurrency", [1, 10, 25])
async def test_no_more_are_asked_at_once_than_agreed(concurrency: int) -> None:
    async with (
        answering(WELL) as wire,
        a_neighbour(wire.url, concurrency=concurrency) as neighbour,
    ):
        wire.seconds = 0.01
        await asyncio.gather(*(neighbour.get_json("/") for _ in range(60)))
    assert wire.most_busy == concurrency
    assert len(wire.asked) == 60


async def test_a_question_given_up_leaves_its_place_to_others() -> None:
    async with (
        answering(in_turn(*[Answer(fault="hang")] * 30, WELL)) as wire,
        a_neighbour(wire.url) as neighbour,
    ):
        asked = [asyncio.create_task(neighbour.get_json("/")) for _ in range(30)]
        await asyncio.sleep(0.05)
        for question in asked:
            question.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        wire.answers = in_turn(WELL)
        assert await asyncio.wait_for(neighbour.get_json("/"), 1) == (200, {"well": True})


@pytest.mark.usefixtures("_at_once")
async def test_one_question_without_answer_does_not_spoil_the_others() -> None:
    def answers(target: str) -> Answer:
        return Answer(status=500) if target == "/7" else WELL

    async with answering(answers) as wire, a_neighbour(wire.url) as neighbour:
        questions = (neighbour.get_json(f"/{number}") for number in range(20))
        said = await asyncio.gather(*questions, return_exceptions=True)
    assert [number for number, answer in enumerate(said) if answer != (200, {"well": True})] == [7]
    assert isinstance(said[7], OutsideError)
