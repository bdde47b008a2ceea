"""What candidates answer, sentence by sentence: understood where it is plain, a person's task where it is not."""

from __future__ import annotations

import signal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rxapp.rules.replies.read import Certainty, Meaning, Why, read_reply
from rxapp.rules.replies.stop import EVERYWHERE
from rxapp.rules.vocabulary import Channel

CONFIRM = """
1 | 1. | １ | 1️⃣ | ① | 回复1 | 回1 | 选1 | 1 谢谢 | 1，会准时到 | (1) | 1 yes | Reply 1
确认 | 确认参加 | 我确认 | 确认，谢谢 | 已确认 | 您好，确认参加面试，谢谢！ | 确定 | 好的，确认
確認，謝謝 | 確認參加
会准时到 | 我会准时参加 | 准时到，谢谢您 | 好的，我会准时到的 | 收到，会准时参加面试 | 明天会准时到
明天下午两点准时到 | 我能来 | 能参加
明天能来 | 会来的 | 一定到 | 到时见 | 好的，到时见！ | 明天见 | 收到，明天见，谢谢张经理 | 不见不散
可以来 | 可以参加面试 | 按时到场 | 我會準時參加
收到 | 收到，谢谢 | 收到！ | 收到收到 | 已收到 | 收到了，谢谢您 | 好的 | 好的好的 | 好的谢谢
好的，谢谢！ | 好滴 | 好哒 | 嗯嗯 | 嗯，好的 | 行 | 可以 | 可以的 | 没问题
OK | ok | OK 👌 | 👌 | 👍🏻 | [OK] | 好的[抱拳] | 收到[玫瑰] | 好的😊 | 知道了 | 明白 | 了解
您好，收到，谢谢 | 好的老师 | 收到，谢谢张经理 | 好的，辛苦了 | 我是林小雨，收到
在路上了 | 已经出发了 | 马上到 | 10分钟后到 | 提前到 | 不会迟到
Yes | yes! | Yes, thank you | Sure | Confirmed | Confirmed, thanks! | I confirm | I'll be there
I will be there, thank you. | See you then | See you tomorrow! | OK, see you then
I can make it | Yes, I can come | Sounds good | Got it, thanks | Noted with thanks
Great, looking forward to meeting you! | I will attend the interview | That works for me, thanks
Will do | I'm on my way
Hi Ms Zhang, confirmed, thank you! | Dear Zhang Wei,\\nI confirm. Thank you.
Thanks, I'll be on time | I would like to confirm my attendance
"""

MOVE = """
2 | 2. | ２ | 2️⃣ | 回复2 | 2 周五下午 | 2，周五下午可以吗 | 2周五下午 | 2 谢谢
能改周五下午吗 | 能改时间吗 | 可以改时间吗 | 可以换个时间吗？ | 能不能改到周五下午
可不可以改到下周一 | 能否改期 | 请问能改时间吗 | 请问可以改到周五吗
您好，可以改到下周三上午十点吗？谢谢
想改时间 | 想改到周五 | 我想改个时间 | 我想换个时间，不好意思 | 希望改到下午 | 需要改期
麻烦改到周五 | 麻烦帮我改到下周二下午 | 帮我改个时间 | 申请改期 | 改到周五吧 | 改到周五下午三点
改成周四下午2点可以吗
改个时间可以吗 | 换个时间行吗 | 能改吗 | 能推迟到下周吗 | 能推迟半小时吗 | 可以延期吗
能提前到周四吗 | 往后推一天可以吗 | 请问可以重新约时间吗 | 可以调整一下时间吗 | 可以另约时间吗
不是不能来，是想改时间 | 不是不想来，想改个时间 | 明天来不了，能改到周五吗
明天来不了，能改周五下午吗？ | 明天临时有事，想改个时间 | 不好意思，明天要加班，可以改到周四吗
明天来不了，周五可以吗 | 明天不行，周五可以吗
抱歉，孩子发烧了，想改到下周 | 收到，不过明天来不了，能改到周五吗 | 好的，但想改到周五
收到，能换个时间吗 | 把周三的面试改到周五下午吧 | 周五下午能改吗 | 請問可以改到週五嗎 | 想改時間
可以換個時間嗎
Can we reschedule? | Can we reschedule to Friday afternoon? | Could we move it to Friday?
Could I change the time please? | I'd like to reschedule | I need to reschedule, sorry
Please reschedule | reschedule
Is it possible to move the interview to next week?
Would it be possible to reschedule to Monday morning? | I can't make it tomorrow, can we reschedule?
Sorry, something came up, can we move it to Thursday at 3pm? | I want to change my interview time
Hi Ms Zhang, could we postpone to next Tuesday? Thanks | I'm sick, could we reschedule?
Thanks, but could we move it to Friday? | Can we do another time?
"""

