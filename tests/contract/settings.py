"""Which settings each service declares, learnt from the code that reads them."""

import os
from importlib import import_module
from unittest.mock import patch

from environs import Env, EnvValidationError

from shared.config import ProcessSettings
from shared.ops.page.config import PageSettings


def settings_of(service: str) -> type[ProcessSettings]:
    """The class that reads the settings of a service, or of the operator's page."""
    if service in ("page", "operator"):
        return PageSettings
    module = import_module(f"services.{service}.config")
    return getattr(module, f"{service.capitalize()}Settings")


def declared(service: str) -> tuple[set[str], set[str]]:
    """The names of all settings that a service declares, and of those that it cannot do without."""
    env = Env(eager=False, prefix="LOFTET_")
    others = {name: value for name, value in os.environ.items() if not name.startswith("LOFTET_")}
    with patch.dict(os.environ, others, clear=True):
        settings_of(service).declare(env)
    optional = set(env.dump())
    try:
        env.seal()
    except EnvValidationError as error:
        required = set(error.error_messages)
        return optional | required, required
    return optional, set()
