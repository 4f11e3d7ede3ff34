"""What can be typed, what help says, and what a terminal or a pipe may do to it."""

import importlib
import inspect
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.commands.app import app
from flows.commands.cli import main
from tests.conftest import ROOT, command
from transforms.reference import texts

KOREAN = re.compile(r"[가-힣]{2}")
COMMANDS = [name for name in app if not name.startswith("-")]
LIGHT = """
import sys
from flows.commands.cli import main
for typed in ([], ["--help"], ["sync", "--help"], ["sync", "--nope"], ["nope"], ["goals"], ["sync", "--wait", "x"]):
    main(typed)
print(sorted({"pandas", "numpy", "prefect", "great_expectations", "gspread", "duckdb"} & set(sys.modules)))
"""


def run_in_shell(line: str) -> subprocess.CompletedProcess[str]:
    """``sdgnet`` in a line of bash, whose status is that of the line's last."""
    line = line.replace("sdgnet", f"{sys.executable} -m flows.commands.cli")
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, cwd=ROOT, check=False, timeout=60)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_every_option_has_korean_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert KOREAN.search(app[name].help)
    for argument in app[name].assemble_argument_collection():
        assert KOREAN.search(argument.parameter.help or ""), f"{name} {argument.name}"
    assert main([name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"사용법: sdgnet {name} ")
    assert not re.search(r"Usage|Commands|Parameters|Arguments|Display|required|STR|PATH|FLOAT", shown)


def test_help_of_all_lists_every_command_and_says_how_to_complete(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert re.findall(r"^│ (\w+)  ", shown, re.MULTILINE) == COMMANDS
    assert "completion bash" in shown and "--debug" in shown
    assert not re.search(r"Usage|Commands|Parameters|Display", shown)


def test_help_and_wrong_use_import_nothing_heavy() -> None:
    told = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, cwd=ROOT, check=True)
    assert told.stdout.splitlines()[-1] == "[]"


def test_the_stages_as_plain_calls_import_no_orchestrator_and_no_client() -> None:
    asked = 'import flows.sync, sys; print({"prefect", "gspread", "great_expectations"} & set(sys.modules))'
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, cwd=ROOT, check=True)
    assert told.stdout == "set()\n"


TYPED: list[tuple[str, str, dict[str, Any]]] = [
    ("sync", "sync.run", {"campaigns": ["cheongju-2024"], "source": "", "data": Path("data"), "write_tabs": True}),
    ("sync --campaign a --campaign b --no-tabs", "sync.run", {"campaigns": ["a", "b"], "write_tabs": False}),
    ("--debug sync --source=https://a//b#c", "sync.run", {"source": "https://a//b#c"}),
    ("sync --accept --wait 1.5 --debug", "sync.run", {"accept_fall": True, "wait": 1.5}),
    ("sync --data one --data two", "sync.run", {"data": Path("two")}),
    ("event --guests 내빈=가.csv 위원= --guests 나.xlsx", "event.run", {"guests": ("내빈=가.csv", "위원=", "나.xlsx")}),
    ("event --not-printed", "event.mark", {"is_printed": False}),
    ("goals - --out - --column 활동", "goals.run", {"path": "-", "out": "-", "column": "활동"}),
    ("goals -- -1.csv", "goals.run", {"path": "-1.csv"}),
    ("tag p-1 p-2 --out a.pdf", "tag.run", {"wanted": ["p-1", "p-2"], "out": Path("a.pdf")}),
    ("attendance a.xlsx b.xlsx", "attendance.run", {"files": [Path("a.xlsx"), Path("b.xlsx")]}),
    ("compare a b c", "compare.run", {"folders": [Path("a"), Path("b"), Path("c")]}),
    ("show r-1 --all --verify", "show.run", {"name": "r-1", "with_all": True, "verify": True}),
    ("load sqlite:////a.db --restricted", "load.run", {"url": "sqlite:////a.db", "restricted": True}),
]


