"""A room of colleagues around one application."""

from __future__ import annotations

from typing import Any

import pytest

from rxapp import db
from rxapp.rules.vocabulary import Role
from rxapp.services.notes.queries import notes_of
from rxapp.services.notes.write import WriteNote, write_note
from rxapp.services.notices.queries import newest_notices
from tests.builders import actor_of, candidate_actor, make_application, make_user


class Room:
    """Two recruiters, an administrator, an executive, an interviewer, and one application."""

    def __init__(self) -> None:
        with db.unit_of_work() as session:
            self.wang = actor_of(make_user(session, name="王芳"))
            self.chen = actor_of(make_user(session, name="陈静"))
            self.admin = actor_of(make_user(session, Role.ADMINISTRATOR, name="Ann Lee"))
            self.executive = actor_of(make_user(session, Role.EXECUTIVE, name="沈总"))
            self.interviewer = actor_of(make_user(session, Role.INTERVIEWER, name="张伟"))
            application = make_application(session)
            self.id = application.id or 0
            self.candidate = candidate_actor(application)

    def do(self, work: Any, *args: Any, **more: Any) -> Any:
        with db.unit_of_work() as session:
            return work(session, *args, **more)

    def write(self, body: str, actor: Any = None, files: tuple[int, ...] = ()) -> int:
        return self.do(write_note, WriteNote(self.id, body, files), actor=actor or self.wang)

    def read(self, actor: Any = None) -> list[Any]:
        return self.do(notes_of, self.id, actor=actor or self.wang)

    def rings(self, actor: Any) -> list[str]:
        return [row.kind for row in self.do(newest_notices, actor.user_id)]


@pytest.fixture
def room(database: str) -> Room:
    return Room()
