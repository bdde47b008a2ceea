"""Commands by hand: `python -m rxapp.cli <command>`. Each is a function with `@command`; it gets parsed options."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rxapp import backups, clock, db, demo, migrations
from rxapp.services.jobs.queries import EVERY_SECONDS
from rxapp.settings import get_settings

Run = Callable[[argparse.Namespace], None]
Options = Callable[[argparse.ArgumentParser], object]

_commands: dict[str, tuple[Run, Options | None]] = {}


def command(name: str, options: Options | None = None) -> Callable[[Run], Run]:
    """Register a command; `options` adds its arguments to the parser, the docstring is its help."""

    def register(run: Run) -> Run:
        _commands[name] = (run, options)
        return run

    return register


@command("migrate")
def migrate(_: argparse.Namespace) -> None:
    """Bring the database to the newest tables; starting the server does this too."""
    migrations.upgrade(get_settings().effective_database_url)


@command("backup")
def backup(_: argparse.Namespace) -> None:
    """Write a consistent copy of the database to the data folder's backups/ and print its path."""
    settings = get_settings()
    print(backups.backup(settings.effective_database_url, settings.data_dir / "backups"))


@command("restore", lambda parser: parser.add_argument("file", type=Path, help="a file that `backup` wrote"))
def restore(options: argparse.Namespace) -> None:
    """Replace the database by a backup; the replaced one is kept."""
    settings = get_settings()
    kept = backups.restore(settings.effective_database_url, options.file, settings.data_dir / "backups")
    print(f"restored {options.file}; the database it replaced: {kept if kept.exists() else 'there was none'}")


def _demo_url() -> str:
    settings = get_settings()
    if not settings.is_demo:
        raise backups.Refused("This is not the demo: DATABASE_URL is set, or DEMO=0. Nothing was changed.")
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return settings.effective_database_url


@command("seed")
def seed(_: argparse.Namespace) -> None:
    """Fill the demo's own empty database with the demo company and print who can sign in."""
    migrations.upgrade(_demo_url())
    for person in demo.ensure_demo(db.engine(), now=clock.now()):
        print("  ".join(person))


@command("demo-reset")
def demo_reset(_: argparse.Namespace) -> None:
    """Bring the demo company back to its start. Refuses a database that the demo did not fill, or one being served."""
    url = _demo_url()
    with backups.not_in_use(url):
        migrations.upgrade(url)
        demo.reset_demo(db.engine(), now=clock.now(), again=lambda: migrations.upgrade(url))
    print("The demo company is at its start again.")


@command("job", lambda parser: parser.add_argument("name", choices=EVERY_SECONDS, help="which job"))
def job(options: argparse.Namespace) -> None:
    """Run one background job once, now, whoever else runs it too, and print how many things it settled."""
    from rxapp.jobs.run import run_now

    ran = run_now(options.name, "command line")
    if ran.error:
        raise backups.Refused(f"{options.name} failed: {ran.error}. The log says more.")
    print(f"{options.name}: {ran.did} in {ran.seconds:.2f} s")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, or 2 with a sentence on stderr when it was refused."""
    parser = argparse.ArgumentParser(prog="python -m rxapp.cli", description="Commands of ShowUp.")
    chosen = parser.add_subparsers(dest="command", required=True)
    for name, (run, options) in _commands.items():
        help_text = (run.__doc__ or "").strip()
        sub = chosen.add_parser(name, help=help_text, description=help_text)
        if options:
            options(sub)
    parsed = parser.parse_args(argv)
    try:
        _commands[parsed.command][0](parsed)
    except backups.Refused as refused:
        print(f"error: {refused}", file=sys.stderr)
        return 2
    except demo.NotOurs as found:
        print(
            f"error: rows that the demo did not write stand in: {found}. Nothing was changed.",
            file=sys.stderr,
        )
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
