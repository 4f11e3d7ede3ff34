"""A Prefect server for the length of one run, on this machine alone, that dies with the run.

Prefect's own temporary server is started late, and stays behind when its parent is killed. This one starts before
anything heavy is imported, so that both load side by side, and leaves as soon as its parent's pipe closes.
"""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

from flows.telling.quiet import settle_home

_SERVICES_OFF = {
    f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false"
    for name in (
        "CANCELLATION_CLEANUP",
        "LATE_RUNS",
        "SCHEDULER",
        "PAUSE_EXPIRATIONS",
        "TRIGGERS",
        "FOREMAN",
        "EVENT_LOGGER",
    )
}
_PAGE = {
    # The page finds its server wherever it was opened from, asks nobody else, and advertises nothing.
    "PREFECT_UI_API_URL": "/api",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
}
_PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'"
)
_PATIENCE = 120
_NAMED = "PREFECT_API_URL"


class LocalServer:
    """Starts at once; ``ready`` waits until it answers and names it in PREFECT_API_URL, as long as it lives.

    ``with_services`` keeps the scheduler and the other background services, which one run does not need. ``page``
    is a folder of our own for Prefect's own page, which is then served too. ``port`` is taken where it is free.
    """

    def __init__(self, *, with_services: bool = False, page: Path | None = None, port: int = 0) -> None:
        settle_home()
        self.port = _free(port)
        lean = {} if with_services else {**_SERVICES_OFF, "PREFECT__SERVER_EPHEMERAL": "1"}
        shown = {**_PAGE, "PREFECT_UI_STATIC_DIRECTORY": str(page)} if page else {"PREFECT_UI_ENABLED": "0"}
        environment = {**os.environ, **lean, **shown, "PREFECT__SERVER_FINAL": "1"}
        # The pipe is never written to: its end of file is the parent's death.
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "flows.serving.local_server", str(self.port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
        )

    @property
    def url(self) -> str:
        """Where the server's API is asked."""
        return f"http://127.0.0.1:{self.port}/api"

    def ready(self) -> None:
        """The server answers; raises TimeoutError when it does not in two minutes."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:  # noqa: S310 - loopback
                    if answer.status == 200:
                        os.environ[_NAMED] = self.url
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise TimeoutError("the local Prefect server did not start")

    def __enter__(self) -> "LocalServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        if os.environ.get(_NAMED) == self.url:
            del os.environ[_NAMED]


def _free(port: int) -> int:
    """``port`` where nobody listens on it, else another."""
    for wanted in (port, 0):
        with socket.socket() as probe:
            if os.name != "nt":
                # A port whose last connections are still closing is free.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port")


def _serve(port: int) -> None:
    def leave_with_parent() -> None:
        sys.stdin.buffer.read()
        os._exit(0)

    threading.Thread(target=leave_with_parent, daemon=True).start()
    import uvicorn
    from prefect.server.api.server import create_app

    uvicorn.run(
        _fenced(create_app(), port),
        host="127.0.0.1",
        port=port,
        log_level="error",
        lifespan="on",
        timeout_keep_alive=5,
    )


def _fenced(app: Any, port: int) -> Any:
    """``app``, closed to other sites' pages in a browser of this machine, and its own page closed to other hosts.

    Prefect's page asks an analytics service for its settings even where analytics are off, and its server answers
    every site's scripts.
    """
    hosts = {f"{name}:{port}".encode() for name in ("127.0.0.1", "localhost")}
    origins = {b"http://" + host for host in hosts}
    policy = (b"content-security-policy", _PAGE_POLICY.encode())

    async def fenced(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket"):
            await app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if headers.get(b"host") not in hosts or headers.get(b"origin", next(iter(origins))) not in origins:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close"})
                return
            await send({"type": "http.response.start", "status": 403, "headers": []})
            await send({"type": "http.response.body"})
            return

        async def with_policy(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], policy]}
            await send(message)

        await app(scope, receive, with_policy)

    return fenced


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
