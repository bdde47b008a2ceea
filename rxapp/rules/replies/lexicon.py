"""The words that replies about a date are made of, in Chinese and English, by what they do to a meaning.

Every pattern is bounded, and is tried at one place of a short text. `reply_words` puts them to use.
"""

from __future__ import annotations

import re
from enum import Enum, auto


class Sort(Enum):
    """What a word does. ACK: yes to whatever was said; ASK: "could we", WANT: "I would like to", each before CHANGE;
    FREE: says when somebody can, behind a time; BUSY: when they cannot; DENIED: "not that I cannot come"."""

    CONFIRM = auto()
    ACK = auto()
    CHANGE = auto()
    CANNOT = auto()
    HERE = auto()
    LATE = auto()
    ASK = auto()
    ASK_OPENLY = auto()
    WANT = auto()
    FREE = auto()
    BUSY = auto()
    DENIED = auto()
    TIME = auto()
    IS_IT = auto()  # makes a question of a sentence
    TAG = auto()  # "…, is that all right?"
    QUESTION = auto()
    NOT = auto()
    BUT = auto()
    MAYBE = auto()
    DONE = auto()  # makes a request a report: 改到周五了
    REASON = auto()  # why somebody cannot: says nothing by itself
    POLITE = auto()
    BREAK = auto()
    OTHER = auto()


_SURNAMES = (
    "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马方任袁柳唐薛雷贺汤罗毕郝安常傅"
    "齐康余顾孟黄萧尹姚汪毛米戴宋庞熊纪项董梁杜贾江郭梅林徐邱骆高夏蔡田胡霍万卢莫房丁邓洪石崔龚程陆翁段侯武刘龙叶黎白赖谭温阎易廖耿欧关肖"
)
CN = "零一二三四五六七八九十两"
_WEEKDAY = "(?:下下|下个?|这个?|本)?(?:周|星期|礼拜)[一二三四五六日天末]"
_EN_DAY = (
    "(?:next |this |coming )?(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|monday"
    "|tuesday|wednesday|thursday|friday|saturday|sunday)"
)
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    "|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_GO = "(?:参加面试|参加复试|来面试|去面试|过来|过去|参加|赴约|前往|出席|到场|来|去)"
_MINUTES = (
    rf"(?:大概|大约|差不多|约)?(?:\d{{1,3}}(?:[-~到]\d{{1,3}})?|[{CN}]{{1,3}}|几"
    "|半个?小|一个?小)(?:分钟?|min|来分钟|多分钟|时)(?:左右)?"
)
_EN_MINUTES = (
    r"(?:about |around |maybe |probably )?(?:\d{1,3}|five|ten|fifteen|twenty"
    "|thirty|a few)[ -]?(?:minutes?|mins?|m)"
)
_EN_GO = (
    "(?:make it|make that|make the interview|make my interview"
    "|make the appointment|come in|come|attend|be there|join|make)"
)
_LATIN = "(?<![a-z0-9'])(?:{})(?![a-z0-9'])"


def _latin(words: str) -> str:
    alternatives = sorted((word.strip() for word in words.split("|") if word.strip()), key=len, reverse=True)
    return _LATIN.format("|".join(alternatives))


def _han(words: str) -> str:
    return "|".join(
        sorted((word.strip() for word in words.split("|") if word.strip()), key=len, reverse=True)
    )


def _any(*parts: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(part) for part in parts)