CANNOT = """
3 | 3. | ３ | 3️⃣ | 回复3 | 3 不好意思 | 3，临时有事
明天来不了 | 来不了 | 我来不了了 | 来不了了，不好意思 | 抱歉，明天来不了了 | 不好意思，我明天去不了
去不了了 | 我不来了 | 不去了 | 不来 | 不能来 | 明天不能参加面试了 | 无法参加 | 没法来了 | 没办法过去
不想去了 | 不考虑了，谢谢 | 不面了 | 放弃面试 | 取消面试 | 我要取消面试 | 想取消面试 | 参加不了
临时有事来不了 | 今天加班，来不了 | 身体不舒服，来不了了 | 已经找到工作了，不来了
因个人原因无法参加面试，抱歉
收到，不过明天来不了 | 确实来不了 | 好的，我不去了 | 明天來不了 | 不好意思，沒辦法參加了
抱歉，我來不了了🙏 | 周三下午来不了 | 我不打算去了 | 来不成了
I can't come | I can't make it | I cannot make it tomorrow | Sorry, I can't make it.
I won't be able to attend | I'm unable to come | I am not coming | not coming
Unfortunately I can't attend the interview tomorrow
I have to cancel | I need to cancel my interview | Please cancel my interview | I want to withdraw
I'm no longer interested, thank you | I found another job, so I won't come | cant make it
Hi Zhang, I won't be able to make it today
"""

HERE = """
我到了 | 到了 | 已到 | 已经到了 | 我到楼下了 | 到前台了 | 我在楼下 | 在门口了 | 我已到公司
您好，我到了 | 我到樓下了 | 已到达前台 | I'm here | I have arrived | Just arrived | I'm downstairs
at reception
"""

LATE = """
会晚10分钟 | 晚10分钟 | 我会晚到10分钟 | 可能会晚15分钟 | 要晚一会儿到 | 会迟到10分钟
不好意思堵车了，会晚十分钟 | 路上堵车，晚到20分钟左右 | 可能晚半小时到 | 晚點到 | 我会来，会晚10分钟
I'll be 10 minutes late | Running late | Running 15 min late, sorry
Sorry, stuck in traffic, I'll be about 20 minutes late | I'm running a bit late | i will be late
"""

STOP = """
stop | STOP | Stop. | stopall | STOP ALL | unsubscribe | Please unsubscribe me | TD | td | T | Ｔ
R | 退订 | 退订！ | 退订，谢谢 | 我要退订 | 退訂 | 回复TD | TD退订 | 取消订阅 | 拒收
不要再发了 | 别再发短信了 | 请不要再给我发短信 | 别发了 | 不要再联系我 | 请勿打扰 | 别再联系我了
退订短信 | 退订邮件 | 短信和邮件都别发了 | stop texting me | please stop sending me emails
don't contact me again | no more texts please
"""

