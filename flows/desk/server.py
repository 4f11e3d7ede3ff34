"""The page served on this computer alone, until it is told to stop."""

import socket
import webbrowser
from contextlib import suppress

import uvicorn

from flows.desk.guard import KEY, Keys
from flows.desk.office import Office
from flows.desk.site import desk
from flows.telling.bar import say
from flows.telling.words import words

_LOOPBACK = "127.0.0.1"
_PATIENCE = 2


def serve(office: Office, *, is_opened: bool) -> None:
    """The page stands at an address that is printed, on a port that was free; a browser opens it where asked."""
    said, keys = words("desk"), Keys()
    with socket.create_server((_LOOPBACK, 0)) as listening:
        port = listening.getsockname()[1]
        app = desk(office, keys, [f"{_LOOPBACK}:{port}", f"localhost:{port}"])
        address = f"http://{_LOOPBACK}:{port}/?{KEY}={keys.secret}"
        say(said["open"].format(address=address))
        if is_opened:
            webbrowser.open(address)
        # Nothing is logged: an address may say what was looked for. A page that listens to a run is not waited for.
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            log_level="critical",
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=_PATIENCE,
        )
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
    say(said["stopped"])
