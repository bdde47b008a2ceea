"""A company moves in: its first people come in by their links and fill the rooms, each at their own screen. What others
read of them later stands here too."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from rxapp.rules.vocabulary import Role
from tests.e2e import people
from tests.e2e.installation import ADMINISTRATOR, FORM, PASSWORD, Installation
from tests.e2e.people import SOON, zh
from tests.e2e.test_accessibility import faults

RECRUITER_NAME, JUDGE, CANDIDATE = "李敏", "张伟", "林晓"
PIN = "31.2286, 121.4547"
SHOP = {
    "name": "静安门店", "city": "上海", "address": "南京西路 1266 号", "entrance": "东门进，前台登记", "floor": "3 层",
    "phone": "021-6000 1111", "coordinates": PIN,
}  # fmt: skip
JOB, MINUTES, BRING = "门店店长", 60, ("身份证", "学历证书")
TITLE, BACKGROUND = "华东区销售经理", "带过十二家门店，喜欢把人教会。"
PHONE_NUMBER, EMAIL = "138 1234 5678", "linxiao@example.com"
NOTE, WHY = "讲得清楚，带过六个人。", "会带人，门店缺这样的店长。"
WORDS = "林晓，您好！大家都很想和您一起工作，李敏明天给您打电话商量入职。"


def look_at(page: Page) -> None:
    """Everybody can read what stands there, and nothing sticks out of the window."""
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def copied(page: Page) -> str:
    """What the last press put into the clipboard."""
    found: str = page.evaluate("navigator.clipboard.readText()")
    return found


# --- coming in ---------------------------------------------------------------------------------------------------


def sign_in_and_skip_the_tour(page: Page, real: Installation) -> None:
    people.sign_in(page, real.url, ADMINISTRATOR, PASSWORD)
    people.skip_tour(page)
    look_at(page)


def read_what_is_left(page: Page, *steps: str) -> None:
    """The start page names the steps that are left, in order, and one of them stands out."""
    rows = page.locator("[data-step]")
    expect(rows).to_have_count(len(steps), timeout=SOON)
    assert rows.evaluate_all("all => all.map(e => e.dataset.step)") == list(steps)
    expect(page.locator("[data-step] .ui-button--primary")).to_have_count(1)


def see_the_start(page: Page, real: Installation, *steps: str) -> None:
    page.goto(real.url)
    read_what_is_left(page, *steps)
    look_at(page)


def see_no_steps_left(page: Page, real: Installation) -> None:
    page.goto(real.url)
    expect(page.locator(".start-today")).to_be_visible(timeout=SOON)
    expect(page.locator("[data-step]")).to_have_count(0)
    look_at(page)


def press_step(page: Page, step: str) -> None:
    """A step leads to the room where it is done."""
    page.locator(f'[data-step="{step}"] a').click()


def invite_colleague(page: Page, name: str, email: str, role: Role) -> str:
    """The administrator makes an account in the open form; the link that is shown once, as they copied it."""
    form = page.locator("#invite-user")
    form.locator("input[name=name]").fill(name)
    form.locator("input[name=email]").fill(email)
    form.locator("select[name=role]").select_option(role.value)
    form.get_by_role("button", name=zh("users.make_link")).click()
    shown = page.locator("#user-link")
    expect(shown).to_contain_text(zh("users.link_invite", name=name), timeout=SOON)
    look_at(page)
    shown.get_by_role("button", name=zh("users.copy_link")).click()
    link = copied(page)
    assert link == shown.locator("[data-account-link]").inner_text()
    shown.get_by_role("button", name=zh("users.link_done")).click()
    expect(shown).to_be_hidden(timeout=SOON)
    row = page.locator('[data-standing="waiting"]').filter(has_text=email)
    expect(row).to_contain_text(zh(f"settings.role_{role.value}"), timeout=SOON)
    return link


def choose_password(page: Page, real: Installation, link: str, name: str, email: str) -> None:
    """A colleague opens the link in their own browser, is greeted, chooses a password and is in."""
    page.goto(link)
    expect(page.locator("h1")).to_have_text(zh("users.welcome", name=name), timeout=SOON)
    assert link.rpartition("/")[2] not in page.url, "no page's address carries a token"
    expect(page.locator("input[name=email]")).to_have_value(email)
    look_at(page)
    page.fill("input[name=password]", PASSWORD)
    page.fill("input[name=again]", PASSWORD)
    page.get_by_role("button", name=zh("users.choose_submit")).click()
    page.wait_for_url(f"{real.url}/")
    people.skip_tour(page)
    look_at(page)


def find_the_link_used_up(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.locator("h1")).to_have_text(zh("users.over_title"), timeout=SOON)
    expect(page.locator("form")).to_have_count(0)


def sign_out(page: Page) -> None:
    page.locator(".frame__menu > summary").tap()
    page.get_by_role("button", name=zh("ui.sign_out")).tap()
    page.wait_for_url("**/login**")


def see_everybody_in(page: Page, real: Installation) -> None:
    """The list of colleagues waits for nobody any more."""
    page.goto(f"{real.url}/settings/users")
    expect(page.locator("[data-user]")).to_have_count(3, timeout=SOON)
    expect(page.locator('[data-standing="active"]')).to_have_count(3)
    look_at(page)


# --- places, a job, hours -------------------------------------------------------------------------------------------


def put_the_first_place_on_the_map(page: Page) -> None:
    """The step opens the place of the set-up page, which no map finds yet."""
    press_step(page, "place")
    form = page.locator("#place-form")
    expect(form.locator("input[name=name]")).to_have_value(FORM["place"], timeout=SOON)
    form.locator("input[name=coordinates]").fill(PIN)
    save_the_place(page, form)
    row = page.locator("[data-place]").filter(has_text=FORM["place"])
    expect(row.get_by_role("link", name=zh("places.map"))).to_be_visible(timeout=SOON)


def add_the_second_place(page: Page, real: Installation) -> None:
    page.goto(f"{real.url}/settings/places")
    page.get_by_role("button", name=zh("places.add"), exact=True).click()
    form = page.locator("#place-form")
    for name, value in SHOP.items():
        form.locator(f"input[name={name}]").fill(value)
    save_the_place(page, form)
    row = page.locator("[data-place]").filter(has_text=SHOP["name"])
    for part in ("address", "entrance", "phone"):
        expect(row).to_contain_text(SHOP[part], timeout=SOON)
    look_at(page)


def save_the_place(page: Page, form: Locator) -> None:
    expect(form.locator(".place-pin")).to_contain_text("31.228600", timeout=SOON)
    form.get_by_role("button", name=zh("ui.save")).click()
    expect(form).to_be_hidden(timeout=SOON)


def add_the_job(page: Page) -> None:
    """The step opens an empty form; interviewer, place, length and what to bring are told once, here."""
    press_step(page, "job")
    form = page.locator("#opening-form")
    form.locator("input[name=title]").fill(JOB)
    form.locator("input[name=city]").fill(SHOP["city"])
    choose_by_text(form.locator("select[name=recruiter_id]"), RECRUITER_NAME)
    form.locator('label:has(input[value="onsite"])').click()
    choose_by_text(form.locator("select[name=place_id]"), SHOP["name"])
    form.locator("select[name=minutes]").select_option(str(MINUTES))
    who = form.locator(".opening-people label").filter(has_text=JUDGE)
    expect(who).to_contain_text(zh("drawer.no_hours"))
    who.locator("input").click()
    expect(who.locator("input")).to_be_checked(timeout=SOON)
    form.locator("textarea[name=what_to_bring]").fill("\n".join(BRING))
    look_at(page)
    form.get_by_role("button", name=zh("ui.save")).click()
    expect(form).to_be_hidden(timeout=SOON)
    row = page.locator("[data-opening]").filter(has_text=JOB)
    for part in (RECRUITER_NAME, JUDGE, zh("openings.no_hours")):
        expect(row).to_contain_text(part, timeout=SOON)
    look_at(page)


def choose_by_text(select: Locator, text: str) -> None:
    """Choose the option that says this."""
    option = select.locator("option").filter(has_text=text)
    expect(option).to_have_count(1, timeout=SOON)
    select.select_option(option.get_attribute("value"))


def give_hours(page: Page, real: Installation) -> None:
    """From the start page to the weekly hours, on a phone."""
    expect(page.locator("main")).to_contain_text(zh("start.no_hours"), timeout=SOON)
    page.get_by_role("link", name=zh("start.set_hours")).tap()
    expect(page.locator("main")).to_contain_text(zh("calendar.no_hours"), timeout=SOON)
    form = page.locator("form:has(select[name=weekday])")
    expect(form).to_be_in_viewport(timeout=SOON)
    form.locator("input[name=start]").fill("09:30")
    form.locator("input[name=end]").fill("17:30")
    form.locator("button[type=submit]").tap()
    expect(page.locator("main").get_by_text("09:30–17:30")).to_have_count(5, timeout=SOON)
    look_at(page)


def introduce_oneself(page: Page, real: Installation) -> None:
    """From the settings to what candidates will read."""
    page.goto(f"{real.url}/settings")
    page.get_by_role("link", name=zh("users.profile_title")).tap()
    expect(page.locator("input[name=title]")).to_be_visible(timeout=SOON)
    page.fill("input[name=title]", TITLE)
    page.fill("textarea[name=background]", BACKGROUND)
    page.get_by_role("button", name=zh("users.profile_save")).tap()
    expect(people.toast(page)).to_contain_text(zh("users.profile_saved"), timeout=SOON)
    for part in (JUDGE, TITLE, BACKGROUND):
        expect(page.locator("[data-preview]")).to_contain_text(part, timeout=SOON)
    look_at(page)
