"""What the parameters of paths mean, with an example of each: one word for one thing in all three documents."""

from typing import Any, Final, NamedTuple


class Named(NamedTuple):
    """What a parameter names, and one that there might be."""

    description: str
    example: str | int


_UUID: Final = "5f0c6c0a-7f0e-5a5c-9c56-0c1d7c1b7a11"
PATH: Final = {
    "aboutId": Named("Id of the promise, measure or agreement.", "nykvarn-2021-2022-trygghetsvandringar"),
    "activityId": Named("Id of the activity; of a walk, where it is about one.", _UUID),
    "agreementId": Named("Id of the agreement, a slug.", "nykvarn-2021-2022"),
    "assessmentId": Named("Id of the assessment.", _UUID),
    "deliveryId": Named("Id of the delivery.", "4c1f6a3e-93a5-5f0e-b8a7-2a3f7f1d9c55"),
    "draftId": Named("Id of the draft.", _UUID),
    "endpointId": Named("The party's own name for the endpoint, a slug.", "trygghet"),
    "entryId": Named("Id of the entry.", _UUID),
    "eventType": Named("Full name of the type.", "se.loftet.walk.completed.v1"),
    "inputId": Named("Id of the input.", _UUID),
    "measureId": Named("Id of the measure.", _UUID),
    "observationId": Named("Id of the observation.", _UUID),
    "partyId": Named("Id of the party, a slug.", "nykvarn-kommun"),
    "promiseId": Named("Id of the promise, a slug.", "nykvarn-2021-2022-trygghetsvandringar"),
    "revision": Named("Which revision, from 1.", 1),
    "seriesId": Named("Id of the series.", _UUID),
    "subscriptionId": Named("Your own name for the subscription, a slug.", "nykvarn-status"),
    "tipId": Named("Id of the tip.", _UUID),
    "version": Named("Which version, from 1.", 1),
}


def explained(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter of an operation; one of its path with what it means, unless that is told already."""
    named = PATH.get(parameter.get("name", "")) if parameter.get("in") == "path" else None
    return {**named._asdict(), **parameter} if named else parameter