SORTS: tuple[tuple[Sort, tuple[re.Pattern[str], ...]], ...] = (
    (
        Sort.DENIED,
        _any(
            rf"(?:并?不是|并非)(?:我)?(?:不能|不想|不|没法|没办法){_GO}",
            _latin("it's not that i can't come|not that i can't come"),
        ),
    ),
    (
        Sort.CANNOT,
        _any(
            rf"(?:来|去|参加|赴)不了(?:了|啦)?|不能(?:再|够)?{_GO}(?:了|啦)?|(?:没法|没办法"
            rf"|无法|没有办法)(?:再)?{_GO}(?:了|啦)?",
            rf"(?:不想|不打算|不准备|不会|决定不|就不|先不|不){_GO}(?:了|啦)|(?:不想|不打算"
            rf"|不准备|决定不)(?:再)?(?:{_GO}|面了?)|不{_GO}",
            "不面了|不面试了|不(?:再)?考虑(?:了|贵司了?|这个(?:岗位|职位|机会)了?)?|(?:来"
            "|去)不成(?:了)?|赶不过去(?:了)?|过不(?:来|去)(?:了)?",
            "放弃(?:这次|本次|此次)?(?:面试|复试|机会)(?:机会)?(?:了)?|放弃了?(?![一-鿿])"
            "|取消(?:掉|一下)?(?:我的|明天的|今天的|这次|本次|这个)?(?:面试|复试"
            "|预约)(?:吧)?",
            _LATIN.format(
                "(?:can'?t|cannot|can not|won'?t be able to|will not be able to|not able to"
                "|unable to|am unable to|wouldn'?t be able to) " + _EN_GO
            ),
            _LATIN.format(
                "(?:i |i'd |i would |we |i'll )?(?:need to|have to|must|want to|like to"
                "|wish to) (?:cancel|withdraw)"
                r"(?: (?:my|the|this) (?:interview|appointment|application))?"
            ),
            _latin(
                "not coming|i'm not coming|i am not coming|won't come|will not come"
                "|won't be coming|won't be there|won't attend|will not attend"
                "|not attending|won't make it|will not make it|not going to make it|not gonna make it"
                "|cancel my interview|cancel the interview|cancel this interview|cancel my appointment"
                "|withdraw my application|no longer interested|not interested anymore"
                "|not interested any more"
            ),
        ),
    ),
    (
        Sort.CHANGE,
        _any(
            "(?:改|换|调|更改|调整|变更|修改|更换|另约|重约|重新约|重新安排|另外约|再约"
            "|另定|另选)(?:一下|一个|个|下)?(?:面试|复试|别的|其他|其它|另外的"
            "|另外)?(?:的)?(?:时间|日期|日子|时段)",
            "改(?:一下)?期|改约|延期|延后|推后|推迟(?:一点|几天|一天|两天|一下|一会儿?)?"
            "|往后(?:推|挪|延|改)(?:一点|几天|一天|两天|一下|推)?|往前(?:挪|改|提)(?:一点"
            "|几天|一天)?",
            "重新约|重新安排|另约|提前(?:一点|几天|一天|一下)|提前(?=吗)|提前到(?=今|明"
            r"|后|周|星期|礼拜|下|上午|这|本|\d)",
            "(?:改|换|调|调整|推迟|延期|延后|推|挪|更改)(?:到|成|为|至|在)"
            r"|推迟(?:半个?小时|一个?小时|\d{1,2}分钟)",
            r"改(?:个|一下|下)?(?=今|明|后天|周|星期|礼拜|下|上午|早上|晚上|这周|本周|\d"
            r"|吗|吧|么|\?|$)|换(?=今天|明天|后天|周|星期|礼拜|下午|下周|上午|\d)",
            _latin(
                "reschedule|re-schedule|reschedule to|reschedule it|reschedule it to"
                "|reschedule the interview|reschedule my interview|change the time"
                "|change my time|change the date|change the day"
                "|change my slot|change it to|change the time to|change the interview to"
                "|change to|change the interview|change my interview"
                "|change the interview time|change my interview time|move it|move it to"
                "|move to|move the interview|move the interview to"
                "|move my interview|move my interview to|move the time|move the time to"
                "|switch to|switch it to|switch the time|postpone|postpone it|postpone it to"
                "|postpone the interview|postpone to|postpone until|push it to|push it back"
                "|push it back to"
                "|push it|do another time|do a different time|do another day"
                "|choose another time|pick another time|find another time"
                "|arrange another time|have another time|book another time"
            ),
        ),
    ),
    (
        Sort.LATE,
        _any(
            rf"(?:可能|大概|估计|应该|恐怕)?(?:会|要|得)?(?:晚|迟|迟到|晚到)(?:个|到)?{_MINUTES}(?:到|吧)?",
            "(?:可能|大概|估计|恐怕)?(?:会|要|得)?(?:晚|迟)(?:一)?(?:点|会儿|会|些)(?:到"
            "|过来|过去)(?:一会儿?)?",
            "(?:可能|大概|估计|恐怕)?(?:会|要|得)迟到(?:一会儿?|一下|一点|几分钟)?"
            "|(?:可能|大概|估计|恐怕)?(?:会|要|得)晚到(?:一会儿?|一下|一点)?",
            _LATIN.format(
                "(?:i'?m |i am |i'?ll |i will |i might |i may )?(?:going to |gonna )?(?:be "
                rf"|running |arrive )?{_EN_MINUTES} late"
            ),
            _latin(
                "running late|running a bit late|running a little late|running slightly late"
                "|i'll be late|i will be late|i'm going to be late|will be a bit late"
                "|will be a little late"
                "|i'll be a bit late|i'll be a little late|i'll be slightly late"
                "|i am running late|i'm running late|be late"
            ),
        ),
    ),
    (
        Sort.HERE,
        _any(
            "(?:我)?(?:已经|已|刚刚?)?(?:到了|到达了?|(?:到|到达|抵达)(?:你们|贵司|贵公司"
            "|您)?(?:公司|楼下|前台|门口|大厅|一楼|大堂|大楼)了)",
            "(?:我)?已(?:经)?(?:到达|抵达|到)(?:楼下|前台|门口|大厅|公司)?(?![一-鿿])",
            "(?:我)?(?:现在)?(?:已经|已)?在(?:你们|贵司|贵公司|您)?(?:公司)?(?:楼下|前台"
            "|门口|大厅|大堂|一楼)(?:了|等|等您|等着)?",
            _latin(
                "i'm here|i am here|im here|here now|i have arrived|i've arrived|i arrived"
                "|just arrived|i just arrived|have arrived|arrived|i'm downstairs"
                "|i am downstairs|downstairs|at reception"
                "|at the reception|at the front desk|in the lobby|at the entrance|at the door"
            ),
        ),
    ),
    (
        Sort.CONFIRM,
        _any(
            _han(
                "确认|已确认|确定|确认参加|确认出席|确定参加|确认到场|确认能到|确认能来"
                "|准时到|会准时到|准时参加|准时来|准时出席|准时赴约|准时到场|准时到达"
                "|准时过来|准时过去|准时前往|按时到|按时参加|按时到场|按时来|按时前往"
                "|会来|会到|会去|会参加|会过去|会过来|会来的|会到的|会去的|能来|能去|能到"
                "|能参加|能过来|能过去|能准时到|可以来|可以参加|可以去|可以到|可以过来"
                "|可以过去|可以准时到|一定到|一定来|一定去|一定参加|肯定来|肯定到"
                "|到时见|到时候见|明天见|周一见|周二见|周三见|周四见|周五见|下周见|回头见"
                "|待会见|待会儿见|一会见|下午见|不见不散|不会迟到|提前到|提前10分钟到"
                "|提前十分钟到|提前五分钟到"
            ),
            _latin(
                "i would like to confirm|i'd like to confirm|i confirm|i can confirm"
                "|we confirm|happy to confirm|confirm|confirmed|i hereby confirm|confirming"
                "|i'll be there|i will be there|ill be there|will be there|be there"
                "|see you there|see you then|see you|see u"
                "|see you soon|i can make it|can make it|i'll make it|i will make it"
                "|i'll come|i will come|i'm coming|i am coming|i will attend|i'll attend"
                "|i can come|i can attend|i will join|i'll join"
                "|looking forward to it|looking forward to meeting you"
                "|looking forward to seeing you|look forward to meeting you"
                "|look forward to it|look forward to seeing you|looking forward|count me in"
                "|i'll be on time|i will be on time|be on time|that works for me|that works"
            ),
        ),
    ),
    (
        Sort.ACK,
        _any(
            _han(
                "收到|已收到|收到了|收悉|已阅|看到了|好的|好的好的|好滴|好哒|好嘞|好呀|好"
                "|好好|可以的|没问题|没有问题|没问题的|没事|明白|明白了|知道了|知道|了解"
                "|了解了|晓得了|是的|对|对的|嗯嗯|嗯|恩|行的|行"
                "|在路上了|在路上|已经出发了|已出发|出发了|马上到|马上就到|快到了|就快到了"
            ),
            r"\d{1,2}分钟(?:后|内|左右)?(?:就)?到",
            _latin(
                "ok|okay|okey|okok|kk|yes|yep|yeah|yup|y|sure|got it|noted|received"
                "|understood|sounds good|sounds great|great|perfect|fine|good|will do|alright"
                "|all right|no problem|np|roger|cool|wonderful|excellent"
                "|that's fine|that is fine|well received|well noted|of course|certainly"
                "|absolutely|on my way|i'm on my way|on the way|lovely|awesome"
            ),
        ),
    ),
    (
        Sort.ASK_OPENLY,
        _any(
            _han("能不能|可不可以|能否|可否|是否可以|是否能|方不方便|可以不可以"),
            _latin(
                "can we|could we|can i|could i|may i|may we|can you|could you|would you"
                "|is it possible to|would it be possible to|any chance to|any chance we could"
                "|any chance i could|is there any chance to|is there any chance we could"
                "|would it be ok to|would it be okay to|is it ok to|is it okay to|possible to"
                "|would you be able to"
            ),
        ),
    ),
    (Sort.ASK, _any(_han("能|可以|还能|还可以|方便|有机会"))),
    (
        Sort.WANT,
        _any(
            _han(
                "想|希望|想要|需要|要|申请|得|想请|只是想|是想|就是想|只想|想问能不能"
                "|想问问能不能|想问下能不能|请问能不能|帮我|帮忙|给我"
            ),
            _latin(
                "i would like to|i'd like to|i want to|i need to|need to|want to|like to"
                "|have to|i have to|hoping to|i was hoping to|i wish to|i'd prefer to"
                "|i would prefer to|prefer to|i'd rather|would like to|wanna|would love to"
                "|let's"
            ),
        ),
    ),
    (
        Sort.TAG,
        _any(
            r"(?:可以|行|好|方便|成|ok)(?:吗|么|嘛|不(?=[\s,.?。!]|$))|可不可以|行不行|好不好",
            _latin(
                "is that ok|is that okay|is that possible|if possible|would that be ok"
                "|would that work|would that be possible|does that work|is this possible"
                "|possible"
            ),
        ),
    ),
    (
        Sort.BUSY,
        _any(
            _han(
                "不行|不方便|没空|没时间|没有时间|有事|不太方便|有别的安排|有安排|时间不合适"
                "|不合适|时间冲突|冲突|冲突了|走不开|请不了假|请不到假|有冲突|不可以|有课"
                "|有考试"
            ),
            _latin(
                "doesn't work|does not work|doesn't work for me|does not work for me"
                "|doesn't suit me|does not suit me|i'm busy|i am busy|i'm not available"
                "|not available|i'm not free|not free|don't have time|i have a conflict"
                "|have a conflict"
            ),
        ),
    ),
    (
        Sort.FREE,
        _any(
            _han("有空|有时间|都可以|也可以|都行|也行|就可以|合适|比较方便"),
            _latin(
                "works|works for me|i'm free|i am free|i'm available|i am available"
                "|am available|suits me|suits me better|is better|would be better"
                "|would suit me"
            ),
        ),
    ),
    (
        Sort.QUESTION,
        _any(
            _han(
                "怎么|怎样|怎么样|如何|哪|哪里|哪儿|哪个|哪位|谁|什么|什么时候|啥|几点|几楼"
                "|几号|多少|多久|多远|为什么|为何|是不是|有没有|呢|请确认|麻烦确认|帮我确认"
                "|帮忙确认|你确认|您确认|你们确认|确认时间|确认地址|确认地点"
                "|确认一下|核实"
            ),
            _latin(
                "what|what's|where|where's|who|who's|when|which|why|how|whose|please confirm"
                "|pls confirm|kindly confirm|can you confirm|could you confirm|do i|do you"
                "|is it|is there|are there|are you|did you|does it|should i|should we"
            ),
        ),
    ),
    (Sort.IS_IT, _any(r"[?吗么]")),
    (
        Sort.NOT,
        _any(
            _han("不|没|没有|别|非|勿|未|无|不用|不要|不必|不是|不能|无需|不需要|不想|拒绝|从未|谈不上"),
            _latin(
                "not|no|never|don't|dont|do not|doesn't|didn't|isn't|aren't|wasn't|won't|wont"
                "|can't|cant|cannot|couldn't|wouldn't|shouldn't|nope|nah|none|without|neither"
                "|nor"
            ),
        ),
    ),
    (Sort.BUT, _any(_han("但|但是|不过|可是|只是|可|然而|就是"), _latin("but|however|though|although|yet"))),
    (
        Sort.MAYBE,
        _any(
            _han(
                "可能|也许|大概|估计|或许|不一定|不确定|看情况|再说|尽量|争取|应该|如果|要是"
                "|假如|万一|除非|好像|貌似|恐怕|到时再看|再看|待定|说不定|没准"
            ),
            _latin(
                "maybe|perhaps|might|may|probably|possibly|if|unless|depends|not sure|should"
                "|try|trying|hopefully|i think|i guess|i hope|i'm not sure"
            ),
        ),
    ),
    (
        Sort.TIME,
        _any(
            rf"{_WEEKDAY}|下下周|下周|这周|本周|下个星期|下个?月|月底|月初|大后天|今天|明天"
            "|后天|今晚|明晚|明早|明儿|今儿|改天|上午|早上|早晨|中午|下午|傍晚|晚上|明日"
            "|今日|次日",
            r"半个?小时|(?:[一两三]|\d{1,2})个?(?:小时|天|周|星期)(?:后|之后|以后)?",
            r"\d{1,2}月\d{1,2}[日号]?|\d{1,2}[日号]|\d{1,2}[./-]\d{1,2}(?!\d)"
            r"|\d{1,2}:\d{2}|\d{1,2}点(?:半|\d{1,2}分?|一刻|钟)?|\d{1,2}时(?!间)",
            rf"[{CN}]{{1,3}}点(?:半|一刻|[{CN}]{{1,3}}分?|钟)?"
            rf"|[{CN}]{{1,2}}月[{CN}]{{1,3}}[日号]|[{CN}]{{2,3}}号",
            _LATIN.format(
                rf"{_EN_DAY}|\d{{1,2}}(?::\d{{2}})? ?(?:a\.?m\.?|p\.?m\.?)|\d{{1,2}}:\d{{2}}"
                rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd"
                rf"|th)?(?: of)? {_MONTH}|\d{{1,2}}(?:st|nd|rd|th)"
            ),
            _latin(
                "today|tomorrow|tmr|tmrw|tomorow|tonight|next week|this week|later this week"
                "|the day after tomorrow|morning|afternoon|evening|noon|at noon|lunchtime"
            ),
        ),
    ),
    (Sort.DONE, _any(r"了", _latin("already"))),
    (
        Sort.REASON,
        _any(
            _han(
                "临时有事|临时有点事|突然有事|有点事|家里有事|家里有点事|家里临时有事"
                "|公司有事|公司临时有事|要加班|加班|临时加班|生病|生病了|感冒|感冒了|发烧"
                "|发烧了|身体不舒服|身体不适|不舒服|孩子生病|孩子生病了|孩子发烧|孩子发烧了"
                "|堵车|堵车了|路上堵车|路上堵车了|路上有点堵|地铁晚点|地铁晚点了|地铁故障"
                "|高铁晚点|高铁晚点了|火车晚点|航班延误|要出差|出差|在外地|在出差|要开会|开会"
                "|要上班|上班|要上课|有个会|临时有会|临时有个会|已经找到工作|已经找到工作了"
                "|找到工作|找到工作了|已找到工作|已经入职|已经入职了|已经入职其他公司|已入职"
                "|已经有其他offer|已经接了其他offer|接了别的offer|个人原因|因个人原因"
                "|由于个人原因"
            ),
            _latin(
                "something came up|something has come up|something urgent came up|i'm sick"
                "|i am sick|i'm ill|i am ill|not feeling well|i'm not feeling well"
                "|i have a fever|my child is sick|my kid is sick|family emergency"
                "|a family emergency|stuck in traffic|traffic|i'm stuck in traffic"
                "|train is delayed|my train is delayed|my flight is delayed|work"
                "|i found another job|i've found another job|i have found another job"
                "|i accepted another offer|i have accepted another offer"
                "|i've accepted another offer"
            ),
        ),
    ),
    (
        Sort.POLITE,
        _any(
            _han(
                "请问|您好|你好|谢谢|谢谢您|谢谢你|多谢|感谢|非常感谢|感谢您|十分感谢|辛苦了"
                "|辛苦|辛苦您了|不好意思|实在不好意思|真不好意思|真的不好意思|抱歉|很抱歉"
                "|非常抱歉|实在抱歉|十分抱歉|真的抱歉|深表歉意|对不起|真对不起|麻烦|麻烦您"
                "|麻烦你|麻烦您了|麻烦了|请|拜托|见谅|请见谅|请谅解|望谅解|谅解|理解"
                "|哈|哦|噢|喔|啊|呀|吧|的|啦|嘛|哈哈|嘻嘻|我|我们|我这边|这边|您|你|你们|这个"
                "|那|那就|就|面试|复试|面试时间|复试时间|时间|面试的|因为|所以|由于|都|也"
                "|真的|实在|确实|非常|老师|经理|先生|女士|hr|姐|哥|总|会|将|一定|准时|这次"
                "|本次|到时|到时候|贵司|贵公司|你们公司|公司"
                "|左右|之后|以后|之前|以前|或者|或|和|跟|至|到|把|从|的时间|比较|最好"
                "|可以的话|方便的话|另外|一个|个|帮|给|往后|还是|参加面试|参加复试|按时|消息"
                "|短信|邮件|通知|面试通知|信息|邀请|您的|期待|期待与您见面|期待见面"
                "|期待和您见面|祝好|早上好|上午好|下午好|晚上好|中午好|嗨"
            ),
            rf"(?<![一-鿿])我(?:是|叫)(?=[{_SURNAMES}][一-鿿]{{1,2}}(?:[\s,.。!]"
            rf"|$))[一-鿿]{{2,3}}|[{_SURNAMES}][一-鿿]{{0,2}}(?:经理|总监|总|老师|女士|先生"
            "|小姐|主管|主任|姐|哥|工)",
            _latin(
                "i|i'm|im|i'll|i've|am|my|the|a|an|it|is|to|for|on|at|in|this|that|of|and|or"
                "|so|very|much|me|you|your|we|us|hi|hello|hey|dear|there|team|all|thanks"
                "|thank|thank you|thank you so much|thank you very much|thanks a lot"
                "|many thanks|thanks so much|thx|ty|cheers|sorry|so sorry|very sorry"
                "|apologies|my apologies|apologise|apologize|i apologize|i apologise|please"
                "|pls|plz|kindly|unfortunately|afraid|i'm afraid"
                "|just|really|interview|meeting|appointment|time|then|with|be|will|been"
                "|good morning|good afternoon|good evening|good day|regards|best|sir|madam"
                "|have|invitation|confirmation|message|email|attendance|also|again|as planned"
                "|slot|due to|because|as|since|from|until|till|around|about|instead|after"
                "|before|between|for the reminder|reminder|for letting me know"
                "|for the invitation|for the update|to meet you|for the opportunity"
                "|for your time|the inconvenience|inconvenience|for the inconvenience"
                "|any inconvenience|for understanding|for your understanding|nice day"
                "|have a nice day|lot|guys|mate|possible"
            ),
        ),
    ),
    (Sort.BREAK, _any(r"[,，。.!;:、~\-…()\[\]\"'“”\n—–·/*]")),
)
