"""Ids as people and links have them: a few letters, and a number (`APP-12`, `CON-3`)."""


def number_of(id_: str) -> int:
    return int(id_.partition("-")[2])
