"""A flow called from the command line, on the Prefect server that is named or on one for the length of the run."""

import os
from collections.abc import Callable
from typing import TypeVar

from transforms.errors import SdgnetError, UnexpectedError

T = TypeVar("T")


def on_server(call: Callable[[], T]) -> T:
    """What ``call`` gives, which imports its flow when called: the server starts meanwhile."""
    from flows.local_server import LocalServer

    if os.environ.get("PREFECT_API_URL"):
        return _guarded(call)
    with LocalServer() as server:
        from expectations.check import load_engine

        # Its seconds of importing pass while the server starts.
        load_engine()
        server.ready()
        return _guarded(call)


def _guarded(call: Callable[[], T]) -> T:
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    try:
        # The heartbeat's thread would hold a finished run back for a second.
        with temporary_settings(updates={PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            return call()
    except SdgnetError:
        raise
    except Exception as error:
        raise UnexpectedError(kind=type(error).__name__, where="prefect") from None
