"""Entries by key and revision, and what a reader or a transaction sees of them."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from sortedcontainers import SortedDict

from holdfast.store.v1 import store_pb2 as pb

from .errors import too_large


class Interval(NamedTuple):
    """The keys from one key on until another, exclusively; no end where until is None."""

    start: bytes
    until: bytes | None

    @staticmethod
    def of(key_range: pb.KeyRange) -> "Interval":
        if key_range.WhichOneof("range") == "key":
            return Interval(key_range.key, key_range.key + b"\0")
        prefix = key_range.prefix
        cut = prefix.rstrip(b"\xff")
        return Interval(prefix, cut[:-1] + bytes([cut[-1] + 1]) if cut else None)

    def after(self, key: bytes) -> "Interval":
        return self._replace(start=max(self.start, key + b"\0"))

    def __contains__(self, key: object) -> bool:
        return (
            isinstance(key, bytes)
            and self.start <= key
            and (self.until is None or key < self.until)
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A key's value and where it comes from; revision 0 is that of a commit still to come."""

    key: bytes
    value: bytes
    create_revision: int
    mod_revision: int
    version: int

    def message(self, keys_only: bool) -> pb.KeyValue:
        return pb.KeyValue(
            key=self.key,
            value=b"" if keys_only else self.value,
            create_revision=self.create_revision,
            mod_revision=self.mod_revision,
            version=self.version,
        )


class Version(NamedTuple):
    """What a key became at a revision: an entry, or None where it was deleted."""

    revision: int
    entry: Entry | None


class Versions:
    """Every key's versions, ascending, as far back as somebody may still look."""

    def __init__(self) -> None:
        self._by_key: SortedDict[bytes, list[Version]] = SortedDict()
        self._old: set[bytes] = set()  # keys with versions that nobody may need any more

    def get(self, key: bytes, revision: int) -> Entry | None:
        """Returns the entry of a key as it was at a revision."""
        versions: list[Version] = self._by_key.get(key, [])
        for version in reversed(versions):
            if version.revision <= revision:
                return version.entry
        return None

    def keys(self, interval: Interval) -> Iterator[bytes]:
        if interval.until is not None and interval.start >= interval.until:
            return iter(())
        inclusive = (True, False)
        return iter(self._by_key.irange(interval.start, interval.until, inclusive))

    def touched(self, interval: Interval, revision: int) -> bool:
        """Returns whether a key of an interval was written or deleted after a revision."""
        return any(self._by_key[key][-1].revision > revision for key in self.keys(interval))

    def append(self, key: bytes, version: Version) -> None:
        versions = self._by_key.setdefault(key, [])
        versions.append(version)
        if len(versions) > 1 or version.entry is None:
            self._old.add(key)

    def forget(self, revision: int) -> None:
        """Drops what nobody can see who looks at a revision or later."""
        for key in list(self._old):
            versions = self._by_key[key]
            while len(versions) > 1 and versions[1].revision <= revision:
                del versions[0]
            if versions[0].entry is None and versions[0].revision <= revision:
                del versions[0]
            if len(versions) < 2:
                self._old.discard(key)
            if not versions:
                del self._by_key[key]
            elif versions[-1].entry is None:
                self._old.add(key)


class View:
    """The state at a revision under writes that are not committed yet."""

    def __init__(self, versions: Versions, revision: int) -> None:
        self._versions = versions
        self.revision = revision
        self.own: dict[bytes, Entry | None] = {}

    def copy(self) -> "View":
        copied = View(self._versions, self.revision)
        copied.own = dict(self.own)
        return copied

    def get(self, key: bytes) -> Entry | None:
        if key in self.own:
            return self.own[key]
        return self._versions.get(key, self.revision)

    def entries(self, interval: Interval) -> Iterator[Entry]:
        """Yields the entries of an interval in key order."""
        own = sorted(key for key in self.own if key in interval)
        for key, _ in groupby(heapq.merge(self._versions.keys(interval), own)):
            entry = self.get(key)
            if entry is not None:
                yield entry

    def apply(self, mutation: pb.Mutation, revision: int, limits: pb.Limits) -> int:
        """Applies a mutation of a commit with a revision; returns how many keys it deletes."""
        if mutation.WhichOneof("kind") == "put":
            self._put(mutation.put.key, mutation.put.value, revision)
            return 0
        found: list[bytes] = []
        for entry in self.entries(Interval.of(mutation.delete)):
            found.append(entry.key)
            if len(found) > limits.max_delete_keys:
                what, limit = "the number of keys to delete", limits.max_delete_keys
                raise too_large("TXN_TOO_LARGE", what, len(found), limit)
        self.own.update(dict.fromkeys(found))
        return len(found)

    def _put(self, key: bytes, value: bytes, revision: int) -> None:
        was = self.get(key)
        if was is None:
            self.own[key] = Entry(key, value, revision, revision, 1)
        else:  # several puts of one commit count once
            version = was.version + (was.mod_revision != revision)
            self.own[key] = Entry(key, value, was.create_revision, revision, version)

    def changes(self) -> Iterable[tuple[bytes, Entry | None]]:
        """Yields the keys that the writes change, with what they become."""
        for key, entry in self.own.items():
            if entry is not None or self._versions.get(key, self.revision) is not None:
                yield key, entry


def holds(precondition: pb.Precondition, entry: Entry | None) -> bool:
    """Returns whether a precondition holds of an entry."""
    match precondition.WhichOneof("kind"):
        case "absent":
            return entry is None
        case "present":
            return entry is not None
        case "mod_revision":
            return entry is not None and entry.mod_revision == precondition.mod_revision
        case _:
            return True
