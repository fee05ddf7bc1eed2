"""The store as a gRPC service."""

from collections.abc import Awaitable, Callable
from typing import Any

import grpc
from google.protobuf.message import Message
from grpc_health.v1 import health_pb2
from grpc_health.v1._async import HealthServicer

from holdfast.store.v1 import store_pb2 as pb
from holdfast.store.v1.store_pb2_grpc import StoreServicer

from .errors import Refusal, lacks
from .limits import configured_limits, default_limits
from .store import Store

NAME = pb.DESCRIPTOR.services_by_name["Store"].full_name

Context = grpc.aio.ServicerContext[Any, Any]
Verb = Callable[["Service", Any, Context], Awaitable[Any]]


def verb(call: Callable[[Store, Any], Message], judge: str) -> Verb:
    """Makes a verb of a store's method: the arguments are judged before it is called."""

    async def answer(service: "Service", request: Message, context: Context) -> Message:
        try:
            store = service.store()
            getattr(store.arguments, judge)(request)
            return call(store, request)
        except Refusal as refusal:
            await refuse(context, refusal)
            raise  # abort has raised already

    return answer


async def refuse(context: Context, refusal: Refusal) -> None:
    await context.abort(refusal.status, refusal.message, refusal.trailers())


class Service(StoreServicer):
    """Answers the verbs of the contract: those that need no watch and outlive no process."""

    def __init__(self) -> None:
        self.health = HealthServicer()
        self._store: Store | None = None

    def store(self) -> Store:
        if self._store is None:
            raise Refusal("NOT_CONFIGURED", "Configure has not succeeded yet")
        return self._store

    async def start(self) -> None:
        """Tells its health, which is not serving until it is configured."""
        await self.health.set("plugin", health_pb2.HealthCheckResponse.SERVING)
        await self.health.set(NAME, health_pb2.HealthCheckResponse.NOT_SERVING)

    def keep_house(self) -> None:
        if self._store is not None:
            self._store.keep_house()

    async def Info(self, request: pb.InfoRequest, context: Context) -> pb.InfoResponse:
        ready = self._store is not None
        return pb.InfoResponse(
            plugin_name="python-memory",
            plugin_version="1.0.0",
            contract_versions=["1.0"],
            state=pb.InfoResponse.READY if ready else pb.InfoResponse.UNCONFIGURED,
            capabilities=["PRECONDITIONS", "TRANSACTIONS"],
            limits=self._store.limits if self._store else default_limits(),
        )

    async def Configure(
        self, request: pb.ConfigureRequest, context: Context
    ) -> pb.ConfigureResponse:
        try:
            if self._store is not None:
                raise Refusal("ALREADY_CONFIGURED", "the store is configured already")
            self._store = Store(configured_limits(request.options, request.required))
        except Refusal as refusal:
            await refuse(context, refusal)
        await self.health.set(NAME, health_pb2.HealthCheckResponse.SERVING)
        return pb.ConfigureResponse()

    Put = verb(Store.put, "put")
    Get = verb(Store.get, "get")
    Delete = verb(Store.delete, "delete")
    Count = verb(Store.count, "get")
    Begin = verb(Store.begin, "begin")
    Commit = verb(Store.commit, "commit")
    Abort = verb(Store.abort, "abort")

    async def Watch(self, request: pb.WatchRequest, context: Context) -> None:
        await refuse(context, lacks("WATCH"))
