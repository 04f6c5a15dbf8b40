"""The git data of the fake GitHub: commits are folders of files; trees and blobs have ids as git gives them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha1

from segments_as_code.model.document import Json
from tests.fake_github.world import Repository, StoredFile


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder in a commit: its id, and what stands in it."""

    sha: str
    members: Mapping[str, Tree | StoredFile]


def blob_id(content: bytes) -> str:
    """Return the id that git gives a file with this content."""
    return sha1(b"blob %d\0%b" % (len(content), content), usedforsecurity=False).hexdigest()


def tree_of(files: Mapping[str, StoredFile]) -> Tree:
    """Return the tree of the files of a commit."""
    folders: dict[str, dict[str, StoredFile]] = {}
    members: dict[str, Tree | StoredFile] = {}
    for path, file in files.items():
        name, _, rest = path.partition("/")
        if rest:
            folders.setdefault(name, {})[rest] = file
        else:
            members[name] = file
    members |= {name: tree_of(inside) for name, inside in folders.items()}
    ordered = dict(sorted(members.items()))
    said = "\n".join(f"{name} {_id(member)}" for name, member in ordered.items())
    return Tree(sha1(f"tree {said}".encode(), usedforsecurity=False).hexdigest(), ordered)


def entries(tree: Tree, *, recursive: bool, above: str = "") -> list[dict[str, Json]]:
    """Return the entries of a tree as GitHub lists them."""
    found: list[dict[str, Json]] = []
    for name, member in tree.members.items():
        path, sha = f"{above}{name}", _id(member)
        if isinstance(member, Tree):
            found.append({"path": path, "mode": "040000", "type": "tree", "sha": sha})
            found += entries(member, recursive=True, above=f"{path}/") if recursive else []
        elif member.mode == "160000":
            found.append({"path": path, "mode": member.mode, "type": "commit", "sha": sha})
        else:
            found.append({"path": path, "mode": member.mode, "type": "blob", "sha": sha, "size": len(member.text.encode())})
    return found


def find_tree(repository: Repository, sha: str) -> Tree | None:
    """Return the tree of a commit, or the tree with this id in any commit."""
    if sha not in repository.commits and any(pull.base_sha == sha for pull in repository.pulls.values()):
        return tree_of({})
    if sha in repository.commits:
        return tree_of(repository.commits[sha])
    waiting = [tree_of(files) for files in repository.commits.values()]
    while waiting:
        tree = waiting.pop()
        if tree.sha == sha:
            return tree
        waiting += [member for member in tree.members.values() if isinstance(member, Tree)]
    return None


def find_blob(repository: Repository, sha: str) -> dict[str, Json] | None:
    """Return the file with this id in any commit, as GitHub describes it."""
    for file in (file for files in repository.commits.values() for file in files.values()):
        content = file.text.encode()
        if blob_id(content) == sha:
            return {"sha": sha, "size": len(content), "encoding": "base64", "content": base64.encodebytes(content).decode()}
    return None


def _id(member: Tree | StoredFile) -> str:
    return member.sha if isinstance(member, Tree) else blob_id(member.text.encode())
