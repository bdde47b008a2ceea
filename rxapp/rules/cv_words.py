"""Words a CV is read by: family names, cities, headings. Data of `rules.cv_fields`."""

from __future__ import annotations


def _words(lines: str) -> tuple[str, ...]:
    return tuple(lines.split())


SURNAMES = frozenset("".join(_words("""
    赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦
    昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚
    邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱
    骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程嵇邢裴陆荣翁荀羊甄家封芮
    储靳焦牧隗山谷车侯宓蓬全班仰秋仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙叶幸司韶黎薄印宿白怀蒲邰从鄂索咸籍赖
    卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕
    连茹习艾容向古易慎戈廖庾终居衡步都耿满弘匡国文寇广禄阙东沃利蔚越隆师巩聂晁勾敖融冷辛阚那简饶曾沙乜养
    鞠须丰巢关相查后荆红游权益桓公肖岳付闫覃代卜佘苟楚盖仝揭初展邝亓缑亢况有海帅年商佟哈
""")))  # fmt: skip
DOUBLE_SURNAMES = frozenset(_words("""
    欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 令狐 慕容 宇文 长孙 司徒 夏侯 端木 百里 轩辕 南宫 独孤 呼延
    闻人 澹台
"""))  # fmt: skip
# What stands where a name could stand and begins with a family name's sign, or is no name at all.
NO_NAMES = frozenset(_words("""
    个人简历 简历 求职简历 个人信息 基本信息 基本资料 个人资料 求职意向 求职状态 求职信 工作经历
    工作经验 项目经历 项目经验 教育经历 教育背景 自我评价 自我介绍 个人优势 个人评价 专业技能 技能特长
    技能证书 荣誉证书 获奖情况 语言能力 联系方式 联系电话 电子邮箱 手机号码 微信 邮箱 电话 手机 姓名
    性别 年龄 民族 籍贯 学历 专业 地址 现居 男 女 汉族 本科 大专 硕士 未婚 已婚 党员 群众 团员 在职 离职
    全职 兼职 销售 经理 主管 总监 销售经理 销售主管 销售代表 销售总监 大客户销售 客户经理 渠道经理
    区域经理 高级销售 海外销售 应聘职位 应聘岗位 期望职位 期望薪资 期望城市 到岗时间 培训经历 校园经历
    社会实践 兴趣爱好 所获荣誉 管理能力 团队协作 沟通能力 市场营销 国际贸易 工商管理 电子商务 计算机
    英语 普通话 政治面貌 智联招聘 前程无忧 猎聘 直聘 中国 关于我 更新时间 简历编号 应届毕业生 高中 中专
    博士 国籍 户籍 户口 生日 身高 体重 健康
"""))  # fmt: skip
NO_NAME_PARTS = _words("""
    公司 集团 大学 学院 学校 销售 经理 主管 总监 工程 专员 经验 经历 简历 能力 技能 市 省 区 路 年 月 岁
    招聘 科技 信息 专业 部门 客户 业务 市场 意向 状态 评价 教育 项目 证书 语言 联系 电话 邮箱 手机 贸易
    管理 有限 食品 医药 医疗 本科 大专
""")  # fmt: skip
NO_LATIN = frozenset(_words("""
    curriculum vitae resume cv profile summary objective contact details personal information work
    working experience employment history education skills languages references about me professional
    career key core competencies achievements sales manager senior junior director executive account
    representative officer specialist consultant engineer assistant business development regional area
    national head marketing customer success team lead leader address phone mobile email e-mail tel
    telephone linkedin website page university college school company ltd inc limited group co china
    shanghai beijing guangzhou shenzhen hangzhou chengdu nanjing wuhan suzhou tianjin hong kong
    singapore street road district room english mandarin chinese native fluent present current top
    interests certifications certification honors awards publications volunteer projects courses
    strategic negotiation crm excel gender male female age nationality date birth marital status single
    married name north east south west experienced overseas export channel partner partners key accounts
    major new and of the for in with
"""))  # fmt: skip

CITIES = _words("""
    北京 上海 天津 重庆 广州 深圳 杭州 南京 苏州 成都 武汉 西安 长沙 郑州 青岛 济南 宁波 厦门 福州 合肥
    无锡 常州 佛山 东莞 大连 沈阳 哈尔滨 长春 昆明 贵阳 南宁 南昌 太原 石家庄 呼和浩特 乌鲁木齐 兰州
    银川 西宁 海口 三亚 拉萨 珠海 中山 惠州 汕头 江门 温州 嘉兴 绍兴 金华 台州 湖州 南通 扬州 徐州 盐城
    泰州 镇江 连云港 淮安 烟台 潍坊 临沂 威海 淄博 济宁 洛阳 唐山 保定 廊坊 泉州 漳州 芜湖 襄阳 宜昌
    株洲 湘潭 衡阳 绵阳 桂林 柳州 遵义 大庆 吉林 鞍山 包头 香港 澳门 台北
""")  # fmt: skip
LATIN_CITIES = {
    name.replace("_", " "): city
    for name, city in (pair.split("=") for pair in _words("""
        beijing=北京 shanghai=上海 tianjin=天津 chongqing=重庆 guangzhou=广州 shenzhen=深圳 hangzhou=杭州
        nanjing=南京 suzhou=苏州 chengdu=成都 wuhan=武汉 xi'an=西安 xian=西安 changsha=长沙 zhengzhou=郑州
        qingdao=青岛 jinan=济南 ningbo=宁波 xiamen=厦门 fuzhou=福州 hefei=合肥 wuxi=无锡 foshan=佛山
        dongguan=东莞 dalian=大连 shenyang=沈阳 harbin=哈尔滨 kunming=昆明 nanchang=南昌 zhuhai=珠海
        hong_kong=香港 singapore=Singapore
    """))
}  # fmt: skip
