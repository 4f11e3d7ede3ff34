"""What a disk may hold after the power went, by the rules that a file system keeps and no others.

A file's bytes are on the disk once it was fsynced; a name made, moved or taken away is, once its folder was fsynced.
Of what was not yet fsynced any part may be there: nothing, everything up to a moment, or one change without those
before it. A rename is whole or not at all.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

UNSYNCED = "?"


class Recorder:
    """The changes that a run makes, with what each file held when it was fsynced."""

    def __init__(self, data: Path) -> None:
        self.data, self.changes = data.resolve(), list[list[Any]]()
        self.start = _tree(data)

    def seen(self, kind: str, *paths: str) -> None:
        """One change, after it was made."""
        places = [self._place(p) for p in paths[:2]] if kind == "rename" else [self._place(paths[0]), *paths[1:]]
        if kind == "fsync":
            path = Path(paths[0])
            kind = "sync_folder" if path.is_dir() else "sync_file"
            if kind == "sync_file":
                places.append(_sha(path))
        self.changes.append([kind, *places])

    def told(self) -> dict[str, Any]:
        """The folder before and after the run, and the changes between."""
        return {"start": self.start, "changes": self.changes, "end": _tree(self.data)}

    def _place(self, path: str) -> str:
        return os.path.relpath(path, self.data)


Node = dict[str, Any]


class Power:
    """The recorded run played again: ``states`` gives every disk that could be found after a loss of power."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.changes, self.end = told["changes"], told["end"]
        self.root = _planted(told["start"])
        self.pending: list[tuple[set[int], Callable[[dict[int, dict[str, Node]]], None]]] = []

    def states(self) -> Iterator["State"]:
        """Every tree that may lie on the disk at some moment."""
        for change in [*self.changes, None]:
            # Between two syncs what is open only grows, so the moment before a sync holds those before it.
            if change is None or change[0].startswith("sync"):
                for kept in self._choices():
                    names: dict[int, dict[str, Node]] = {}
                    for _, lands in kept:
                        lands(names)
                    yield State(self.root, names)
            if change is not None:
                self._apply(*change)

    def final(self) -> Node:
        """The tree as a running system sees it after the last change."""
        return _live(self.root)

    def _choices(self) -> Iterator[list[Any]]:
        for length in range(len(self.pending) + 1):
            yield self.pending[:length]
        for each in self.pending[1:]:
            yield [each]

    def _apply(self, kind: str, path: str, *rest: str) -> None:
        if kind == "sync_file":
            self._node(path)["sha"] = rest[0]
        elif kind == "sync_folder":
            folder = id(self._node(path))
            names: dict[int, dict[str, Node]] = {}
            kept = []
            for folders, lands in self.pending:
                if folder in folders:
                    lands(names)
                else:
                    kept.append((folders, lands))
            self.pending = kept
            _settle(self.root, names)
        else:
            self._change(kind, path, *rest)

    def _change(self, kind: str, path: str, *rest: str) -> None:
        folder, name = self._folder(path)
        if kind in ("unlink", "rmdir") and name not in folder["live"]:
            # A library's own scratch file, which came unseen; were it to stay, the comparison at the end would tell.
            return
        if kind in ("unlink", "rmdir"):
            del folder["live"][name]
            self._pend([folder], lambda names: _names(names, folder).pop(name, None))
        elif kind == "rename":
            goal, new = self._folder(rest[0])
            node = folder["live"].pop(name)
            goal["live"][new] = node

            def lands(names: dict[int, dict[str, Node]]) -> None:
                _names(names, folder).pop(name, None)
                _names(names, goal)[new] = node

            self._pend([folder, goal], lands)
        elif kind == "create" and name in folder["live"]:
            folder["live"][name]["sha"] = UNSYNCED
        elif kind in ("create", "mkdir", "symlink"):
            made: Node = {
                "create": {"sha": UNSYNCED},
                "mkdir": {"live": {}, "disk": {}},
                "symlink": {"to": rest[0] if rest else ""},
            }[kind]
            folder["live"][name] = made
            self._pend([folder], lambda names: _names(names, folder).__setitem__(name, made))

    def _pend(self, folders: list[Node], lands: Callable[..., Any]) -> None:
        self.pending.append(({id(folder) for folder in folders}, lands))

    def _folder(self, path: str) -> tuple[Node, str]:
        return self._node(os.path.dirname(path)), os.path.basename(path)  # noqa: PTH119, PTH120

    def _node(self, path: str) -> Node:
        node = self.root
        for part in Path(path).parts:
            node = node["live"][part]
        return node


def _names(names: dict[int, dict[str, Node]], folder: Node) -> dict[str, Node]:
    if id(folder) not in names:
        names[id(folder)] = dict(folder["disk"])
    return names[id(folder)]


def _settle(node: Node, names: dict[int, dict[str, Node]]) -> None:
    if "disk" in node:
        node["disk"] = names.get(id(node), node["disk"])
        for each in {id(n): n for n in (*node["live"].values(), *node["disk"].values())}.values():
            _settle(each, names)


class State:
    """A folder as it lies on the disk: a name gives a folder, a file's hash (UNSYNCED where unknown) or a link."""

    def __init__(self, node: Node, names: dict[int, dict[str, Node]]) -> None:
        self._node, self._names = node, names

    def _entries(self) -> dict[str, Node]:
        return self._names.get(id(self._node), self._node["disk"])

    def __contains__(self, name: str) -> bool:
        return name in self._entries()

    def get(self, name: str) -> Any:
        """What the name leads to, None where it is not there."""
        node = self._entries().get(name)
        if node is None or "disk" in node:
            return node and State(node, self._names)
        return ["link", node["to"]] if "to" in node else node["sha"]

    def tree(self) -> dict[str, Any]:
        """All of it, folders as dictionaries."""
        found = {name: self.get(name) for name in self._entries()}
        return {name: each.tree() if isinstance(each, State) else each for name, each in found.items()}


def _live(node: Node) -> Any:
    if "live" in node:
        return {name: _live(each) for name, each in node["live"].items()}
    return ["link", node["to"]] if "to" in node else node["sha"]


def _planted(tree: Any) -> Node:
    if isinstance(tree, dict):
        made = {name: _planted(each) for name, each in tree.items()}
        return {"live": dict(made), "disk": dict(made)}
    return {"to": tree[1]} if isinstance(tree, list) else {"sha": tree}


def _tree(path: Path) -> Any:
    if path.is_symlink():
        return ["link", str(path.readlink())]
    if path.is_dir():
        return {each.name: _tree(each) for each in sorted(path.iterdir()) if each.name != ".lock"}
    return _sha(path)


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def whole_release(disk: State, manifests: dict[str, str]) -> str | None:
    """The id of the release that a reader of this disk finds whole, None where ``current`` leads to none.

    ``manifests`` gives a manifest's text by its hash.
    """
    link = disk.get("current")
    release = link and _found(disk, link[1])
    if not isinstance(release, State):
        return None
    text = manifests.get(release.get("manifest.json") or "")
    if text is None:
        return None
    name, files = _told(text)
    return name if all(_found(release, path) == digest for path, digest in files) else None


@cache
def _told(manifest: str) -> tuple[str, list[tuple[str, str]]]:
    told = json.loads(manifest)
    return told["release"], [(each["path"], each["sha256"]) for each in told["files"]]


def _found(folder: State, path: str) -> Any:
    found: Any = folder
    for part in Path(path).parts:
        found = found.get(part) if isinstance(found, State) else None
    return found
