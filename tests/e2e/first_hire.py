"""The first candidate of a company that has just moved in: added, invited by hand, interviewed, told, hired."""

from __future__ import annotations

import re
from datetime import datetime

from playwright.sync_api import Page, expect

from rxapp.rules.vocabulary import Stage
from tests.e2e import people
from tests.e2e.installation import FORM, Installation, message, message_that_came, say_sent, state_of
from tests.e2e.moving_in import (
    BACKGROUND,
    BRING,
    CANDIDATE,
    EMAIL,
    JOB,
    JUDGE,
    MINUTES,
    NOTE,
    PHONE_NUMBER,
    RECRUITER_NAME,
    SHOP,
    TITLE,
    WHY,
    WORDS,
    choose_by_text,
    copied,
    look_at,
    press_step,
)
from tests.e2e.people import AFTER_UNDO, LIVE, SOON, card, column, zh

# --- somebody to invite ---------------------------------------------------------------------------------------------


def add_the_candidate(page: Page) -> int:
    """The last step opens the form on the board; the application that stands there afterwards."""
    press_step(page, "candidate")
    form = page.locator("#intake")
    expect(form.locator("input[name=name]")).to_be_visible(timeout=SOON)
    form.locator("input[name=name]").fill(CANDIDATE)
    choose_by_text(form.locator("select[name=job_id]"), JOB)
    form.locator("input[name=phone]").fill(PHONE_NUMBER)
    form.locator("input[name=email]").fill(EMAIL)
    look_at(page)
    form.get_by_role("button", name=zh("intake.save"), exact=True).click()
    expect(form).to_be_hidden(timeout=SOON)
    expect(people.toast(page)).to_contain_text(zh("intake.added", name=CANDIDATE), timeout=SOON)
    expect(column(page, Stage.PASSED_FIRST).locator("[data-card]")).to_have_count(1, timeout=LIVE)
    look_at(page)
    [someone] = people.ids_in(page, Stage.PASSED_FIRST)
    assert people.name_of(page, someone) == CANDIDATE
    return someone


def send_the_invitation(page: Page, someone: int) -> None:
    """Everything the job knows stands in the dialog; one button sends."""
    drawer = people.open_drawer(page, someone)
    for part in (JOB, PHONE_NUMBER, EMAIL, RECRUITER_NAME):
        expect(drawer).to_contain_text(part, timeout=SOON)
    look_at(page)
    people.act(page, "invite")
    dialog = page.locator("#invite")
    expect(dialog.locator(".drawer__people label").filter(has_text=JUDGE).locator("input")).to_be_checked(
        timeout=SOON
    )
    expect(dialog).not_to_contain_text(zh("drawer.no_hours"))
    expect(dialog.locator("select[name=place_id] option:checked")).to_contain_text(SHOP["name"])
    expect(dialog.locator("select[name=minutes]")).to_have_value(str(MINUTES))
    look_at(page)
    dialog.get_by_role("button", name=zh("drawer.send_invitation")).click()
    expect(dialog).to_be_hidden(timeout=SOON)
    expect(people.toast(page)).to_contain_text(people.says_when("drawer.invited"), timeout=SOON)
    expect(card(page, someone, Stage.ARRANGING)).to_have_count(1, timeout=LIVE)
    people.close_drawer(page)


def send_by_hand(page: Page, real: Installation) -> str:
    """Copy the message, send it from one's own phone, tick it; the link it carried."""
    page.goto(f"{real.url}/messages")
    shown = message(page, "invited")
    expect(shown).to_contain_text(zh("messages.state_waiting"), timeout=AFTER_UNDO)
    look_at(page)
    shown.get_by_role("button", name=zh("messages.copy")).click()
    text = copied(page)
    for part in (CANDIDATE, FORM["company"], RECRUITER_NAME, JOB, JUDGE, TITLE, SHOP["address"], *BRING):
        assert part in text, part
    [link] = re.findall(rf"{real.url}/i/\S+", text)
    say_sent(page, shown)
    return link


def open_the_invitation(page: Page, link: str) -> None:
    """On a phone: how far they are, what to do now."""
    people.open_link(page, link)
    expect(page.locator("h1")).to_have_text(zh("candidate.hello", name=CANDIDATE))
    expect(page.locator('.candidate__steps [aria-current="step"]')).to_have_text(zh("candidate.step.1"))
    look_at(page)


def choose_a_time(page: Page) -> datetime:
    """See who would be there, and take a time; the instant."""
    page.get_by_role("link", name=zh("candidate.choose")).tap()
    slot = people.slots(page).nth(1)
    expect(slot).to_contain_text(JUDGE, timeout=SOON)
    look_at(page)
    at = datetime.fromisoformat(slot.get_attribute("data-slot") or "")
    slot.tap()
    asked = page.locator("#confirm-slot")
    for part in (JUDGE, TITLE, BACKGROUND):
        expect(asked).to_contain_text(part, timeout=SOON)
    look_at(page)
    asked.get_by_role("button", name=zh("candidate.book.book")).tap()
    expect(page.locator("#interview-time")).to_be_visible(timeout=SOON)
    return at


