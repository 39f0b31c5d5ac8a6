"""Who follows what by mail. Addresses are sealed, and gone with the document."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from pymongo import ASCENDING
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from services.notifications.domain.endpoint import FOLLOWERS, MAIL, Endpoint, Link
from services.notifications.domain.follower import Choice, Follower, followed
from services.notifications.endpoint_documents import Stored
from services.notifications.vault import Vault
from shared.store.mongo import find_each

Document = dict[str, Any]
AT_A_TIME = 500


class Followers:
    """The collection `followers`. Without a vault nobody follows anything."""

    def __init__(self, collection: Collection[Document], vault: Vault | None) -> None:
        self._followers = collection
        self._vault = vault

    @property
    def is_open(self) -> bool:
        """Whether anything can be followed."""
        return self._vault is not None

    def prepare(self) -> None:
        """Make the indexes; harmless when they are there."""
        if self._vault is None:
            return
        self._followers.create_index([("mark", ASCENDING), ("about", ASCENDING)], unique=True)
        for name in ("about", "link.token", "leave"):
            self._followers.create_index(name)

    # asking and leaving

    def known(self, about: str, address: str) -> Follower | None:
        """Whoever has asked to follow something with an address."""
        document = self._followers.find_one({"mark": {"$in": self._open.marks(address)}, "about": about})
        return self._follower(document) if document else None

    def waiting(self, address: str, now: datetime) -> int:
        """How many links an address has that still hold."""
        query = {"mark": {"$in": self._open.marks(address)}, "link.until": {"$gt": now}}
        return len(list(self._followers.find(query, {"_id": 1})))

    def put(self, follower: Follower, at: datetime) -> bool:
        """Store it; False when somebody else was faster to ask the same."""
        document = self._document(follower)
        change = {"$set": document, "$setOnInsert": {"createdAt": at}}
        try:
            self._followers.update_one({"_id": follower.endpoint.id}, change, upsert=True)
        except DuplicateKeyError:
            return False
        return True

    def asked_again(self, follower: Follower, at: datetime) -> bool:
        """Note that somebody asked again, and change nothing else."""
        self._followers.update_one({"_id": follower.endpoint.id}, {"$set": {"askedAt": at}})
        return True

    def by_token(self, token: str, now: datetime) -> Follower | None:
        """The one that a confirming link is for, if the link still holds."""
        document = self._readable({"link.token": token, "link.until": {"$gt": now}})
        return self._follower(document) if document else None

    def confirm(self, follower: Follower, at: datetime) -> bool:
        """Let it follow; False when the link has been used meanwhile."""
        link = follower.endpoint.link
        query = {"_id": follower.endpoint.id, "link.token": link.token if link else ""}
        change = {"$set": self._document(followed(follower, at))}
        return self._followers.update_one(query, change).matched_count == 1

    def leave(self, token: str) -> None:
        """Forget the one that a link is for, with its address; harmless when it is gone."""
        self._followers.delete_one({"leave": token})

    # telling

    def find(self, name: str) -> Stored | None:
        """One as an endpoint."""
        document = self._readable({"_id": name})
        if document is None:
            return None
        return Stored(self._follower(document).endpoint, 1, document["createdAt"], document["createdAt"])

    def of(self, abouts: Iterable[str]) -> list[Follower]:
        """Those who follow any of these, confirmed."""
        wanted = sorted(abouts)
        if self._vault is None or not wanted:
            return []
        found = find_each(self._followers, "about", wanted)
        readable = [each for each in found if each["state"] == "active" and each["kid"] in self._vault.names]
        return [self._follower(document) for document in readable]

    def failing(self, name: str, since: datetime | None) -> None:
        """Remember since when every attempt was refused; None: the latest succeeded."""
        self._followers.update_one({"_id": name}, {"$set": {"failingSince": since}})

    def forget(self, name: str) -> None:
        """Forget one whose address takes nothing any more."""
        self._followers.delete_one({"_id": name})

    # keeping

    def forget_unconfirmed(self, now: datetime) -> int:
        """Forget those whose link was not used while it held; how many."""
        if self._vault is None:
            return 0
        query = {"state": "unconfirmed", "link.until": {"$lte": now}}
        return self._followers.delete_many(query).deleted_count

    def seal_anew(self) -> int:
        """Seal and mark with the newest key what another key sealed; how many. May be stopped at any point."""
        if self._vault is None:
            return 0
        done, older = 0, [name for name in self._vault.names if name != self._vault.newest]
        while found := list(self._followers.find({"kid": {"$in": older}}).limit(AT_A_TIME)):
            for document in found:
                self._followers.update_one(
                    {"_id": document["_id"], "sealed": document["sealed"]},
                    {"$set": self._kept(self._vault.open(document["sealed"]))},
                )
            done += len(found)
        return done

    def _readable(self, query: Document) -> Document | None:
        """What a query finds, unless it was sealed with a key that is not here any more."""
        if self._vault is None:
            return None
        return self._followers.find_one({**query, "kid": {"$in": list(self._vault.names)}})

    @property
    def _open(self) -> Vault:
        if self._vault is None:
            raise LookupError("nothing can be followed without keys")
        return self._vault

    def _kept(self, address: str) -> Document:
        vault = self._open
        return {"sealed": vault.seal(address), "mark": vault.marks(address)[0], "kid": vault.newest}

    def _document(self, follower: Follower) -> Document:
        endpoint, wanted = follower.endpoint, follower.wanted
        link = endpoint.link
        return self._kept(endpoint.address) | {
            "about": follower.about,
            "language": endpoint.language,
            "rhythm": endpoint.rhythm,
            "state": endpoint.state,
            "reason": endpoint.reason,
            "link": {"token": link.token, "until": link.until, "number": link.number} if link else None,
            "leave": endpoint.leave,
            "since": follower.since,
            "wanted": wanted._asdict() if wanted else None,
            "failingSince": endpoint.failing_since,
        }

    def _follower(self, document: Document) -> Follower:
        link, wanted = document["link"], document["wanted"]
        endpoint = Endpoint(
            FOLLOWERS,
            document["_id"],
            MAIL,
            self._open.open(document["sealed"]),
            language=document["language"],
            rhythm=document["rhythm"],
            state=document["state"],
            reason=document["reason"],
            link=Link(link["token"], link["until"], link["number"]) if link else None,
            failing_since=document["failingSince"],
        )
        return Follower(
            replace(endpoint, leave=document["leave"]),
            document["about"],
            since=document["since"],
            wanted=Choice(**wanted) if wanted else None,
        )
