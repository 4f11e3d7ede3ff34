"""A real PostgreSQL server, once for the tests of this folder."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@pytest.fixture(scope="session")
def postgres():
    """The URL of a real PostgreSQL server of its own."""
    if not BINARIES and not shutil.which("initdb"):
        pytest.skip("PostgreSQL is not installed (Debian's package postgresql)")
    # Not among the session's folders: those are closed to the account that the server must run as.
    folder = Path(tempfile.mkdtemp(prefix="sdgnet-postgres-"))
    home = folder / "data"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    as_owner = []
    if os.geteuid() == 0:
        # The server refuses to run as root.
        shutil.chown(folder, "postgres")
        as_owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    bin_ = BINARIES[-1] if BINARIES else Path(shutil.which("initdb")).parent
    run = {"check": True, "capture_output": True, "cwd": "/"}
    subprocess.run(
        [
            *as_owner,
            bin_ / "initdb",
            "-D",
            home,
            "-U",
            "staff",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C.UTF-8",
        ],
        **run,
    )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    subprocess.run(
        [*as_owner, bin_ / "pg_ctl", "-D", home, "-w", "-o", options, "-l", folder / "log", "start"],
        check=True,
        cwd="/",
        stdout=subprocess.DEVNULL,
    )
    yield f"postgresql+psycopg://staff:secret@127.0.0.1:{port}/postgres"
    subprocess.run([*as_owner, bin_ / "pg_ctl", "-D", home, "-m", "immediate", "stop"], **run)
    shutil.rmtree(folder)