def read_the_appointment(page: Page) -> None:
    """Who waits, where, how to get in, what to bring."""
    way_in = [SHOP[each] for each in ("name", "address", "entrance", "floor", "phone")]
    for part in (JUDGE, TITLE, BACKGROUND, *way_in, *BRING):
        expect(page.locator("main")).to_contain_text(part)
    assert "amap.com" in (page.get_by_role("link", name=zh("candidate.map")).get_attribute("href") or "")
    look_at(page)


def send_the_notice(page: Page) -> None:
    shown = message_that_came(page, "booked")
    expect(shown).to_contain_text(zh("messages.state_waiting"), timeout=AFTER_UNDO)
    say_sent(page, shown)


# --- the day, and what follows --------------------------------------------------------------------------------------


def arrive(page: Page) -> None:
    """At the door, the page of their phone opened again."""
    page.reload()
    page.get_by_role("button", name=zh("candidate.arrive"), exact=True).tap()
    expect(page.locator("main")).to_contain_text(zh("candidate.arrived"), timeout=SOON)
    look_at(page)


def record_how_it_went(page: Page, real: Installation) -> None:
    """The interviewer's start page asks for it; two presses and a sentence."""
    page.goto(real.url)
    row = page.locator(".agenda__row").filter(has_text=CANDIDATE)
    expect(row).to_contain_text(JOB, timeout=SOON)
    look_at(page)
    people.record_attended(page, CANDIDATE, NOTE)
    expect(people.toast(page)).to_contain_text(zh("start.recorded_attended", name=CANDIDATE), timeout=SOON)
    expect(row).to_contain_text(zh("calendar.standing_attended"), timeout=LIVE)
    look_at(page)


def decide_to_pass(page: Page, someone: int) -> None:
    """Having read what the interviewer wrote."""
    drawer = people.open_drawer(page, someone)
    expect(drawer.locator("#decisions")).to_contain_text(NOTE, timeout=SOON)
    people.act(page, "decide")
    dialog = page.locator("#decide")
    expect(dialog.locator('input[value="pass"]')).to_be_checked(timeout=SOON)
    dialog.locator("textarea[name=note]").fill(WHY)
    look_at(page)
    dialog.get_by_role("button", name=zh("drawer.keep_decision")).click()
    expect(dialog).to_be_hidden(timeout=SOON)
    expect(card(page, someone, Stage.OFFER)).to_have_count(1, timeout=LIVE)
    expect(drawer.locator("#decisions")).to_contain_text(WHY, timeout=LIVE)
    look_at(page)


def read_only_the_promise(page: Page) -> None:
    """The candidate knows by when they will hear, and nothing else yet."""
    expect(page.locator(".candidate__headline")).to_have_text(zh("candidate.stands.promised"), timeout=LIVE)
    expect(page.locator('.candidate__steps [aria-current="step"]')).to_have_text(zh("candidate.step.3"))
    for word in (
        WHY,
        NOTE,
        zh("candidate.stands.passed", recruiter=RECRUITER_NAME),
        zh("candidate.happened.candidate_told"),
    ):
        expect(page.locator("main")).not_to_contain_text(word)
    look_at(page)


def tell_the_candidate(page: Page) -> None:
    """The usual words are there; these are better."""
    people.act(page, "tell")
    dialog = page.locator("#tell")
    words = dialog.locator("textarea[name=words]")
    expect(words).to_have_value(re.compile(CANDIDATE), timeout=SOON)
    words.fill(WORDS)
    look_at(page)
    dialog.get_by_role("button", name=zh("drawer.do_tell_now")).click()
    expect(dialog).to_be_hidden(timeout=SOON)
    expect(people.toast(page)).to_contain_text(zh("drawer.told_pass", name=CANDIDATE), timeout=SOON)


def read_the_good_news(page: Page) -> None:
    """On the page that stayed open, once the words can no longer be taken back."""
    expect(page.locator(".candidate__words")).to_have_text(WORDS, timeout=AFTER_UNDO)
    expect(page.locator(".candidate__headline")).to_have_text(
        zh("candidate.stands.passed", recruiter=RECRUITER_NAME)
    )
    expect(page.locator('.candidate__steps [aria-current="step"]')).to_have_text(zh("candidate.step.passed"))
    look_at(page)


def send_the_good_news(page: Page) -> None:
    shown = message_that_came(page, "told_pass")
    expect(shown).to_contain_text(WORDS, timeout=AFTER_UNDO)
    assert state_of(shown) == [zh("messages.state_waiting")]
    say_sent(page, shown)
    look_at(page)


def note_that_they_accepted(page: Page, someone: int) -> None:
    people.act(page, "hire")
    expect(people.toast(page)).to_contain_text(zh("drawer.done_hire", name=CANDIDATE), timeout=SOON)
    expect(card(page, someone, Stage.HIRED)).to_have_count(1, timeout=LIVE)
    people.close_drawer(page)
    look_at(page)


def read_that_they_are_hired(page: Page) -> None:
    expect(page.locator(".candidate__headline")).to_have_text(zh("candidate.stands.4"), timeout=LIVE)
    expect(page.locator('.candidate__steps [aria-current="step"]')).to_have_text(zh("candidate.step.4"))
    look_at(page)
