"""The store: a state that only commits change, and transactions that are judged when they commit.

Every method runs from its first line to its last on the one thread of the event loop, so each is
atomic, and there are no locks.
"""

import base64
import hashlib
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from google.protobuf.message import Message

from holdfast.store.v1 import store_pb2 as pb

from .errors import Refusal, finished
from .limits import Arguments, size_of
from .state import Entry, Interval, Version, Versions, View, holds

_LOST = ("TXN_UNKNOWN", "no transaction {} is open: it is not committed and never will be")


@dataclass
class Txn:
    """An open transaction: a snapshot, what it has read and what it will write."""

    begun: pb.BeginResponse
    read_only: bool
    view: View
    last: float  # no lease goes beyond
    deadline: float = 0.0
    reads: list[Interval] = field(default_factory=list)
    weight: int = 0  # of what was read
    checks: list[pb.Check] = field(default_factory=list)
    mutations: list[pb.Mutation] = field(default_factory=list)
    operations: int = 0
    size: int = 0

    def renew(self, now: float) -> None:
        self.deadline = min(now + self.begun.lease_ms / 1_000, self.last)


@dataclass(frozen=True)
class End:
    """How a transaction ended: what its commit is told again, and what any other call is."""

    at: float
    commit: pb.CommitResponse | Refusal
    others: Refusal
    digest: bytes = b""

    @property
    def committed(self) -> bool:
        return isinstance(self.commit, pb.CommitResponse)


