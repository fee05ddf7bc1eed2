"""What the contract has to say when it refuses a call."""

import grpc
from google.protobuf.any_pb2 import Any
from google.rpc.error_details_pb2 import ErrorInfo
from google.rpc.status_pb2 import Status

_REASONS = {
    grpc.StatusCode.INVALID_ARGUMENT: (
        "KEY_EMPTY KEY_TOO_LARGE VALUE_TOO_LARGE TXN_TOO_LARGE BAD_RANGE BAD_REQUEST_ID BAD_OPTION"
    ),
    grpc.StatusCode.FAILED_PRECONDITION: (
        "PRECONDITION_FAILED TXN_READ_ONLY TXN_FINISHED NOT_CONFIGURED ALREADY_CONFIGURED"
    ),
    grpc.StatusCode.ABORTED: "CONFLICT TXN_UNKNOWN TXN_EXPIRED",
    grpc.StatusCode.OUT_OF_RANGE: "FUTURE_REVISION HISTORY_CHANGED",
    grpc.StatusCode.RESOURCE_EXHAUSTED: "TOO_MANY_TXNS",
    grpc.StatusCode.UNIMPLEMENTED: "CAPABILITY",
}
_STATUS_OF = {reason: status for status, reasons in _REASONS.items() for reason in reasons.split()}


class Refusal(Exception):
    """A call that is refused: a gRPC status whose ErrorInfo names the reason."""

    def __init__(self, reason: str, message: str, **metadata: object) -> None:
        super().__init__(message)
        self.reason = reason
        self.status = _STATUS_OF[reason]
        self.message = message
        self.metadata = {name: str(value) for name, value in metadata.items()}

    def trailers(self) -> tuple[tuple[str, bytes], ...]:
        """Returns the metadata by which gRPC carries the details of a status."""
        detail = Any()
        detail.Pack(
            ErrorInfo(domain="holdfast.store.v1", reason=self.reason, metadata=self.metadata)
        )
        status = Status(code=self.status.value[0], message=self.message, details=[detail])
        return (("grpc-status-details-bin", status.SerializeToString()),)


def too_large(reason: str, what: str, size: int, limit: int) -> Refusal:
    return Refusal(reason, f"{what} is {size}, over the limit of {limit}", size=size, limit=limit)


def finished(txn_id: str, outcome: str) -> Refusal:
    return Refusal("TXN_FINISHED", f"transaction {txn_id} is {outcome} already", outcome=outcome)


def lacks(capability: str) -> Refusal:
    return Refusal("CAPABILITY", f"the store lacks the capability {capability}", name=capability)