@pytest.mark.parametrize(("typed", "called", "asked"), TYPED)
def test_what_is_typed_is_what_is_done(
    typed: str, called: str, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    module, _, name = called.partition(".")
    work = importlib.import_module(f"flows.commands.{module}")
    signature, got = inspect.signature(getattr(work, name)), {}

    def note(*args: Any, **options: Any) -> int:
        got.update(signature.bind(*args, **options).arguments)
        return 0

    monkeypatch.setattr(work, name, note)
    monkeypatch.setattr("flows.commands.cli.log_to_terminal", lambda: None)
    monkeypatch.setenv("SDGNET_DEBUG", "")
    monkeypatch.setenv("PREFECT_LOGGING_LEVEL", "CRITICAL")
    assert main(typed.split()) == 0
    got.update(vars(got.pop("how", None)) if "how" in got else {})
    assert {key: got[key] for key in asked} == asked


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("sycn --help", "그런 명령이 없습니다: sycn"),
        ("--nope", "그런 옵션이 없습니다: --nope"),
        ("goals -x", "그런 옵션이 없습니다: -x"),
        ("event --s", "어느 옵션인지 알 수 없습니다: --s\n→ 끝까지 적어 주세요: --source · --sync-first"),
        ("event --guests", "--guests 뒤에 값이 없습니다"),
        ("goals --out --column x a.csv", "--out 뒤에 값이 없습니다"),
        ("sync --wait -1", "--wait 에는 0이나 그보다 큰 숫자를 적습니다: -1"),
        ("check --source a.csv --source b.csv", "그 파일만 담은 폴더를 적어 주세요"),
        ("completion tcsh", "쓸 수 없는 값입니다: tcsh\n→ 쓸 수 있는 값: bash · zsh · fish"),
    ],
)
def test_more_wrong_use(typed: str, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(typed.split()) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_commands_and_options(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert all(name in script for name in COMMANDS) and "accept-fall" in script and "Display" not in script


def test_bash_completes_what_is_begun() -> None:
    begun = 'COMP_WORDS=(sdgnet sync --acc); COMP_CWORD=2; _sdgnet; echo "$COMPREPLY"'
    script = command("completion", "bash").stdout
    told = subprocess.run(["bash", "-c", f"{script}\n{begun}"], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "--accept-fall"


@pytest.mark.parametrize("encoding", ["ascii", "cp949", "utf-16"])
def test_help_and_errors_survive_any_encoding(encoding: str) -> None:
    for typed, status in ((["--help"], 0), (["없는😀"], 2)):
        ran = subprocess.run(
            [sys.executable, "-m", "flows.commands.cli", *typed],
            capture_output=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONIOENCODING": encoding},
            check=False,
        )
        told = (ran.stdout + ran.stderr).decode(encoding)
        assert ran.returncode == status and "Traceback" not in told
        assert encoding == "ascii" or KOREAN.search(told)


def test_json_lines_stay_json_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "가😀", "text": "하천 정화"}', "utf-8")
    told = command("goals", str(tmp_path / "a.jsonl"), environment={"PYTHONIOENCODING": "ascii"})
    assert json.loads(told.stdout)["id"] == "가😀"


def sentences(told: Any) -> Iterator[str]:
    """Every text in a TOML."""
    for value in told.values() if isinstance(told, dict) else told:
        yield from [value] if isinstance(value, str) else sentences(value)


def test_a_korean_windows_terminal_has_every_character_of_ours() -> None:
    ours = [tomllib.loads(path.read_text("utf-8")) for path in sorted((ROOT / "flows/telling/texts").glob("*.toml"))]
    ours += [texts("messages")[kind] for kind in ("error", "notice", "stage")]
    assert [
        sentence for sentence in sentences(ours) if sentence.encode("cp949", "ignore").decode("cp949") != sentence
    ] == []


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("set -o pipefail; sdgnet --help | true", 0),
        ("set -o pipefail; sdgnet rules --out OUT | true", 0),
        ("set -o pipefail; sdgnet nope 2>&1 | true", 2),
        ("sdgnet --help >&-", 0),
        ("sdgnet nope >&- 2>&-", 2),
    ],
)
def test_a_reader_who_left_is_no_failure(line: str, status: int, tmp_path: Path) -> None:
    ran = run_in_shell(line.replace("OUT", str(tmp_path / "rules.html")))
    assert (ran.returncode, ran.stdout, ran.stderr) == (status, "", "")


def test_every_guide_is_shown_and_the_list_names_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    from flows.telling.words import words

    topics = words("guide")["topics"]
    assert main(["guide"]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {topic}  " in shown for topic in topics)
    for topic in topics:
        assert main(["guide", topic]) == 0
        assert len(capsys.readouterr().out) > 200
    readme = (ROOT / "README.md").read_text("utf-8")
    assert re.findall(r"`sdgnet guide (\S+)` \|", readme) == list(topics)
    assert main(["guide", "없는것"]) == 2
    assert " · ".join(topics) in capsys.readouterr().err


def test_the_readme_stays_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 160


def test_the_words_that_a_council_may_replace_are_shown_by_their_files(capsys):
    assert main(["settings", "templates/labels"]) == 0
    assert " report " in capsys.readouterr().out
    assert main(["settings", "templates/labels/placement.toml"]) == 0
    assert tomllib.loads(capsys.readouterr().out)["meetings_note"]
    for sought, told in (("chair", "host_signer"), ("의장", "{chair}"), ("휠체어", "event = true")):
        assert main(["settings", sought]) == 0
        assert told in capsys.readouterr().out
    assert main(["settings", "templates/labels/nothing"]) == 1
