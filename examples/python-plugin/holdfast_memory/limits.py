"""The limits in force, and how requests are judged by their arguments alone."""

from collections.abc import Iterable, Mapping

from holdfast.store.v1 import store_pb2 as pb

from .errors import Refusal, lacks, too_large

OPTIONS = ("history_retention_ms", "max_lease_ms", "min_lease_ms")
_DAY = 24 * 60 * 60 * 1_000
_OVERHEAD = 16  # what an operation of a transaction counts beyond its key and value


def default_limits() -> pb.Limits:
    return pb.Limits(
        max_key_bytes=2_560,
        max_value_bytes=1 << 20,
        max_txn_ops=1_024,
        max_txn_reads=10_000,
        max_txn_bytes=3 << 20,
        max_delete_keys=1_000,
        max_page_entries=10_000,
        max_page_bytes=1 << 20,
        max_open_txns=1_000,
        max_watches=64,
        max_ranges=1,
        max_queued_writes=10_000,
        max_txn_age_ms=600_000,
        default_lease_ms=30_000,
        min_lease_ms=100,
        max_lease_ms=300_000,
        outcome_retention_ms=600_000,
        history_retention_ms=600_000,
        max_progress_lag_ms=1_000,
    )


def configured_limits(options: Mapping[str, str], required: Iterable[str]) -> pb.Limits:
    """Returns the limits with the options that every plugin knows applied to them."""
    for name in required:
        if name not in OPTIONS:
            known = ", ".join(OPTIONS)
            raise Refusal("BAD_OPTION", f"unknown option {name}; known are {known}", option=name)
    limits = default_limits()

    def number(name: str, fallback: int, most: int) -> int:
        text = options.get(name, str(fallback))
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
            expected = f"a whole number from 1 to {most}"
            raise Refusal("BAD_OPTION", f"{name} is {text!r}; expected: {expected}", option=name)
        return int(text)

    longest = number("max_lease_ms", limits.max_lease_ms, _DAY)
    limits.min_lease_ms = number("min_lease_ms", min(limits.min_lease_ms, longest), longest)
    limits.max_lease_ms = longest
    limits.default_lease_ms = min(max(limits.default_lease_ms, limits.min_lease_ms), longest)
    limits.max_txn_age_ms = max(limits.max_txn_age_ms, longest)
    limits.history_retention_ms = number(
        "history_retention_ms", limits.history_retention_ms, 365 * _DAY
    )
    return limits


class Arguments:
    """Judges requests against limits, before anything is read or written."""

    def __init__(self, limits: pb.Limits) -> None:
        self._limits = limits

    def put(self, request: pb.PutRequest) -> None:
        self._names(request.txn_id, request.request_id)
        self._entry(request.key, request.value)

    def get(self, request: pb.GetRequest | pb.CountRequest) -> None:
        self._names(request.txn_id, "")
        self._range(request.range)

    def delete(self, request: pb.DeleteRequest) -> None:
        self._names(request.txn_id, request.request_id)
        self._range(request.range)
        prefix = request.range.WhichOneof("range") == "prefix"
        if prefix and request.precondition.WhichOneof("kind"):
            raise Refusal("BAD_RANGE", "a precondition speaks of one key, and this is a prefix")

    def begin(self, request: pb.BeginRequest) -> None:
        self._id(request.txn_id, 0, 64)

    def commit(self, request: pb.CommitRequest) -> None:
        self._id(request.txn_id, 1, 64 if request.one_shot else 128)
        for check in request.checks:
            self._key(check.key)
        for mutation in request.mutations:
            if mutation.WhichOneof("kind") == "put":
                self._entry(mutation.put.key, mutation.put.value)
            else:
                self._range(mutation.delete)
        operations = len(request.checks) + len(request.mutations)
        self.size(operations, size_of(request.checks, request.mutations))

    def abort(self, request: pb.AbortRequest) -> None:
        self._id(request.txn_id, 1, 128)

    def size(self, operations: int, size: int) -> None:
        """Judges the size of a transaction."""
        if operations > self._limits.max_txn_ops:
            what = "the transaction's number of mutations and checks"
            raise too_large("TXN_TOO_LARGE", what, operations, self._limits.max_txn_ops)
        if size > self._limits.max_txn_bytes:
            what = "the transaction's size in bytes"
            raise too_large("TXN_TOO_LARGE", what, size, self._limits.max_txn_bytes)

    def reads(self, count: int) -> None:
        """Judges how much a transaction has read."""
        if count > self._limits.max_txn_reads:
            what = "the transaction's number of keys and ranges read"
            raise too_large("TXN_TOO_LARGE", what, count, self._limits.max_txn_reads)

    def _names(self, txn_id: str, request_id: str) -> None:
        self._id(txn_id, 0, 128)
        if request_id:
            raise lacks("IDEMPOTENCY")

    def _id(self, text: str, least: int, most: int) -> None:
        size = len(text.encode())
        if not least <= size <= most:
            message = f"the id has {size} bytes; it has from {least} to {most}"
            raise Refusal("BAD_REQUEST_ID", message)

    def _key(self, key: bytes) -> None:
        if not key:
            raise Refusal("KEY_EMPTY", "the key is empty; a key has at least one byte")
        if len(key) > self._limits.max_key_bytes:
            what, limit = "the key's size in bytes", self._limits.max_key_bytes
            raise too_large("KEY_TOO_LARGE", what, len(key), limit)

    def _entry(self, key: bytes, value: bytes) -> None:
        self._key(key)
        if len(value) > self._limits.max_value_bytes:
            what, limit = "the value's size in bytes", self._limits.max_value_bytes
            raise too_large("VALUE_TOO_LARGE", what, len(value), limit)

    def _range(self, key_range: pb.KeyRange) -> None:
        kind = key_range.WhichOneof("range")
        if kind is None:
            raise Refusal("BAD_RANGE", "the range names neither a key nor a prefix")
        if kind == "key":
            self._key(key_range.key)


def size_of(checks: Iterable[pb.Check], mutations: Iterable[pb.Mutation]) -> int:
    """Returns what checks and mutations count towards the size of their transaction."""
    size = sum(_OVERHEAD + len(check.key) for check in checks)
    for mutation in mutations:
        put, gone = mutation.put, mutation.delete
        size += _OVERHEAD + len(put.key) + len(put.value) + len(gone.key) + len(gone.prefix)
    return size
