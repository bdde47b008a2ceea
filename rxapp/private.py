"""What only the owner of the installation may read: the data folder and everything in it that holds somebody's data.

private_folder(path)      made, or taken back from everybody else
private_file(path)        there, empty if it was not, before anything is written into it
take_back(data_dir)       at every start: what an earlier version or a careless umask left open
"""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from pathlib import Path

log = logging.getLogger("rxapp.private")

FOLDER, FILE = 0o700, 0o600
_OTHERS = 0o077


def private_folder(path: Path) -> Path:
    """The folder for the owner only, and those above it that are made for it; what was there above stays as it is."""
    for each in reversed((path, *path.parents)):
        if not each.exists():
            each.mkdir(exist_ok=True, mode=FOLDER)  # `parents=True` would give those above the usual rights
    _close(path, FOLDER)
    return path


def private_file(path: Path) -> Path:
    """A file for the owner only, before its bytes come. SQLite gives its -wal and -shm the rights of the file."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE))
    _close(path, FILE)
    return path


def take_back(data_dir: Path) -> None:
    """Close the data folder and all that lies in it to everybody else."""
    private_folder(data_dir)
    for folder, names, files in os.walk(data_dir):
        for name in names:
            _close(Path(folder, name), FOLDER)
        for name in files:
            _close(Path(folder, name), FILE)


def take_back_database(file: Path) -> None:
    """The same for a SQLite file that lies elsewhere; its folder is somebody else's business."""
    if file.parent.is_dir():
        private_file(file)
        for rest in ("-wal", "-shm", ".lock"):
            _close(file.with_name(file.name + rest), FILE)


def _close(path: Path, rights: int) -> None:
    try:
        if not path.is_symlink() and path.stat().st_mode & _OTHERS:
            path.chmod(rights)
    except FileNotFoundError:
        pass  # gone meanwhile
    except OSError as problem:
        log.warning("others may read %s: %s", path.name, type(problem).__name__)
