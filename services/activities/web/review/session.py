"""Who is at the review: a bearer token for an hour, on these pages alone."""

from typing import Final

from services.activities.api.service import service
from shared.http.session import Session

SCOPES: Final = ("agreements:read", "agreements:write")

session: Final = Session(
    name="review",
    path="/review",
    scopes=SCOPES,
    seconds=3600,
    secret=lambda: service().store.secret.get(),
    public_url=lambda: service().public_url,
)