UNCLEAR = """
经理到了 | 张经理来不了 | 你来不了 | 您不来
你们不来了 | have you arrived | you need to reschedule | I'm here on Friday
不会来不了 | 不能不来 | 不想取消面试 | 没取消面试 | 不来不行 | 来得及吗 | 会晚10分钟吗 | 晚点联系 | 明天到 | 10点到
？ | ... | 😊 | 谢谢 | 您好 | 在吗 | 嗨 | hello | 4 | 11 | 12 | 123 | 1 2 | 1或2 | 1/2 | 1还是2
3点 | 2点可以吗 | 2点 | 1楼怎么走 | 3号线怎么坐 | 2 or 3 | 1 pm | 2 minutes | 3天后
谁啊 | 你是谁 | 你们是哪个公司 | 地址在哪 | 地址发一下 | 面试地址在哪里？ | 几楼 | 几点 | 什么时候
怎么走 | 停车方便吗 | 要带什么 | 要带简历吗 | 需要带身份证吗 | 面试官是谁 | 薪资多少 | 可以线上吗
能改成视频面试吗 | 能换个地点吗 | 能换个面试官吗
请确认 | 请问确认了吗 | 需要确认吗 | 确认一下时间 | 时间改了吗 | 改到周五了吗 | 是改时间了吗
改到周五了 | 需要改时间吗 | 为什么要改时间 | 怎么改时间 | 不想改时间 | 不用改了 | 不要改时间
可以不改吗 | 面试取消了吗 | 面试取消了 | 可以不来吗 | 不能来吗 | 能来吗 | 我能来吗 | 到了吗
不要停 | 别停 | 停 | 没退订 | 怎么退订 | 退订吗 | 不是退订 | stop by at 3 | don't stop | T恤可以吗
取消 | cancel | 别取消 | 不要取消面试
可能来不了 | 不一定能来 | 应该能来 | 也许来不了 | 看情况 | 如果不下雨就来 | 尽量来
来不了的话怎么办 | 要是来不了怎么办 | 到时候再说 | 我再看看 | 不确定能不能来 | 估计来不了 | 大概能来
没说不来 | 谁说我来不了 | 不是来不了 | 不是不想来 | 我不是不能来
周五下午可以 | 周五可以吗 | 明天可以吗 | 明天没空 | 明天不行 | 周五有空 | 明天要加班 | 临时有事
请不了假 | 找到工作了 | 我外婆住院了，明天来不了 | 能来，但想改时间 | 会来，不去了 | 确认，改到周五
来不了，但是会来 | 1，但是想改时间 | 3，能来
1，2都行 | 来不来都行 | 我朋友来不了 | 来不了的人是他 | 你们来不了吗 | 还没到 | 快迟到了吗
到了再说 | 到了联系你 | 什么时候到 | 没收到 | 没收到短信 | 收到什么 | 收到请回复 | 看不懂 | 打错了
发错人了 | 我不是林小雨 | ❌ | 好的👎 | 呵呵 | 随便
No | no | no thanks | nope | Who is this? | Who are you? | Where is it? | What should I bring?
What time? | When? | Which floor? | How do I get there? | Is parking available? | Can it be online?
Maybe | Maybe I can come | I might be late | I might not come
I'm not sure | If it rains I can't come | Should I reschedule? | Do I need to reschedule?
Is the interview rescheduled? | No need to reschedule | I don't want to reschedule | why reschedule
Can I come? | Are you here? | I'm not here yet | I won't be late
Friday afternoon | Friday works for me | Friday is fine | tomorrow is not good
I can come but I'd like to reschedule | Yes and no | yes, can't come | I never said I can't come
call me | please call | wrong number | Please confirm | can you confirm? | I can't wait!
I have a question
"""


def rows(table: str) -> list[str]:
    return [
        part.strip().replace("\\n", "\n")
        for line in table.strip("\n").split("\n")
        for part in line.split(" | ")
    ]


TABLE = [
    (text, meaning)
    for table, meaning in (
        (CONFIRM, Meaning.CONFIRM),
        (MOVE, Meaning.MOVE),
        (CANNOT, Meaning.CANNOT_COME),
        (HERE, Meaning.HERE),
        (LATE, Meaning.LATE),
        (STOP, Meaning.STOP),
        (UNCLEAR, Meaning.UNCLEAR),
    )
    for text in rows(table)
]


@pytest.mark.parametrize(("text", "meaning"), TABLE)
def test_a_sentence_means(text: str, meaning: Meaning) -> None:
    assert read_reply(text).meaning == meaning


def test_the_table_is_large_enough_to_be_worth_something() -> None:
    assert len({text for text, _ in TABLE}) >= 400


