"""A CV becomes a proposal: fields with the place they stand in, which a person confirms or mends."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from rxapp.errors import Invalid, NotAllowed
from rxapp.rules.cv_fields import Found, find_fields
from rxapp.rules.vocabulary import HR, Language
from rxapp.services.accounts.actor import Actor
from rxapp.services.files.queries import FileView
from rxapp.services.files.store import path_of, usable
from rxapp.services.files.types import FileKind
from rxapp.services.hiring.person import MOST_CV, email_address, person_name
from rxapp.services.hiring.phones import maybe_phone


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was found; "" where nothing was. `places` tells for each field the line it stands in."""

    name: str
    phone: str
    email: str
    city: str
    in_work: bool | None
    language: Language
    cv_text: str
    places: dict[str, tuple[int, str]]

    @property
    def count(self) -> int:
        """How many fields were found."""
        return len(self.places)


def brought_cv(session: Session, file_id: int, *, actor: Actor) -> FileView:
    """The CV that the actor has just brought, to be read. Raises NotAllowed, Invalid."""
    if actor.role not in HR:
        raise NotAllowed
    row = usable(session, file_id, FileKind.CV, actor=actor)
    return FileView(file_id, FileKind.CV, row.name, row.content_type, row.size, path_of(row.key))


def propose(text: str, file_name: str = "") -> Proposal:
    """What a CV's text says; what would not be accepted in the form is not proposed."""
    found = find_fields(text, file_name)
    phone = maybe_phone(found.phone.value) if found.phone else ""
    name = _if_valid(found.name, person_name)
    email = _if_valid(found.email, email_address)
    city = found.city.value if found.city else ""
    kept = {"name": name, "phone": phone, "email": email, "city": city, "in_work": found.in_work is not None}
    places: dict[str, tuple[int, str]] = {
        field: (each.line, each.excerpt)
        for field, each in found._asdict().items()
        if isinstance(each, Found) and kept.get(field)
    }
    return Proposal(
        name=name,
        phone=phone,
        email=email,
        city=city[:40],
        in_work=None if found.in_work is None else found.in_work.value == "yes",
        language=Language.EN if found.is_english else Language.ZH,
        cv_text=text[:MOST_CV],
        places=places,
    )


def _if_valid(found: Found | None, check: object) -> str:
    if found is None:
        return ""
    try:
        return str(check(found.value))  # type: ignore[operator]
    except Invalid:
        return ""