class Store:
    """Keeps entries in memory: what it knows ends with the process."""

    def __init__(self, limits: pb.Limits) -> None:
        self.limits = limits
        self.arguments = Arguments(limits)
        self._history = secrets.token_hex(16)
        self._incarnation = "." + secrets.token_hex(8)
        self._revision = 0
        self._versions = Versions()
        self._open: dict[str, Txn] = {}
        self._ended: dict[str, End] = {}  # the oldest first

    def put(self, request: pb.PutRequest) -> pb.PutResponse:
        mutation = pb.Mutation(put=pb.Mutation.Put(key=request.key, value=request.value))
        checks = _conditions(request.key, request.precondition)
        if request.txn_id:
            txn = self._writable(request.txn_id)
            self._buffer(txn, checks, [mutation])
            return pb.PutResponse(header=txn.begun.header)
        done, _ = self._commit([], 0, checks, [mutation])
        return pb.PutResponse(header=done.header, mod_revision=done.revision)

    def delete(self, request: pb.DeleteRequest) -> pb.DeleteResponse:
        mutation = pb.Mutation(delete=request.range)
        checks = _conditions(request.range.key, request.precondition)
        if request.txn_id:
            txn = self._writable(request.txn_id)
            deleted = self._buffer(txn, checks, [mutation])
            return pb.DeleteResponse(header=txn.begun.header, deleted=deleted)
        done, deleted = self._commit([], 0, checks, [mutation])
        return pb.DeleteResponse(header=done.header, deleted=deleted)

    def get(self, request: pb.GetRequest) -> pb.GetResponse:
        view, txn = self._view(request)
        interval = Interval.of(request.range)
        if request.start_after:
            interval = interval.after(request.start_after)
        answer = pb.GetResponse(header=self._header(view.revision))
        most = min(request.limit or self.limits.max_page_entries, self.limits.max_page_entries)
        size = answer.ByteSize()
        for entry in view.entries(interval):
            message = entry.message(request.keys_only)
            size += message.ByteSize() + 5  # its tag and its length
            count = len(answer.kvs)
            if count == most or (count and size > self.limits.max_page_bytes):
                answer.more = True  # which is an answer too
                interval = interval._replace(until=entry.key + b"\0")
                break
            answer.kvs.append(message)
        self._note_read(txn, interval, _weight(request.range, len(answer.kvs)))
        return answer

    def count(self, request: pb.CountRequest) -> pb.CountResponse:
        view, txn = self._view(request)
        interval = Interval.of(request.range)
        count = sum(1 for _ in view.entries(interval))
        self._note_read(txn, interval, 1)
        return pb.CountResponse(header=self._header(view.revision), count=count)

    def begin(self, request: pb.BeginRequest) -> pb.BeginResponse:
        txn_id = (request.txn_id or secrets.token_hex(16)) + self._incarnation
        txn = self._find(txn_id)
        if isinstance(txn, End):
            raise txn.others
        if txn and txn.read_only != request.read_only:
            raise Refusal("BAD_REQUEST_ID", f"{txn_id} was begun in another mode before")
        if txn:
            return txn.begun
        if len(self._open) >= self.limits.max_open_txns:
            self.keep_house()
        if len(self._open) >= self.limits.max_open_txns:
            raise Refusal("TOO_MANY_TXNS", "too many transactions are open; try again later")
        asked = request.lease_ms or self.limits.default_lease_ms
        lease = min(max(asked, self.limits.min_lease_ms), self.limits.max_lease_ms)
        header = self._header(self._revision)
        begun = pb.BeginResponse(txn_id=txn_id, header=header, lease_ms=lease)
        now = time.monotonic()
        view = View(self._versions, self._revision)
        txn = Txn(begun, request.read_only, view, now + self.limits.max_txn_age_ms / 1_000)
        txn.renew(now)
        self._open[txn_id] = txn
        return begun

    def commit(self, request: pb.CommitRequest) -> pb.CommitResponse:
        digest = hashlib.sha256(_encode(request)).digest()
        known = self._find(request.txn_id)
        if known is None and not request.one_shot:
            self._fence(request.txn_id)
            raise self._ended[request.txn_id].others
        if isinstance(known, End):
            return self._commit_again(known, request.txn_id, digest)
        try:
            if known is None:
                answer, _ = self._commit([], 0, request.checks, request.mutations)
            else:
                answer = self._commit_txn(known, request)
        except Refusal as refusal:
            if known and refusal.reason != "TXN_READ_ONLY":
                self._finish(request.txn_id, refusal, finished(request.txn_id, "aborted"))
            raise
        if known or answer.wrote:
            others = finished(request.txn_id, "committed")
            self._finish(request.txn_id, answer, others, digest)
        return answer

    def abort(self, request: pb.AbortRequest) -> pb.AbortResponse:
        known = self._find(request.txn_id)
        if isinstance(known, Txn):
            refusal = finished(request.txn_id, "aborted")
            self._finish(request.txn_id, refusal, refusal)
        elif known is None:
            self._fence(request.txn_id)
            raise self._ended[request.txn_id].others
        elif known.committed or known.others.reason == _LOST[0]:
            raise known.others
        return pb.AbortResponse()

    def keep_house(self) -> None:
        """Ends transactions whose leases ran out, and forgets what nobody can ask for any more."""
        for txn_id in list(self._open):
            self._find(txn_id)
        keep = self.limits.outcome_retention_ms / 1_000
        for txn_id, end in list(self._ended.items()):
            if time.monotonic() - end.at < keep:
                break
            del self._ended[txn_id]
        snapshots = (txn.view.revision for txn in self._open.values())
        self._versions.forget(min(snapshots, default=self._revision))

    def _header(self, revision: int) -> pb.Header:
        return pb.Header(revision=revision, history_id=self._history)

    def _find(self, txn_id: str) -> Txn | End | None:
        """Returns a transaction with its lease renewed, how it ended, or None: it is unknown."""
        txn = self._open.get(txn_id)
        if txn is None:
            return self._ended.get(txn_id)
        now = time.monotonic()
        if now > txn.deadline:
            message = f"the lease of transaction {txn_id} ran out; run it again"
            refusal = Refusal("TXN_EXPIRED", message)
            return self._finish(txn_id, refusal, refusal)
        return txn

    def _call(self, txn_id: str) -> Txn:
        """Returns the open transaction that a call names."""
        txn = self._find(txn_id)
        if txn is None:
            self._fence(txn_id)
            raise self._ended[txn_id].others
        if isinstance(txn, End):
            raise txn.others
        txn.renew(time.monotonic())
        return txn

    def _writable(self, txn_id: str) -> Txn:
        txn = self._call(txn_id)
        if txn.read_only:
            raise Refusal("TXN_READ_ONLY", f"transaction {txn_id} was begun to read only")
        return txn

    def _fence(self, txn_id: str) -> None:
        """Sees to it that an unknown id is never committed, before that is said."""
        refusal = Refusal(_LOST[0], _LOST[1].format(txn_id))
        self._finish(txn_id, refusal, refusal)

    def _finish(
        self,
        txn_id: str,
        commit: pb.CommitResponse | Refusal,
        others: Refusal,
        digest: bytes = b"",
    ) -> End:
        self._open.pop(txn_id, None)
        end = self._ended[txn_id] = End(time.monotonic(), commit, others, digest)
        return end

    def _view(self, request: pb.GetRequest | pb.CountRequest) -> tuple[View, Txn | None]:
        """Returns what a read is to see, if that is not older than the caller knows already."""
        txn = self._call(request.txn_id) if request.txn_id else None
        view = txn.view if txn else View(self._versions, self._revision)
        if request.history_id and request.history_id != self._history:
            message = f"the store's history is {self._history}; read everything anew"
            raise Refusal("HISTORY_CHANGED", message, history_id=self._history)
        if request.min_revision > view.revision:
            message = f"revision {request.min_revision} is ahead: it is of another history"
            raise Refusal("FUTURE_REVISION", message, revision=view.revision)
        return view, txn

    def _note_read(self, txn: Txn | None, interval: Interval, weight: int) -> None:
        if txn and not txn.read_only:
            self.arguments.reads(txn.weight + weight)
            txn.weight += weight
            txn.reads.append(interval)

    def _buffer(
        self, txn: Txn, checks: Sequence[pb.Check], mutations: Sequence[pb.Mutation]
    ) -> int:
        """Adds to a transaction, all or nothing; returns how many keys are deleted."""
        view, weight = txn.view.copy(), txn.weight
        operations, deleted = txn.operations + len(checks) + len(mutations), 0
        for mutation in mutations:
            count = view.apply(mutation, 0, self.limits)
            operations += max(count - 1, 0)
            deleted += count
            if mutation.WhichOneof("kind") == "delete":  # what is deleted has been read
                weight += _weight(mutation.delete, count)
        size = txn.size + size_of(checks, mutations)
        self.arguments.size(operations, size)
        self.arguments.reads(weight)
        txn.view, txn.operations, txn.size, txn.weight = view, operations, size, weight
        txn.checks.extend(checks)
        txn.mutations.extend(mutations)
        gone = (mutation.delete for mutation in mutations if mutation.HasField("delete"))
        txn.reads.extend(Interval.of(key_range) for key_range in gone)
        return deleted

    def _commit_txn(self, txn: Txn, request: pb.CommitRequest) -> pb.CommitResponse:
        if request.checks or request.mutations:
            self._writable(request.txn_id)
            self._buffer(txn, request.checks, request.mutations)
        if not txn.checks and not txn.mutations:
            return pb.CommitResponse(header=txn.begun.header)
        answer, _ = self._commit(txn.reads, txn.view.revision, txn.checks, txn.mutations)
        return answer

    def _commit_again(self, end: End, txn_id: str, digest: bytes) -> pb.CommitResponse:
        if isinstance(end.commit, Refusal):
            raise end.commit
        if end.digest != digest:
            message = f"id {txn_id} was used before with other content; choose a fresh one"
            raise Refusal("BAD_REQUEST_ID", message)
        return end.commit

    def _commit(
        self,
        reads: Sequence[Interval],
        snapshot: int,
        checks: Sequence[pb.Check],
        mutations: Sequence[pb.Mutation],
    ) -> tuple[pb.CommitResponse, int]:
        """Judges a commit and applies it; returns its answer and how many keys it deleted."""
        if any(self._versions.touched(interval, snapshot) for interval in reads):
            message = "what the transaction read was changed since; run it again"
            raise Refusal("CONFLICT", message, revision=self._revision)
        head = View(self._versions, self._revision)
        for check in checks:
            entry = head.get(check.key)
            if not holds(check.precondition, entry):
                raise _precondition_failed(check, entry)
        revision = self._revision + 1
        deleted = sum(head.apply(mutation, revision, self.limits) for mutation in mutations)
        changes = list(head.changes())
        if not changes:
            return pb.CommitResponse(header=self._header(self._revision)), deleted
        for key, entry in changes:
            self._versions.append(key, Version(revision, entry))
        self._revision = revision
        header = self._header(revision)
        return pb.CommitResponse(header=header, revision=revision, wrote=True), deleted


def _conditions(key: bytes, precondition: pb.Precondition) -> list[pb.Check]:
    if precondition.WhichOneof("kind") is None:
        return []
    return [pb.Check(key=key, precondition=precondition)]


def _precondition_failed(check: pb.Check, entry: Entry | None) -> Refusal:
    current = entry.mod_revision if entry else 0
    return Refusal(
        "PRECONDITION_FAILED",
        f"key {check.key!r} is at mod revision {current} (0: absent); "
        f"expected was {check.precondition}",
        current_mod_revision=current,
        key=base64.b64encode(check.key).decode(),
    )


def _weight(key_range: pb.KeyRange, keys: int) -> int:
    """Returns what a read counts: one, and one more for each key that a prefix held."""
    return 1 + (keys if key_range.WhichOneof("range") == "prefix" else 0)


def _encode(message: Message) -> bytes:
    return message.SerializeToString(deterministic=True)
