"""Pages of one file: no script, no remote request, every text escaped."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def page(template: str, **told: Any) -> bytes:
    """The page that ``templates/<template>.html`` makes of ``told``."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, loader=PackageLoader("output", "templates"), trim_blocks=False
    )
    return environment.get_template(f"{template}.html").render(**told).encode()
