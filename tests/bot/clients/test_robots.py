from time import process_time

from bot.clients.robots import Robots, read_robots


def test_the_rules_that_name_us_are_ours_wherever_they_stand() -> None:
    text = "User-agent: service-provider-bot\nDisallow: /a\n\nUser-agent: *\nDisallow: /b\n\n"
    more = "User-agent: SERVICE-PROVIDER-BOT\nAllow: /a/b\n"
    assert read_robots(text + more) == Robots((("/a", False), ("/a/b", True)))


def test_hostile_rules_take_no_time() -> None:
    robots = read_robots("User-agent: *\n" + "Disallow: /*a*a*a*a*a*b$\n" * 10_000)
    began = process_time()
    assert robots.allow("/" + "a" * 60_000)
    assert process_time() - began < 1
