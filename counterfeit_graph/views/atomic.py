"""Files and folders that are there whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from counterfeit_graph.model.errors import OutputError


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """A path beside `path` to write to; it takes the place of `path` when the block ends well, and is gone otherwise.

    Raises:
        OutputError: the folder is missing, cannot be written to, or `path` is a folder.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with replacing(Path(folder) / "a.txt") as draft:
        ...         _ = draft.write_text("whole")
        ...     (Path(folder) / "a.txt").read_text()
        'whole'
    """
    target = Path(path)
    if target.is_dir():
        fault = "is a folder, a file was expected"
        raise OutputError(fault, where=target.name)
    with _scratch(target) as folder:
        draft = folder / target.name
        yield draft
        # The bytes must be on disk before the name is: a crash in between would leave an empty file under it.
        _settle(draft)
        draft.replace(target)


@contextmanager
def replacing_folder(path: str | Path, *, mark: str) -> Iterator[Path]:
    """A folder to fill; it takes the place of `path` when the block ends well, and is gone otherwise.

    An earlier folder is replaced only if it is empty or holds a file named `mark`, so that no folder of the user's own
    is lost.

    Raises:
        OutputError: `path` is a file or another folder, or cannot be written to.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as home:
        ...     with replacing_folder(Path(home) / "out", mark="run.json") as draft:
        ...         _ = (draft / "run.json").write_text("{}")
        ...     sorted(p.name for p in (Path(home) / "out").iterdir())
        ['run.json']
    """
    target = Path(path)
    _check_replaceable(target, mark)
    with _scratch(target) as folder:
        draft = folder / "new"
        draft.mkdir()
        yield draft
        for file in sorted(p for p in draft.rglob("*") if p.is_file()):
            _settle(file)
        # Systems differ on moving a folder over a full one, so the old one steps aside first.
        if target.exists():
            target.replace(folder / "old")
        draft.replace(target)


def write_text(path: str | Path, text: str) -> Path:
    """Write a UTF-8 file, whole or not at all.

    Raises:
        OutputError: see `replacing`.
    """
    with replacing(path) as draft:
        draft.write_bytes(text.encode("utf-8"))
    return Path(path)


def _check_replaceable(target: Path, mark: str) -> None:
    # A link could lead out of the place that the user named.
    if target.is_symlink() or target.is_file():
        fault = "is no folder"
        raise OutputError(fault, where=target.name, remedy="name a new folder")
    if target.is_dir() and any(target.iterdir()) and not (target / mark).is_file():
        fault = f"holds other files and no {mark}"
        raise OutputError(fault, where=target.name, remedy="name a new or an empty folder")


@contextmanager
def _scratch(target: Path) -> Iterator[Path]:
    """A hidden folder beside the target, so that the last move stays on one disk."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}-", dir=target.parent))
    except OSError as error:
        fault = f"cannot be written: {error.strerror}"
        raise OutputError(fault, where=target.name) from error
    try:
        yield folder
    except OSError as error:
        fault = f"cannot be written: {error.strerror}"
        raise OutputError(fault, where=target.name) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _settle_folder(target.parent)


def _settle(path: Path) -> None:
    """Have the disk keep what was written."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _settle_folder(path: Path) -> None:
    """The same for the entries of a folder, which not every system can do."""
    with suppress(OSError):
        _settle(path)
