"""The embedded stack: a broker, a database, a mail sink and the services, all on this machine.

`python -m deploy.local up` is what `make up` ends in; `Stack` is the same thing as a library, for the tests.
"""

from deploy.local.stack import Stack, StackError

__all__ = ["Stack", "StackError"]
