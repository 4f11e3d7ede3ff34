"""Our log: plain lines on the terminal."""

import logging
import sys

LOG = logging.getLogger("sdgnet")


def log_to_terminal() -> None:
    """What the program says goes to standard error, a line each with the time."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    LOG.handlers, LOG.propagate = [handler], False
    LOG.setLevel(logging.INFO)
