"""What is tested here runs on the orchestrator."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def on_a_server(server: str) -> str:
    """The session's server, which every flow of these tests runs on."""
    return server
