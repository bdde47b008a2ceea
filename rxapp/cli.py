"""Commands by hand: `python -m rxapp.cli <command>`. Each is a function with `@command`; it gets parsed options."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlmodel import Session, col, select

from rxapp import backups, clock, db, demo, i18n, migrations
from rxapp.errors import UserError
from rxapp.models import User
from rxapp.private import private_folder
from rxapp.rules.vocabulary import STAFF, InterviewMode, Language, Role
from rxapp.services.accounts.account_links import link_from_command_line
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.manage_users import create_user
from rxapp.services.company.set_up import needs_set_up
from rxapp.services.hiring.intake import AddApplication, add_application
from rxapp.services.hiring.save_job import SaveJob, save_job
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
    """Write a consistent copy of the database and the files to the data folder's backups/ and print its path."""
    settings = get_settings()
    print(
        backups.backup(
            settings.effective_database_url, settings.data_dir / "backups", files=settings.files_dir
        )
    )


@command("restore", lambda parser: parser.add_argument("file", type=Path, help="a file that `backup` wrote"))
def restore(options: argparse.Namespace) -> None:
    """Replace the database by a backup; the replaced one is kept."""
    settings = get_settings()
    kept = backups.restore(
        settings.effective_database_url, options.file, settings.data_dir / "backups", files=settings.files_dir
    )
    print(f"restored {options.file}; the database it replaced: {kept if kept.exists() else 'there was none'}")


def _demo_url() -> str:
    settings = get_settings()
    if not settings.is_demo:
        raise backups.Refused("This is not the demo: DATABASE_URL is set, or DEMO=0. Nothing was changed.")
    private_folder(settings.data_dir)
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


def _by_email(session: Session, *emails: str) -> list[User]:
    """Active accounts by their sign-in names, in the order given."""
    wanted = [email.strip().lower() for email in emails]
    rows = session.exec(select(User).where(col(User.email).in_(wanted), col(User.is_active))).all()
    found = {row.email: row for row in rows}
    if missing := [email for email in wanted if email not in found]:
        raise backups.Refused(f"No active account has the e-mail {', '.join(missing)}. Nothing was changed.")
    return [found[email] for email in wanted]


def _actor(session: Session, email: str) -> Actor:
    [user] = _by_email(session, email)
    return Actor(Role(user.role), user.name, Language(user.language), user_id=user.id)


def _user_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="the sign-in name")
    parser.add_argument("name", help="as candidates and colleagues read it")
    parser.add_argument("role", choices=[role.value for role in STAFF])


@command("add-user", _user_options)
def add_user(options: argparse.Namespace) -> None:
    """Make an account; asks for its password, or reads it from the first line of the input."""
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    with db.unit_of_work() as session:
        if needs_set_up(session):
            raise backups.Refused("Set the company up in the browser first. Nothing was changed.")
        user = create_user(
            session, email=options.email, name=options.name, role=Role(options.role), password=password, actor=None
        )  # fmt: skip
        print(f"{user.email} can sign in as {user.role.value}")


@command("account-link", lambda parser: parser.add_argument("email"))
def account_link(options: argparse.Namespace) -> None:
    """Print a one-time link with which somebody chooses a new password, when nobody else can make one."""
    with db.unit_of_work() as session:
        made = link_from_command_line(session, options.email)
        print(f"{made.name} chooses a password here, once and within 72 hours:\n{made.address}")


def _job_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("title")
    parser.add_argument("city")
    parser.add_argument("--recruiter", required=True, help="e-mail of who opens it")
    parser.add_argument(
        "--interviewer", action="append", default=[], help="e-mail; may be given several times"
    )
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--place", type=int, help="number of a place; the set-up's is 1")
    where.add_argument("--video", help="address of the video room")
    parser.add_argument("--minutes", type=int, default=45)
    parser.add_argument(
        "--bring", action="append", default=[], help="what to bring; may be given several times"
    )


@command("add-job", _job_options)
def add_job(options: argparse.Namespace) -> None:
    """Open a position with what its second round needs; prints its number."""
    with db.unit_of_work() as session:
        wanted = SaveJob(
            title=options.title, city=options.city, place_id=options.place, minutes=options.minutes,
            interviewer_ids=tuple(user.id or 0 for user in _by_email(session, *options.interviewer)),
            mode=InterviewMode.VIDEO if options.video else InterviewMode.ONSITE, meeting_link=options.video or "",
            what_to_bring="\n".join(options.bring),
        )  # fmt: skip
        print(save_job(session, wanted, actor=_actor(session, options.recruiter)))


def _application_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="the candidate's")
    parser.add_argument("--job", type=int, required=True, help="the number `add-job` printed")
    parser.add_argument("--recruiter", required=True, help="e-mail of who looks after them")
    parser.add_argument("--phone", default="")
    parser.add_argument("--email", default="")


@command("add-application", _application_options)
def add_candidate(options: argparse.Namespace) -> None:
    """Put somebody who passed the first round into the board's first column; prints the application's number."""
    person = AddApplication(options.name, options.job, phone=options.phone, email=options.email)
    with db.unit_of_work() as session:
        made = add_application(session, person, actor=_actor(session, options.recruiter))
        print(made.application_id)


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
    except UserError as problem:
        print(f"error: {i18n.error_text(Language.EN, problem)}", file=sys.stderr)
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
