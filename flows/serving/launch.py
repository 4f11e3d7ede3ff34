"""A flow called from the command line: on the Prefect server that is named, or its stages as plain calls."""

import os
from collections.abc import Callable
from functools import cached_property, update_wrapper
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

from flows.telling.served import recorded
from transforms.errors.base import SdgnetError, UnexpectedError
from transforms.errors.running import ServerUnreachableError

if TYPE_CHECKING:
    from prefect.flows import Flow

P = ParamSpec("P")
T = TypeVar("T")
_PATIENCE = 10.0


class Pipeline(Generic[P, T]):
    """A flow that is made one of Prefect's by whatever is asked of it but ``fn``, its stages as plain calls."""

    def __init__(self, function: Callable[P, T], **settings: Any) -> None:
        update_wrapper(self, function)
        self.fn, self._settings = function, settings

    @cached_property
    def flow(self) -> "Flow[P, T]":
        """The flow, as Prefect's ``@flow`` makes it of the settings."""
        from prefect import flow

        made: Flow[P, T] = flow(**self._settings)(self.fn)
        return made

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """A run of the flow."""
        return self.flow(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        """What a flow has besides."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.flow, name)


def pipeline(**settings: Any) -> Callable[[Callable[P, T]], Pipeline[P, T]]:
    """``@flow`` with these settings, once it is one."""
    return lambda function: Pipeline(function, **settings)


def launch(
    flow_of: Callable[[], "Flow[..., T] | Pipeline[..., T]"], *given: Any, runner: str = "", **options: Any
) -> T:
    """What the flow gives that ``flow_of`` imports, called with all that is given besides.

    Where no server is named and no ``runner`` asked for, its stages are plain calls: a server for the length of the
    run costs half of the wait for a history that goes with it. Whoever hears of failures hears of this one too.
    """
    if runner or named_server():
        with recorded(given) as told:
            on_it: T = on_server(lambda: _with_runner(flow_of(), runner)(*told, **options))
            return on_it
    flow = flow_of()
    from flows.telling.notify import tell_failure

    try:
        made: T = flow.fn(*given, **options)
    except Exception as error:
        tell_failure(str(given[0]), error)
        raise
    return made


def on_server(call: Callable[[], T]) -> T:
    """What ``call`` gives on a server; it imports its flow when called, for Prefect learns then which one."""
    from flows.serving.local_server import LocalServer

    if named_server():
        return _guarded(call)
    with LocalServer() as server:
        server.ready()
        return _guarded(call)


def named_server() -> str:
    """The server that PREFECT_API_URL names, without its user and password; '' for none.

    Raises ServerUnreachableError where nothing answers.
    """
    url = os.environ.get("PREFECT_API_URL", "")
    if not url:
        return ""
    parts = urlsplit(url)
    shown = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
    try:
        if parts.scheme not in ("http", "https"):
            raise ValueError(parts.scheme)
        urlopen(f"{url.rstrip('/')}/health", timeout=_PATIENCE).close()  # noqa: S310 - http or https
    except HTTPError:
        # It answers, if only that it wants a password.
        return shown
    except (OSError, HTTPException, ValueError) as error:
        raise ServerUnreachableError(url=shown, detail=type(error).__name__) from None
    return shown


def _with_runner(flow: "Flow[..., T] | Pipeline[..., T]", runner: str) -> "Callable[..., T]":
    if not runner:
        return flow
    from flows.serving.runners import task_runner

    made: Callable[..., T] = flow.with_options(task_runner=task_runner(runner))
    return made


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
