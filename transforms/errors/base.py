"""What stops a run: one class per situation, facts as attributes, and a Korean sentence that says what to do.

The sentences stand in ``reference/messages.toml``. No error carries the content of a respondent's cell.
"""

from functools import partial
from typing import ClassVar

from transforms.reference import texts


class SdgnetError(Exception):
    """A run cannot go on; ``str()`` is the officer's sentence and ``code`` its stable name."""

    code: ClassVar[str] = "unexpected"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(texts("messages")["error"][self.code].format(**facts))

    def __reduce__(self) -> tuple[partial["SdgnetError"], tuple[()]]:
        """The same error on the other side of a process's border."""
        return partial(type(self), **self.facts), ()


class UnexpectedError(SdgnetError):
    """A fault of the program itself; facts: ``kind``, ``where``."""
