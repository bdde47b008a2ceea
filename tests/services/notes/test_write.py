"""Notes: who may write, change, remove and read them, and whom they call."""

from __future__ import annotations

from typing import Any

import pytest

from rxapp import db
from rxapp.errors import Invalid, NotAllowed, NotFound, Stale
from rxapp.models import Note, StoredFile
from rxapp.rules.events import EventKind
from rxapp.services.events.history import rows_of
from rxapp.services.notes.write import EditNote, WriteNote, edit_note, remove_note, write_note
from tests.builders import NOW
from tests.services.notes.conftest import Room


def test_a_note_calls_colleagues_and_the_log_knows_only_that_there_is_one(room: Room) -> None:
    note_id = room.write("@陈静请看，@Ann Lee 也看看。@张伟 @沈总 @王芳")
    assert room.rings(room.chen) == room.rings(room.admin) == ["mentioned"]
    # Whoever may not read notes is not called to one, and nobody is called by oneself.
    assert room.rings(room.interviewer) == room.rings(room.executive) == room.rings(room.wang) == []
    with db.reading() as session:
        [event] = [row for row in rows_of(session, room.id) if row.kind == EventKind.NOTE_WRITTEN]
    assert event.data == {"note_id": note_id}


def test_an_edit_keeps_what_was_there_and_calls_only_those_not_called_before(room: Room) -> None:
    note_id = room.write("@陈静 一")
    assert room.do(edit_note, EditNote(note_id, 1, "@陈静 @Ann Lee 二"), actor=room.wang) == 2
    assert room.do(edit_note, EditNote(note_id, 2, "@陈静 @Ann Lee 二"), actor=room.wang) == 2  # nothing new
    assert room.rings(room.chen) == ["mentioned"] and room.rings(room.admin) == ["mentioned"]
    [row] = room.read()
    assert row.body == "@陈静 @Ann Lee 二" and [old.body for old in row.earlier] == ["@陈静 一"]
    assert row.edited_at is not None and row.is_own and not room.read(room.chen)[0].is_own


def test_an_edit_from_an_old_screen_is_told_and_changes_nothing(room: Room) -> None:
    note_id = room.write("一")
    room.do(edit_note, EditNote(note_id, 1, "二"), actor=room.wang)
    with pytest.raises(Stale, match="note_changed"):
        room.do(edit_note, EditNote(note_id, 1, "三"), actor=room.wang)
    assert room.read()[0].body == "二"


def test_a_removed_note_stays_as_removed_and_its_words_are_gone_from_every_page(room: Room) -> None:
    note_id = room.write("说错了")
    room.do(edit_note, EditNote(note_id, 1, "还是说错了"), actor=room.wang)
    for _ in range(2):
        room.do(remove_note, note_id, actor=room.wang)
    [row] = room.read(room.chen)
    assert (row.body, row.earlier, row.files) == ("", (), ()) and row.removed_at is not None
    with db.reading() as session:
        assert session.get_one(Note, note_id).body == "还是说错了"
    with pytest.raises(NotFound):
        room.do(edit_note, EditNote(note_id, 3, "再写"), actor=room.wang)


def test_only_ones_own_note_can_be_changed_or_removed(room: Room) -> None:
    note_id = room.write("王芳写的")
    for other in (room.chen, room.admin):
        with pytest.raises(NotFound):
            room.do(edit_note, EditNote(note_id, 1, "x"), actor=other)
        with pytest.raises(NotFound):
            room.do(remove_note, note_id, actor=other)


def test_nobody_but_hr_writes_or_reads_notes(room: Room) -> None:
    note_id = room.write("一")
    for other in (room.executive, room.interviewer, room.candidate):
        with pytest.raises(NotAllowed):
            room.read(other)
        with pytest.raises(NotAllowed):
            room.write("x", other)
        with pytest.raises(NotAllowed):
            room.do(edit_note, EditNote(note_id, 1, "x"), actor=other)
        with pytest.raises(NotAllowed):
            room.do(remove_note, note_id, actor=other)


@pytest.mark.parametrize("body", ["", "   \n", "x" * 4001, "a\0b", "\ud800", 5, None])
def test_what_is_no_note_is_refused(room: Room, body: Any) -> None:
    with pytest.raises(Invalid):
        WriteNote(room.id, body)
    with pytest.raises(NotFound):
        room.do(write_note, WriteNote(2**31 - 1, "x"), actor=room.wang)


def test_only_ones_own_unused_files_hang_on_a_note(room: Room) -> None:
    def stored(session: Any, owner: Any, key: str, kind: str = "attachment") -> int:
        row = StoredFile(
            kind=kind, key=key, name="报价.pdf", content_type="application/pdf", size=3, sha256="0" * 64,
            uploaded_by=owner.user_id, created_at=NOW,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id or 0

    mine, theirs = room.do(stored, room.wang, "a"), room.do(stored, room.chen, "b")
    cv = room.do(stored, room.wang, "c", "cv")
    for wrong in (theirs, cv, 999):
        with pytest.raises(Invalid):
            room.write("附件", files=(wrong,))
    assert room.read() == []  # a refusal leaves nothing half done
    room.write("附件", files=(mine,))
    assert [each.name for each in room.read()[0].files] == ["报价.pdf"]
    with pytest.raises(Invalid):
        room.write("再附一次", files=(mine,))
