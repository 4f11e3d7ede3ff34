"""What a docstring, a comment or a guide names is there: a file, a module, or what a module defines."""

import ast
import io
import re
import tokenize
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

_ROOTS = "flows|transforms|expectations|output|tests|benchmarks"
# A file of ours, by its name or its folder's; a data folder's own files are no files of the repository.
FILE = re.compile(rf"(?<![\w./<-])((?:[\w.-]+/)*[\w-]+\.py\b|(?:{_ROOTS}|reference|\.ci)(?:/[\w-]+)+(?:\.\w+)*)", re.A)
MODULE = re.compile(rf"(?<![\w./-])(?:{_ROOTS})(?:\.\w+)+", re.A)
# A module by its own name alone and what it defines, marked as code; a file's name looks the same.
MEMBER = re.compile(r"`([a-z_]+)\.(\w+)(?:\(\))?`", re.A)
ENDINGS = (".py .md .toml .csv .json .jsonl .html .yaml .xlsx .pdf .hwpx .pptx .png .duckdb").split()


class Repository:
    """Its files, and what can be named of them."""

    def __init__(self, files):
        self.files = files
        self.folders = {str(parent) for path in files for parent in Path(path).parents}
        self.modules = {
            path.removesuffix(".py").removesuffix("/__init__"): path for path in files if path[-3:] == ".py"
        }
        self.endings = {path[at + 1 :] for path in [*files, *self.folders] for at in slashes(path)}
        # Made beside the data by every run.
        self.endings |= {"questions.md", "public/questions.md"}

    def has(self, name):
        """Whether a dotted name is a package, a module, or something that one defines."""
        parts = name.split(".")
        for n in range(len(parts), 0, -1):
            start = "/".join(parts[:n])
            if start in self.modules:
                return n == len(parts) or parts[n] in defined(self.modules[start])
            if start in self.folders:
                return n == len(parts)
        return False

    def gone(self, said):
        """What ``said`` names and is nowhere."""
        yield from (name for name in FILE.findall(said) if name not in self.endings)
        for name in MODULE.findall(said):
            if not name.endswith(tuple(ENDINGS)) and not self.has(name):
                yield name
        for module, name in MEMBER.findall(said):
            named = [path for path in self.modules.values() if Path(path).stem == module]
            if named and f".{name}" not in ENDINGS and not any(name in defined(path) for path in named):
                yield f"{module}.{name}"


def slashes(path):
    return [-1, *(at for at, letter in enumerate(path) if letter == "/")]


@cache
def parsed(path):
    """A module and the text that it is of."""
    text = (ROOT / path).read_text("utf-8")
    return ast.parse(text), text


@cache
def defined(path):
    """The names that stand at the top of a module."""
    names = set()
    for node in parsed(path)[0].body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}
    return names


def prose(path):
    """(line, text) of all in a file that speaks to people."""
    if not path.endswith(".py"):
        return [(1, (ROOT / path).read_text("utf-8"))]
    module, text = parsed(path)
    said = []
    # Only a tokeniser knows a comment from a string, and it is slow: it is asked where a comment might name something.
    behind = [line.partition("#")[2] for line in text.splitlines() if "#" in line]
    if any(names.search(line) for line in behind for names in (FILE, MODULE, MEMBER)):
        said += [
            (token.start[0], token.string)
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type == tokenize.COMMENT
        ]
    for node in ast.walk(module):
        is_told = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if is_told and (docstring := ast.get_docstring(node)):
            said.append((getattr(node, "lineno", 1), docstring))
    return said


def test_what_is_named_is_there():
    rooms = [path for room in (*_ROOTS.split("|"), ".ci") for path in (ROOT / room).rglob("*")]
    listed = sorted(path for path in (*ROOT.glob("*"), *rooms) if path.is_file() and path.parent.name != "__pycache__")
    repository = Repository([path.relative_to(ROOT).as_posix() for path in listed])
    found = [
        f"{path}:{line}: {name}"
        for path in repository.files
        if path.endswith((".py", ".md", ".toml", ".yaml")) or path.startswith(".ci/")
        for line, said in prose(path)
        for name in repository.gone(said)
    ]
    assert found == []


def test_a_name_of_something_gone_is_found():
    files = ["flows/serving/turn.py", "flows/serving/__init__.py", "transforms/reference/terms.csv"]
    repository = Repository(files)
    there = "As `serving/turn.py` and flows.serving.turn.turn of flows.serving do (`turn.turn`, `turn.toml`)."
    assert list(repository.gone(there + " By reference/terms.csv.")) == []
    assert list(repository.gone("turns.py, flows/turn.py, reference/words.csv")) == [
        "turns.py",
        "flows/turn.py",
        "reference/words.csv",
    ]
    assert list(repository.gone("``flows.serving.turn.gone``, flows.turn and ``turn.gone()``")) == [
        "flows.serving.turn.gone",
        "flows.turn",
        "turn.gone",
    ]