MAILS = {
    "gmail": (
        "确认，谢谢\n\n张伟 <hr@x.cn> 于2026年11月23日周一 10:00写道：\n\n> 能来吗？\n> 回复3表示来不了",
        Meaning.CONFIRM,
    ),
    "gmail in English": (
        "I can't make it.\n\nOn Mon, Nov 23, 2026 at 10:00 AM Zhang Wei <hr@x.cn>\nwrote:\n\n> Can you come?\n",
        Meaning.CANNOT_COME,
    ),
    "outlook": (
        "能改到周五吗？\n\n________________________________\n发件人: 张伟\n发送时间: 2026年11月23日\n主题: 面试",
        Meaning.MOVE,
    ),
    "outlook in English": (
        "Confirmed.\n\nFrom: Zhang Wei <hr@x.cn>\nSent: Monday\nSubject: Interview\n\nCan you come?",
        Meaning.CONFIRM,
    ),
    "QQ": (
        '收到\n\n\n------------------ 原始邮件 ------------------\n发件人: "张伟";\n能来吗',
        Meaning.CONFIRM,
    ),
    "163": ("来不了了\n\n---- 回复的原邮件 ----\n| 发件人 | 张伟 |\n能来吗", Meaning.CANNOT_COME),
    "163 in English": ('好的\nAt 2026-11-23 10:00:00, "张伟" <hr@x.cn> wrote:\n>能来吗', Meaning.CONFIRM),
    "below the quotation": (
        "On Mon, 23 Nov 2026 at 10:00, HR <hr@x.cn> wrote:\n> Can you come?\n> 1 yes 2 no\n\nConfirmed",
        Meaning.CONFIRM,
    ),
    "WeChat quotation": (
        "「张经理：明天能来吗？」\n- - - - - - - - - - - - - - -\n来不了",
        Meaning.CANNOT_COME,
    ),
    "iPhone": ("明天见\n\n发自我的 iPhone", Meaning.CONFIRM),
    "iPhone in English": ("See you then\n\nSent from my iPhone", Meaning.CONFIRM),
    "signature": (
        "Confirmed, thank you.\n\n-- \nLin Xiaoyu\n+86 138 0000 0000\nStop wasting paper",
        Meaning.CONFIRM,
    ),
    "regards": ("I'd like to reschedule.\n\nBest regards,\nLin Xiaoyu", Meaning.MOVE),
    "name under thanks": ("收到\n谢谢\n林小雨", Meaning.CONFIRM),
    "no name under thanks": ("谢谢\n来不了", Meaning.CANNOT_COME),
    "no name under thanks in English": ("Thanks\nnot coming", Meaning.CANNOT_COME),
    "long line breaks": ("\r\n\r\n确认\r\n\r\n", Meaning.CONFIRM),
    "stop above a quotation": ("退订\n\n发件人: 张伟\n退订请回复TD", Meaning.STOP),
    "quotation alone": ("> 明天来不了", Meaning.UNCLEAR),
    "foreign words left": ("主题: 面试\n好的", Meaning.UNCLEAR),
    "out of office": ("I am out of the office until Monday. OK", Meaning.UNCLEAR),
    "automatic": ("[自动回复] 收到", Meaning.UNCLEAR),
    "automatic, polite": ("您好，您的邮件我已收到，会尽快回复。", Meaning.UNCLEAR),
    "on leave": ("休假中，周五可以改时间", Meaning.UNCLEAR),
    "bounced": ("Undeliverable: interview", Meaning.UNCLEAR),
}


@pytest.mark.parametrize(("text", "meaning"), MAILS.values(), ids=MAILS.keys())
def test_a_mail_is_read_without_what_it_answers(text: str, meaning: Meaning) -> None:
    assert read_reply(text).meaning == meaning


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Why.EMPTY),
        ("   \n", Why.EMPTY),
        ("> 好的", Why.QUOTED),
        ("地址在哪", Why.QUESTION),
        ("不要停", Why.NEGATION),
        ("可能来不了", Why.CONDITION),
        ("确认，改到周五", Why.SEVERAL),
        ("我外婆住院了", Why.UNKNOWN),
        ("[自动回复] 好的", Why.AUTOMATIC),
        ("好的，" * 80, Why.LONG),
    ],
)
def test_an_unclear_reply_says_why(text: str, why: Why) -> None:
    found = read_reply(text)
    assert (found.meaning, found.why) == (Meaning.UNCLEAR, why)


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("1", Certainty.CLEAR),
        ("会准时到", Certainty.CLEAR),
        ("收到，明天见", Certainty.CLEAR),
        ("收到", Certainty.LIKELY),
        ("OK 👌", Certainty.LIKELY),
        ("Sounds good", Certainty.LIKELY),
        ("明天来不了", Certainty.CLEAR),
        ("谁啊", Certainty.NONE),
    ],
)
def test_a_yes_to_whatever_was_said_is_only_likely_a_confirmation(text: str, certainty: Certainty) -> None:
    assert read_reply(text).certainty == certainty


@pytest.mark.parametrize(
    ("text", "named", "wish"),
    [
        ("明天来不了", "明天", ""),
        ("能改周五下午吗", "", "周五 下午"),
        ("明天来不了，能改到周五吗", "明天", "周五"),
        ("把周三的面试改到周五下午三点吧", "周三", "周五 下午 三点"),
        ("周五下午能改吗", "", "周五 下午"),
        ("明天来不了，周五可以吗", "明天", "周五"),
        ("收到，明天见", "明天", ""),
        ("明天下午两点准时到", "明天 下午 两点", ""),
        ("2 週五下午３點", "", "周五 下午 3点"),
        ("Could we move it to Thursday at 3pm?", "", "thursday 3pm"),
        ("I cannot make it tomorrow, can we reschedule to Friday?", "tomorrow", "friday"),
    ],
)
def test_words_about_the_time_are_told_apart(text: str, named: str, wish: str) -> None:
    found = read_reply(text)
    assert (found.named, found.wish) == (named, wish)


