"""A run that dies by SIGKILL at a named point: ``killed_run.py POINT SOURCE DATA`` (run by test_killed.py)."""

import os
import signal
import sys

import flows.quiet  # noqa: F401
import output.release
from flows import stages
from flows.sync import sync


def die(*_args, **_kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    point, source, data = sys.argv[1:]
    name, _, when = point.partition(":")
    holder = stages if hasattr(stages, name) else output.release
    real = getattr(holder, name)
    if when == "after":

        def both(*args, **kwargs):
            real(*args, **kwargs)
            die()

        setattr(holder, name, both)
    else:
        setattr(holder, name, die)
    sync("cheongju-2024", source, data)


if __name__ == "__main__":
    main()
