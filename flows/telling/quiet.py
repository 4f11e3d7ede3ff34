"""Telemetry off and records lean, in this process and its children; imported before Prefect or Great Expectations."""

import os

SETTINGS = {
    # Prefect asks two services of its makers: one from the client, one from the server.
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "GX_ANALYTICS_ENABLED": "false",
    # Nothing that holds rows may be stored by the orchestrator; its logs stay on the terminal.
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    # What staff read comes from our own log; --debug brings Prefect's back.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}


_USERS_CHOICE = ("PREFECT_LOGGING_LEVEL", "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS")


def hush() -> None:
    """The environment holds the settings; what the user set otherwise about patience and noise stays."""
    for name, value in SETTINGS.items():
        if name in _USERS_CHOICE:
            os.environ.setdefault(name, value)
        else:
            os.environ[name] = value