def test_what_was_said_about_a_time_goes_to_the_person_who_reads_an_unclear_reply() -> None:
    assert read_reply("周五下午可以").wish == "周五 下午"


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("会晚10分钟", 10),
        ("不好意思会晚十五分钟", 15),
        ("晚半小时到", 30),
        ("晚到10-15分钟", 15),
        ("要晚一会儿到", None),
        ("I'll be twenty minutes late", 20),
        ("running late", None),
        ("会晚一个小时", 60),
    ],
)
def test_how_late_somebody_will_be(text: str, minutes: int | None) -> None:
    found = read_reply(text)
    assert (found.meaning, found.minutes) == (Meaning.LATE, minutes)


@pytest.mark.parametrize(
    ("text", "stop"),
    [
        ("退订", frozenset()),
        ("stop", frozenset()),
        ("stop all", EVERYWHERE),
        ("不要再联系我", EVERYWHERE),
        ("别再发短信了", frozenset({Channel.SMS})),
        ("短信和邮件都别发了", frozenset({Channel.SMS, Channel.EMAIL})),
        ("stop sending me emails", frozenset({Channel.EMAIL})),
        ("不要停", None),
        ("1", None),
    ],
)
def test_which_channels_are_to_be_left_alone(text: str, stop: frozenset[Channel] | None) -> None:
    assert read_reply(text).stop == stop


CLEAR = [text for text, meaning in TABLE if meaning not in (Meaning.UNCLEAR, Meaning.STOP)]


@given(
    st.sampled_from(CLEAR), st.sampled_from(["如果", "不是", "可能", "吗", "为什么", "蘑菇", " if ", " not "])
)
def test_one_doubtful_word_in_front_makes_any_reply_unclear_or_leaves_its_meaning(
    text: str, word: str
) -> None:
    plain = read_reply(text).meaning
    assert read_reply(f"{word}，{text}").meaning in (Meaning.UNCLEAR, plain)
    assert read_reply(f"{text}，蘑菇").meaning == Meaning.UNCLEAR


@given(st.text(max_size=400))
@example("\ud800")
@example("\x00" * 50)
def test_nothing_makes_it_raise(text: str) -> None:
    found = read_reply(text)
    assert (found.meaning == Meaning.UNCLEAR) == (found.why is not None)
    assert (found.meaning == Meaning.STOP) == (found.stop is not None)


ALPHABET = st.sampled_from(
    [
        "不",
        "能",
        "来",
        "了",
        "改",
        "到",
        "周五",
        "吗",
        " ",
        ",",
        "\n",
        ">",
        "-",
        "「",
        "」",
        "on ",
        "wrote:",
        "<",
        "1",
        "stop",
    ]
)


@given(st.lists(ALPHABET, max_size=60).map("".join))
@settings(max_examples=200)
def test_the_words_of_replies_in_any_order_never_raise(text: str) -> None:
    assert read_reply(text).meaning in Meaning


HOSTILE = [
    "不" * 10_000,
    "on " * 3_400,
    "- " * 5_000,
    "「" * 10_000,
    ">" * 10_000,
    "\n" * 10_000,
    "在2026年" * 1_700,
    "<" * 10_000,
    "a <" * 3_300,
    " " * 9_999 + "x",
    "1" * 10_000,
    "best regards,\n" * 700,
    "on 1\n" * 2_000,
    "_" * 10_000,
    "能不能改" * 2_500,
    "a.b-c_" * 1_700,
    "「」\n" + "- " * 4_999,
    "写道" * 5_000,
    "主题:" * 2_500,
    "可能会晚大概" * 1_700,
    "i would like to " * 600,
    "=" * 39 + "original message" * 600,
    "\u200d👌" * 3_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_ten_thousand_hostile_signs_cost_no_more_than_reading_them(text: str) -> None:
    signal.alarm(30)  # a pattern that backtracks without end would need hours
    try:
        assert read_reply(text).meaning in Meaning
        assert read_reply(text[:160]).meaning in Meaning  # short enough to be read word by word
    finally:
        signal.alarm(0)
