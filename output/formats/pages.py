"""Pages: every text escaped, no remote request; those of a release are one file without script."""

from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from output.formats.look import css

LOOK = "look.css"


def page(template: str, **told: Any) -> bytes:
    """The page that ``templates/<template>.html`` makes of ``told``."""
    return _environment().get_template(f"{template}.html").render(**told).encode()


def asset(name: str) -> bytes:
    """A style, script or font of our own: a path in ``output``, or ``look.css``, the visual language."""
    if name == LOOK:
        return css().encode()
    return files("output").joinpath(name).read_bytes()


@cache
def _environment() -> Environment:
    made = Environment(
        autoescape=True, undefined=StrictUndefined, loader=PackageLoader("output", "templates"), trim_blocks=False
    )
    made.globals["look"] = css
    return made
