"""The command line: ``sdgnet``. Each command is a module of ``flows.commands``."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from flows.commands.arguments import Parser
from flows.telling.disk import of_disk, where
from flows.telling.log import log_to_terminal, settle_terminal
from flows.telling.words import words
from transforms.errors.base import SdgnetError, UnexpectedError

COMMANDS = (
    "sync",
    "event",
    "tag",
    "attendance",
    "serve",
    "show",
    "rules",
    "check",
    "goals",
    "terms",
    "load",
    "compare",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when done, 1 for a run that failed, 2 for wrong use."""
    settle_terminal()
    given = sys.argv[1:] if arguments is None else list(arguments)
    options = _parser(given).parse_args(given)
    if options.debug:
        os.environ["SDGNET_DEBUG"] = "1"
        os.environ["PREFECT_LOGGING_LEVEL"] = "INFO"
    log_to_terminal()
    try:
        status = int(options.run(options))
        sys.stdout.flush()
        return status
    except SdgnetError as error:
        print(words("cli")["failed"] + str(error), file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read has enough; nothing may be written there when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if options.debug:
            raise
        unexpected = UnexpectedError(kind=type(error).__name__, where=where(error))
        told = of_disk(error) if isinstance(error, OSError) else unexpected
        print(words("cli")["failed"] + str(told), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser(given: Sequence[str]) -> Parser:
    parser = Parser(prog="sdgnet", description=words("cli")["description"])
    parser.add_argument("--debug", action="store_true", help=words("cli")["help"]["debug"])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    named = next((word for word in given if not word.startswith("-")), "")
    # A command imports what it needs; the others' seconds are not paid for.
    for name in [named] if named in COMMANDS else COMMANDS:
        import_module(f"flows.commands.{name}").add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
