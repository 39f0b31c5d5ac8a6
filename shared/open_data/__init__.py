"""What open data is, whoever writes or reads it: its licence, and how a table is a file of comma-separated values."""

from typing import Final

LICENCE: Final = "http://creativecommons.org/publicdomain/zero/1.0/"
LICENCE_NAME: Final = "CC0 1.0"
