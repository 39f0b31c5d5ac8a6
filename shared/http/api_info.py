"""The `api-info` resource of the national REST API profile: what an API is, for whoever has only its address."""

from typing import Final, Literal

import msgspec

from shared.config import Settings
from shared.http.api import API_VERSION
from shared.http.blueprint import Blueprint

RELEASED: Final = "2026-11-23"


class ApiInfo(msgspec.Struct, frozen=True, rename="camel"):
    """What an API is: by the names that the profile gives it."""

    api_name: str
    api_version: str
    api_released: str
    api_documentation: str
    api_spec: str
    api_status: Literal["active", "deprecated", "retired"]


def api_info(settings: Settings, *, base: str, title: str) -> Blueprint:
    """The resource of an API whose paths begin with the base, as in `/activities/v1`."""
    url = settings.public_url + base
    info = ApiInfo(
        api_name=title,
        api_version=API_VERSION,
        api_released=RELEASED,
        api_documentation=f"{url}/docs",
        api_spec=f"{url}/openapi.json",
        api_status="active",
    )
    blueprint = Blueprint(
        "api-info",
        __name__,
        url_prefix=base,
        description="What this API is, and where it is described. Vad gränssnittet är och var det beskrivs.",
    )

    @blueprint.route("/api-info")
    @blueprint.response(
        200,
        ApiInfo,
        description="Name, version, release day, documentation and status.",
        example=msgspec.to_builtins(info),
    )
    def get_api_info() -> ApiInfo:
        """Read what this API is.

        Needs no token. By the Swedish national REST API profile. Läs vad gränssnittet är.
        """
        return info

    return blueprint
