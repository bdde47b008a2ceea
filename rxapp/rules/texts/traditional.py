"""Traditional Chinese characters: which they are, and the simplified ones of the words that replies are made of.

    simplified(text) -> str         is_traditional(sign) -> bool

`simplified` knows the characters of short messages about a date, not the whole language: what it leaves alone simply
stays unread.
"""

from __future__ import annotations

_PAIRS = (
    "來来沒没時时間间週周請请謝谢訂订確确認认點点後后個个們们這这裡里裏里麼么嗎吗會会約约換换調调選选開开遲迟"
    "趕赶車车過过還还對对說说號号臨临離离電电話话簡简訊讯發发別别聯联繫系係系導导應应該该準准備备樓楼門门達达"
    "場场給给為为無无難难體体燒烧醫医適适當当試试將将問问題题與与預预參参見见幾几鐘钟禮礼邊边樣样讓让幫帮動动"
    "郵邮讀读復复覆复從从煩烦歡欢歸归經经聽听處处現现實实際际條条張张陳陈劉刘楊杨趙赵黃黄吳吴孫孙馬马許许鄭郑"
    "馮冯蔣蒋韓韩葉叶蘇苏盧卢陸陆鄧邓蕭萧賈贾錢钱龍龙萬万顧顾賴赖譚谭範范溫温閻阎鄒邹記记錯错職职務务員员進进"
    "遠远運运緊紧級级紅红終终謹谨祇只隻只嚴严東东樂乐爾尔國国園园學学業业專专傳传價价億亿優优兩两刪删剛刚創创"
    "勞劳區区協协壓压雙双啟启單单喚唤圖图報报塊块壞坏聲声頭头奧奥婦妇媽妈宮宫寫写寬宽審审層层帶带幣币廣广廠厂"
    "強强彈弹徑径恆恒惡恶愛爱態态慣惯懷怀戰战戲戏戶户擇择損损撥拨據据擔担擾扰斷断書书術术機机權权歲岁歷历決决"
    "況况淚泪滿满熱热獎奖產产畫画異异療疗盡尽監监盤盘睏困瞭了碼码礎础種种稱称穩稳競竞筆笔節节築筑結结絕绝統统"
    "絲丝網网線线練练組组細细總总續续維维緒绪習习聰聪肅肃脫脱臉脸舉举藝艺藥药虛虚衛卫裝装製制複复視视覺觉親亲"
    "觀观計计討讨訓训設设評评詞词詢询詳详誠诚誤误課课談谈論论證证識识變变負负財财責责貨货費费資资質质購购贈赠"
    "輕轻輛辆輪轮轉转辦办農农連连遊游違违釋释錄录鍵键鎖锁鏡镜長长閉闭閒闲關关陽阳階阶隊队隨随險险雜杂雲云響响"
    "頁页項项順顺須须領领願愿類类顯显風风飛飞飯饭飽饱驗验驚惊髮发鬧闹魚鱼鮮鲜麗丽麵面齊齐齡龄"
)
_SIMPLE = str.maketrans(_PAIRS[::2], _PAIRS[1::2])
_BIG5_COMMON = (0xA440, 0xC67E)  # Big5's first plane: what everybody in Taiwan and Hong Kong learns


def simplified(text: str) -> str:
    """The text in simplified characters, as far as the table goes."""
    return text.translate(_SIMPLE)


def is_traditional(sign: str) -> bool:
    """Whether a character is written in traditional Chinese only: everyday there, and unknown to the mainland's basic
    set (GB 2312). Rare characters of names belong to neither and are not meant."""
    if not "\u4e00" <= sign <= "\u9fff":
        return False
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        pass
    else:
        return False
    try:
        code = int.from_bytes(sign.encode("big5"), "big")
    except UnicodeEncodeError:
        return False
    return _BIG5_COMMON[0] <= code <= _BIG5_COMMON[1]
