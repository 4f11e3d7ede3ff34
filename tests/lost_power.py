"""What a disk may hold after the power went, by the rules that a file system keeps and no others.

A file's bytes are on the disk once it was fsynced; a name made, moved or taken away is, once its folder was fsynced.
Of what was not yet fsynced any part may be there: nothing, everything up to a moment, or one change without those
before it. A rename is whole or not at all.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
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

    def states(self) -> Iterator[Node]:
        """After each change: the tree as it may lie on the disk (folders {name: node}, files by hash, links)."""
        for change in self.changes:
            self._apply(*change)
            for kept in self._choices():
                names: dict[int, dict[str, Node]] = {}
                for _, lands in kept:
                    lands(names)
                yield _on_disk(self.root, names)

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


def _on_disk(node: Node, names: dict[int, dict[str, Node]]) -> Any:
    if "disk" in node:
        return {name: _on_disk(each, names) for name, each in names.get(id(node), node["disk"]).items()}
    return ["link", node["to"]] if "to" in node else node["sha"]


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


def whole_release(tree: Any, manifests: dict[str, str]) -> str | None:
    """The id of the release that a reader of this disk finds whole, None where ``current`` leads to none.

    ``manifests`` gives a manifest's text by its hash.
    """
    link = tree.get("current")
    if link is None:
        return None
    release = tree
    for part in Path(link[1]).parts:
        release = release.get(part, {})
    text = manifests.get(release.get("manifest.json", ""))
    if text is None:
        return None
    for each in json.loads(text)["files"]:
        node = release
        for part in Path(each["path"]).parts:
            node = node.get(part, {}) if isinstance(node, dict) else {}
        if node != each["sha256"]:
            return None
    return str(json.loads(text)["release"])
