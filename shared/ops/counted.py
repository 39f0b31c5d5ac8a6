"""How many of something, in words."""


def counted(number: int, one: str, several: str = "") -> str:
    """A number and what it is of: "1 finding", "1,441 findings"; ``several`` where that is no ``one`` with an s."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
