"""What can be typed: every command of ``sdgnet`` and its options; its work is imported when it is run.

A function here is a command, its parameters are the options. Their sentences stand in ``flows/telling/texts``: in the
command's own file, or in ``cli.toml`` where several commands share an option.
"""

import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_origin

from cyclopts import App, Group, Parameter

from flows.commands import DEFAULT_CAMPAIGN
from flows.telling.bar import bar, say
from flows.telling.words import words
from output.formats.files import as_on_disk

if TYPE_CHECKING:
    from cyclopts import Token
    from cyclopts.argument import ArgumentCollection
    from cyclopts.help import HelpPanel
    from rich.console import Console, ConsoleOptions

_SAID = words("cli")
_ENGLISH_HELP = "Display this message and exit."


class _Help:
    """How help is laid out, under Korean headings; what must be given is told by the usage line."""

    def render_usage(self, console: "Console", options: "ConsoleOptions", usage: Any) -> None:
        console.print(f"{_SAID['headings']['usage']}: {usage}", markup=False, highlight=False)

    def render_description(self, console: "Console", options: "ConsoleOptions", description: Any) -> None:
        console.print(description)

    def __call__(self, console: "Console", options: "ConsoleOptions", panel: "HelpPanel") -> None:
        from cyclopts.help import DefaultFormatter
        from cyclopts.help.specs import ColumnSpec, NameRenderer

        columns = (
            ColumnSpec(renderer=NameRenderer(max_width=options.max_width // 3), style="cyclopts.name"),
            ColumnSpec(renderer="description", overflow="fold"),
        )
        DefaultFormatter(column_specs=columns)(console, options, panel)


# What these raise is the name of our sentence in [wrong_use], or the two options that it is about.


def _one_of(arguments: "ArgumentCollection") -> None:
    given = [argument.name for argument in arguments.filter_by(value_set=True)]
    if len(given) > 1:
        raise ValueError(f"{given[1]} {given[0]}")


def _not_negative(_type: Any, value: float) -> None:
    if not value >= 0:
        raise ValueError("negative")


def _no_option(_type: Any, value: object) -> None:
    if str(value).startswith("--"):
        raise ValueError("no_value")


def _on_disk(_type: Any, tokens: "Sequence[Token]") -> Path:
    return as_on_disk(Path(tokens[-1].value).expanduser())


def _role(_type: Any, value: str) -> None:
    if value and value not in words("desk")["role"].values():
        raise ValueError("role")


_OPTIONS = Group(_SAID["headings"]["options"], sort_key=1)
_SHARED = Group(_SAID["headings"]["shared"], sort_key=2)
_ONE_OF = Group("one of", show=False, validator=_one_of)

app = App(
    name="sdgnet",
    help=_SAID["description"],
    usage=f"sdgnet {_SAID['headings']['command']} [{_SAID['headings']['options']}]",
    help_format="plaintext",
    help_formatter=_Help(),
    help_epilogue=_SAID["epilogue"],
    version_flags=(),
    group_commands=Group(_SAID["headings"]["commands"], sort_key=0),
    group_arguments=Group(_SAID["headings"]["arguments"], sort_key=0),
    group_parameters=_OPTIONS,
    print_error=False,
    exit_on_error=False,
)
app.meta.group_parameters = _SHARED
app["--help"].help, app["--help"].group = _SAID["help"]["help"], _SHARED

Campaign = str
# What is there already, in the spelling that the disk has.
Found = Annotated[Path, Parameter(converter=_on_disk)]
Data = Found
# A file, or an address that no Path could hold; shells complete it as a file.
Source = str | Path
Minutes = Annotated[float, Parameter(validator=_not_negative)]
Standard = Annotated[Path, Parameter(allow_leading_hyphen=True)]
_DATA = Path("data")


def _command(function: Callable[..., int]) -> Callable[..., int]:
    """``function`` as the command of its name, with its sentences."""
    name, usage = function.__name__, ["sdgnet", function.__name__]
    said = {**_SAID["help"], **words(name)["help"]}
    for each in inspect.signature(function).parameters.values():
        option = each.name.rstrip("_")
        about = Parameter(
            help=said.get(option),
            metavar=_SAID["values"].get(option),
            show_default=False,
            negative=(),
            # What is typed twice counts as typed last, unless it is a list; of two sources one would go unread.
            allow_repeating=option != "source",
        )
        function.__annotations__[each.name] = Annotated[each.annotation, about]
        if each.kind is each.POSITIONAL_ONLY:
            shown = option.upper() + ("..." if get_origin(each.annotation) is list else "")
            usage.append(shown if each.default is each.empty else f"[{shown}]")
    usage.append(f"[{_OPTIONS.name}]")
    app.command(function, name=name, help=said.get("command"), usage=" ".join(usage), sort_key=len(list(app)))
    return function


def _importing() -> Any:
    """The bar while a command's work is imported."""
    return bar(_SAID["preparing"])


@_command
def sync(
    *,
    campaign: list[str] | None = None,
    source: Source = "",
    data: Data = _DATA,
    accept_fall: bool = False,
    no_tabs: bool = False,
    wait: Minutes = 0,
    runner: str = "",
) -> int:
    """Every campaign's release is published."""
    with _importing():
        from flows.commands.sync import How, run
    how = How(data, wait, runner, accept_fall=accept_fall, write_tabs=not no_tabs)
    return run(campaign or [DEFAULT_CAMPAIGN], str(source), how)


@_command
def event(
    *,
    campaign: Campaign = DEFAULT_CAMPAIGN,
    source: Source = "",
    data: Data = _DATA,
    guests: Annotated[list[Source] | None, Parameter(consume_multiple=1)] = None,
    sync_first: bool = False,
    wait: Minutes = 0,
    printed: Annotated[bool, Parameter(group=(_OPTIONS, _ONE_OF))] = False,
    not_printed: Annotated[bool, Parameter(group=(_OPTIONS, _ONE_OF))] = False,
) -> int:
    """An event release is published, or its printing is marked."""
    with _importing():
        from flows.commands.event import mark, run
    if printed or not_printed:
        return mark(data, is_printed=printed)
    return run(campaign, str(source), data, tuple(map(str, guests or ())), wait, sync_first=sync_first)


@_command
def tag(
    ids: list[str], /, *, out: Path | None = None, campaign: Campaign = DEFAULT_CAMPAIGN, data: Data = _DATA
) -> int:
    """A file holds the name tags of ``ids``."""
    with _importing():
        from flows.commands.tag import run
    return run(ids, out, campaign, data)


@_command
def attendance(files: list[Found], /, *, campaign: Campaign = DEFAULT_CAMPAIGN, data: Data = _DATA) -> int:
    """What was ticked on the day is read, kept and counted."""
    with _importing():
        from flows.commands.attendance import run
    return run(files, campaign, data)


@_command
def serve(
    *,
    campaign: Campaign = DEFAULT_CAMPAIGN,
    source: Source = "",
    data: Data = _DATA,
    port: Annotated[int, Parameter(validator=_not_negative)] = 4200,
    force: bool = False,
    purge: str = "",
    lan: bool = False,
    certificate: str = "",
    write_prefect_yaml: bool = False,
) -> int:
    """The schedule was served until it was told to stop, or is written for a server with work pools."""
    with _importing():
        from flows.commands.serve import run, write
    if write_prefect_yaml:
        return write(campaign, str(source), data, force=force)
    by = purge.strip()
    return run(campaign, str(source), data, port, force=force, purge_by=by, is_lan=lan, certificate=certificate)


@_command
def desk(
    *,
    campaign: Campaign = DEFAULT_CAMPAIGN,
    source: Source = "",
    data: Data = _DATA,
    open_: bool = False,
    lan: bool = False,
    certificate: str = "",
    add_user: Annotated[str, Parameter(group=(_OPTIONS, _ONE_OF))] = "",
    role: Annotated[str, Parameter(validator=_role)] = "",
    remove_user: Annotated[str, Parameter(group=(_OPTIONS, _ONE_OF))] = "",
) -> int:
    """The staff's page was served until it was told to stop, or who may log in to it was changed."""
    with _importing():
        from flows.commands.desk import add, remove, run
    if add_user:
        return add(add_user, role, data)
    if remove_user:
        return remove(remove_user, data)
    return run(campaign, str(source), data, is_opened=open_, is_lan=lan, certificate=certificate)


@_command
def show(
    release: str = "current",
    /,
    *,
    all_: bool = False,
    verify: bool = False,
    campaign: Campaign = "",
    data: Data = _DATA,
) -> int:
    """What a release holds is told, and what is wrong in the data folder."""
    with _importing():
        from flows.commands.show import run
    return run(release, data, campaign, with_all=all_, verify=verify)


@_command
def purge(
    *, by: str = "", person: str = "", tabs: bool = False, campaign: Campaign = DEFAULT_CAMPAIGN, data: Data = _DATA
) -> int:
    """What is personal is destroyed, all of it or one person's, or told."""
    with _importing():
        from flows.commands.purge import run, run_for
    if person.strip():
        return run_for(campaign, data, person.strip(), by.strip(), with_tabs=tabs)
    return run(campaign, data, by.strip(), with_tabs=tabs)


@_command
def rules(*, out: Path = Path("rules.html")) -> int:
    """A page tells every rule."""
    with _importing():
        from flows.commands.rules import run
    return run(out)


@_command
def new(folder: Found, /, *, source: Source = "", from_: str = "", fields: Source = "") -> int:
    """A campaign's folder is drafted from an export."""
    with _importing():
        from flows.commands.new import run
    return run(folder, str(source), from_, str(fields))


@_command
def guide(topic: str = "", /) -> int:
    """What staff do is told, a page a topic."""
    with _importing():
        from flows.commands.guide import run
    return run(topic)


@_command
def settings(sought: str = "", /) -> int:
    """Every setting of a campaign is told, or those that hold ``sought``."""
    with _importing():
        from flows.commands.settings import run
    return run(sought)


@_command
def check(*, campaign: Campaign = DEFAULT_CAMPAIGN, source: Source = "") -> int:
    """Whether a sync could read its source is told."""
    with _importing():
        from flows.commands.check import look
    return look(campaign, str(source))


@_command
def goals(
    file: Standard | None = None,
    /,
    *,
    out: Annotated[Standard, Parameter(validator=_no_option)] = Path("-"),
    column: str = "text",
    campaign: Campaign = DEFAULT_CAMPAIGN,
    about: bool = False,
) -> int:
    """Every text of ``file`` is answered in ``out``; or what the answers are worth is told."""
    if about:
        from flows.commands.guide import tell_matcher

        return tell_matcher()
    if file is None:
        say(_SAID["failed"] + _SAID["wrong_use"]["missing"].format(name="file"))
        return 2
    with _importing():
        from flows.commands.goals import run
    return run(str(file), str(out), campaign, column)


@_command
def terms(file: Found, /, *, out: Path | None = None, data: Data = _DATA) -> int:
    """What changed words would move is told."""
    with _importing():
        from flows.commands.terms import run
    return run(str(file), data, str(out or ""))


@_command
def load(
    url: str, /, *, release: str = "current", restricted: bool = False, prefix: str = "", data: Data = _DATA
) -> int:
    """A database holds the tables of a release."""
    with _importing():
        from flows.commands.load import run
    return run(url, release, data, prefix, restricted=restricted)


@_command
def compare(first: Found, others: list[Found], /, *, out: Path = Path("compare.html")) -> int:
    """Several campaigns' public numbers stand side by side in a page and a CSV."""
    with _importing():
        from flows.commands.compare import run
    return run([first, *others], out)


@_command
def completion(shell: Literal["bash", "zsh", "fish"], /) -> int:
    """The script that completes commands and options in ``shell`` is printed."""
    script = app.generate_completion(shell=shell).replace(_ENGLISH_HELP, _SAID["help"]["help"])
    # The script for zsh expects to be found by name in a folder; by `eval` it says itself what it completes.
    print(f"{script}compdef _cyclopts_sdgnet sdgnet" if shell == "zsh" else script)
    return 0


@app.meta.default
def start(
    *words_typed: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    debug: Annotated[bool, Parameter(help=_SAID["help"]["debug"], negative=(), show_default=False)] = False,
) -> tuple[Callable[..., Any], inspect.BoundArguments, bool]:
    """The command that was typed, its arguments, and whether ``--debug`` was."""
    command, bound, _ = app.parse_args(words_typed)
    return command, bound, debug
