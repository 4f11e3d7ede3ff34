"""The command line: ``sdgnet``. What can be typed stands in ``flows.commands.app``; here is what becomes of it."""

import atexit
import gc
import os
import re
import sys
from collections.abc import Callable, Sequence

from cyclopts import CycloptsError
from cyclopts.exceptions import (
    CoercionError,
    MissingArgumentError,
    RepeatArgumentError,
    UnusedCliTokensError,
    ValidationError,
)

from flows.commands.app import app, start
from flows.telling.bar import say
from flows.telling.disk import of_disk, trace_of, where
from flows.telling.log import log_to_terminal, settle_terminal
from flows.telling.words import words
from transforms.errors.base import SdgnetError, UnexpectedError

# Thousands of modules are imported that stay until the end: looking through them for cycles is a tenth of a short run.
_RARELY = (100_000, 50, 100)
_OPTION = re.compile(r"--?[^\W\d].*")


class WrongUseError(Exception):
    """What was typed is no command; ``str()`` says what to type: ``sentence`` of [wrong_use] with its facts."""

    def __init__(self, sentence: str, /, **facts: object) -> None:
        super().__init__(words("cli")["wrong_use"][sentence].format_map({"known": " · ".join(_commands()), **facts}))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when done, 1 for a run that failed, 2 for wrong use."""
    settle_terminal()
    gc.set_threshold(*_RARELY)
    atexit.register(_leave)
    is_debugged = False
    try:
        command, is_debugged = _typed(sys.argv[1:] if arguments is None else arguments)
        if is_debugged:
            os.environ["SDGNET_DEBUG"] = "1"
            os.environ["PREFECT_LOGGING_LEVEL"] = "INFO"
        log_to_terminal()
        status = command()
        sys.stdout.flush()
        return status
    except WrongUseError as error:
        say(words("cli")["failed"] + str(error))
        return 2
    except SdgnetError as error:
        say(words("cli")["failed"] + str(error))
        return 1
    except (BrokenPipeError, SystemExit):
        # Whoever read has enough, as rich says by leaving; nothing may be written there when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if is_debugged:
            say(trace_of(error))
        unexpected = UnexpectedError(kind=type(error).__name__, where=where(error))
        say(words("cli")["failed"] + str(of_disk(error) if isinstance(error, OSError) else unexpected))
        return 1
    except KeyboardInterrupt:
        return 130


def _leave() -> None:
    """What is left is not looked through for cycles once more, which takes half a second."""
    # DuckDB would tell of what it holds.
    if "duckdb" not in sys.modules:
        gc.freeze()


def _typed(given: Sequence[str]) -> tuple[Callable[[], int], bool]:
    """The command that was typed, ready to run, and whether with ``--debug``; raises WrongUseError."""
    try:
        command, bound, _ = app.meta.parse_args(_spelled_out(given))
        is_debugged = False
        if command is start:
            if not bound.args:
                raise WrongUseError("no_command")
            command, bound, is_debugged = start(*bound.args, **bound.kwargs)
    except CycloptsError as error:
        raise _wrong_use(error) from None
    return lambda: int(command(*bound.args, **bound.kwargs) or 0), is_debugged


def _spelled_out(given: Sequence[str]) -> list[str]:
    """``given`` with whole names where options were cut short; raises WrongUseError for an unknown one."""
    command = next((word for word in given if not word.startswith("-")), "")
    if command and command not in _commands():
        raise WrongUseError("unknown_command", typed=command, nearest=_nearest(command, _commands()))
    known = options_of(command)
    spelled: list[str] = []
    for n, word in enumerate(given):
        if word == "--":
            return [*spelled, *given[n:]]
        if not _OPTION.fullmatch(word):
            spelled.append(word)
            continue
        name, is_set, value = word.partition("=")
        meant = [name] if name in known else [each for each in known if name[2:] and each.startswith(name)]
        if not meant:
            raise WrongUseError("unknown_option", typed=name, nearest=_nearest(name, known))
        if len(meant) > 1:
            raise WrongUseError("ambiguous", typed=name, known=" · ".join(meant))
        spelled.append(meant[0] + is_set + value)
    return spelled


def options_of(command: str) -> list[str]:
    """Every option that may be typed with the command, or with none ('')."""
    known = [name for name in app.meta if name.startswith("-")]
    of_all = app.meta.assemble_argument_collection()
    own = app[command].assemble_argument_collection() if command else []
    return [*known, *(name for argument in (*of_all, *own) for name in argument.names if name.startswith("-"))]


def _nearest(name: str, known: Sequence[str]) -> str:
    from transforms.campaign.settings import nearest

    return nearest(name, known, 0)


def _commands() -> list[str]:
    return [name for name in app if not name.startswith("-")]


def _wrong_use(error: CycloptsError) -> WrongUseError:
    """Our sentence for what cyclopts found."""
    token = getattr(error, "token", None) or next(iter(error.argument.tokens if error.argument else ()), None)
    typed = token.value if token else ""
    match error:
        case UnusedCliTokensError():
            return WrongUseError("too_many", typed=" ".join(error.unused_tokens or ()))
        case RepeatArgumentError():
            return WrongUseError("several_sources")
        case MissingArgumentError(argument=argument) if argument and argument.index is None:
            return WrongUseError("no_value", name=argument.name)
        case MissingArgumentError(argument=argument) if argument:
            return WrongUseError("missing", name=argument.field_info.name)
        case CoercionError(target_type=kind, argument=argument) if argument and kind in (int, float):
            return WrongUseError("no_number", name=argument.name, typed=typed)
        case CoercionError(argument=argument) if argument:
            known = " · ".join(argument.get_choices() or ("yes", "no"))
            return WrongUseError("not_allowed", name=argument.name, typed=typed, known=known)
        case ValidationError(argument=argument) if argument:
            return WrongUseError(error.exception_message, name=argument.name, typed=typed)
        case ValidationError():
            later, earlier = error.exception_message.split()
            return WrongUseError("not_together", name=later, other=earlier)
    return WrongUseError("other", detail=type(error).__name__)


if __name__ == "__main__":
    sys.exit(main())
