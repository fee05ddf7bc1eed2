"""Serves the store to the host that has started this program."""

import asyncio
import os
import secrets
import signal
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import grpc
from grpc_health.v1 import health_pb2_grpc

from holdfast.store.v1.store_pb2_grpc import add_StoreServicer_to_server

from .certificate import own_certificate
from .service import Service

_BY_HAND = "This program is a store plugin. It is started by a Holdfast host, and not by hand."
_MAX_MESSAGE = 8 << 20


async def serve() -> None:
    stop = asyncio.Event()
    service = Service()
    limits = [("grpc.max_receive_message_length", _MAX_MESSAGE)]
    server = grpc.aio.server(options=limits)
    add_StoreServicer_to_server(service, server)  # type: ignore[no-untyped-call]
    health_pb2_grpc.add_HealthServicer_to_server(service.health, server)
    server.add_generic_rpc_handlers((controller(stop.set),))
    await service.start()

    folder = os.environ.get("PLUGIN_UNIX_SOCKET_DIR") or tempfile.mkdtemp(prefix="holdfast")
    socket = Path(folder, secrets.token_hex(4))
    host = os.environ.get("PLUGIN_CLIENT_CERT", "")
    if host:
        own = own_certificate()
        credentials = grpc.ssl_server_credentials([(own.key, own.pem)], host.encode(), True)
        server.add_secure_port(f"unix:{socket}", credentials)
        certificate = "|" + own.der_base64
    else:
        server.add_insecure_port(f"unix:{socket}")
        certificate = ""
    await server.start()
    stop_with_host(stop.set)
    print(f"1|1|unix|{socket}|grpc{certificate}", flush=True)

    parent = os.getppid()
    while not stop.is_set() and os.getppid() == parent:
        service.keep_house()
        try:
            await asyncio.wait_for(stop.wait(), timeout=0.1)
        except TimeoutError:
            continue
    await server.stop(grace=1)
    socket.unlink(missing_ok=True)


def controller(stop: Callable[[], None]) -> grpc.GenericRpcHandler:
    """Returns the service by which a host of go-plugin's protocol asks for the end."""

    async def shut_down(request: bytes, context: object) -> bytes:
        asyncio.get_running_loop().call_soon(stop)
        return b""

    handler: grpc.RpcMethodHandler[bytes, bytes] = grpc.unary_unary_rpc_method_handler(shut_down)
    return grpc.method_handlers_generic_handler("plugin.GRPCController", {"Shutdown": handler})


def stop_with_host(stop: Callable[[], None]) -> None:
    """Ends with SIGTERM, and with the end of an input that is a pipe of the host's."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop)
    mode = os.fstat(0).st_mode
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):

        def read() -> None:
            if not os.read(0, 4096):
                loop.remove_reader(0)
                stop()

        loop.add_reader(0, read)


def main() -> int:
    if os.environ.get("HOLDFAST_PLUGIN") != "store":
        print(_BY_HAND, file=sys.stderr)
        return 1
    asyncio.run(serve())
    return 0


if __name__ == "__main__":
    sys.exit(main())
