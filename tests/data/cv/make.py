"""Writes the CVs of this folder and expected.json: `python tests/data/cv/make.py` (needs Chromium and a Chinese font).

Twenty layouts as the large job sites, word processors and people make them, in every format we take, and two pages that
were scanned. Everybody in them is invented. The files are kept, so that the test needs neither browser nor fonts.
"""

# ruff: noqa: E501 - the lines are the CVs
from __future__ import annotations

import base64
import json
import quopri
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.shared import Pt
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2]))
from tests.chromium import FLAGS, find  # noqa: E402

FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
EXPECTED: list[dict[str, Any]] = []

WORK = [
    (
        "2021.03-至今",
        "上海味之源食品有限公司",
        "大客户销售经理",
        "负责华东区重点客户,年销售额 2600 万元,铺货率从 62% 提升到 85%。",
    ),
    (
        "2018.07-2021.02",
        "杭州鼎丰贸易有限公司",
        "区域销售主管",
        "带领 6 人团队,三年新增经销商 41 家,回款率 98%。",
    ),
]
SCHOOL = "2014.09-2018.06  浙江工商大学  市场营销  本科"
ABOUT = "八年快消品销售经验,熟悉商超和餐饮渠道,谈判能力强,能接受出差。"
WORK_EN = [
    (
        "Mar 2021 - Present",
        "Orient Foods Co., Ltd",
        "Key Account Manager",
        "Grew modern-trade revenue from CNY 12m to 26m.",
    ),
    (
        "Jul 2018 - Feb 2021",
        "Dingfeng Trading",
        "Area Sales Supervisor",
        "Led six people; opened 41 new distributors.",
    ),
]


def expect(
    file: str, name: str, phone: str, email: str, *, city: str = "", in_work: str = "", layout: str
) -> None:
    """What a reader of this file would write down."""
    EXPECTED.append(
        {
            "file": file,
            "layout": layout,
            "name": name,
            "phone": phone,
            "email": email,
            "city": city,
            "in_work": in_work,
        }
    )


def pdf(file: str, markup: str) -> None:
    """A page printed by a browser, which is how most PDFs of job sites are made."""
    style = "<style>*{font-weight:400!important}body{font:14px 'Noto Sans CJK SC',sans-serif;margin:24px}td,th{padding:4px 10px;border:1px solid #bbb}</style>"
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(f"<!doctype html><meta charset=utf-8>{style}{markup}", encoding="utf-8")
        target = HERE / file
        subprocess.run(
            [find(), *FLAGS, "--headless", f"--user-data-dir={folder}/profile", "--no-pdf-header-footer",
             f"--print-to-pdf={target}", page.as_uri()],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip


def jobs_html(rows: list[tuple[str, str, str, str]]) -> str:
    """A history as paragraphs."""
    return "".join(f"<p><b>{when}</b> {where} {what}<br>{did}</p>" for when, where, what, did in rows)


def chinese_pdfs() -> None:
    """Five layouts of Chinese job sites, printed."""
    pdf(
        "01_boss.pdf",
        "<h1>陈嘉宁</h1><p>男 | 31岁 | 8年工作经验 | 求职意向:大客户销售 | 期望城市:杭州</p>"
        "<p>☎ 13812340001 &nbsp; ✉ chenjianing@163.example.com</p><p>在职-考虑机会 | 现居上海</p>"
        f"<h2>个人优势</h2><p>{ABOUT}</p><h2>工作经历</h2>{jobs_html(WORK)}<h2>教育经历</h2><p>{SCHOOL}</p>",
    )
    expect(
        "01_boss.pdf",
        "陈嘉宁",
        "+8613812340001",
        "chenjianing@163.example.com",
        city="上海",
        in_work="yes",
        layout="name on top, no label",
    )
    pdf(
        "02_zhaopin.pdf",
        "<h2>个人简历</h2><table><tr><th>姓名</th><td>欧阳文静</td><th>性别</th><td>女</td></tr>"
        "<tr><th>出生日期</th><td>1993-05-12</td><th>民族</th><td>汉族</td></tr>"
        "<tr><th>手机</th><td>139 1234 0002</td><th>电子邮箱</th><td>ouyang.wj@qq.example.com</td></tr>"
        "<tr><th>现居住地</th><td>江苏省苏州市工业园区</td><th>求职状态</th><td>已离职,可随时到岗</td></tr></table>"
        f"<h3>工作经验</h3>{jobs_html(WORK[1:])}<h3>自我评价</h3><p>{ABOUT}</p>",
    )
    expect(
        "02_zhaopin.pdf",
        "欧阳文静",
        "+8613912340002",
        "ouyang.wj@qq.example.com",
        city="苏州",
        in_work="no",
        layout="table with labels",
    )
    pdf(
        "03_two_columns.pdf",
        "<div style='display:flex;gap:30px'><div style='width:220px;background:#eee;padding:12px'><h3>联系方式</h3>"
        "<p>电话<br>+86 186-2123-0003</p><p>邮箱<br>zhao_mingyu@outlook.example.com</p><p>所在城市<br>成都</p><h3>技能</h3>"
        "<p>CRM 系统</p><p>商务谈判</p></div><div style='flex:1'><h1>赵明宇</h1><p>渠道销售经理</p>"
        f"<h3>工作经历</h3>{jobs_html(WORK)}<h3>教育背景</h3><p>{SCHOOL}</p></div></div>",
    )
    expect(
        "03_two_columns.pdf",
        "赵明宇",
        "+8618621230003",
        "zhao_mingyu@outlook.example.com",
        city="成都",
        in_work="yes",
        layout="two columns",
    )
    pdf(
        "04_title_line.pdf",
        "<h1 style='text-align:center'>李思远的简历</h1><p>手机:１３７６６６６０００４  邮箱:lisiyuan@126.example.com  现居地:武汉</p>"
        f"<h3>求职意向</h3><p>医疗器械销售,期望薪资 15-20K,工作地点:深圳</p><h3>工作经历</h3>{jobs_html(WORK)}"
        "<h3>证明人</h3><p>张经理 13511112222 zhang@example.com</p>",
    )
    expect(
        "04_title_line.pdf",
        "李思远",
        "+8613766660004",
        "lisiyuan@126.example.com",
        city="武汉",
        in_work="yes",
        layout="name in the title, full-width digits",
    )
    pdf(
        "05_liepin.pdf",
        "<p>简历编号:LP20991823 更新时间:2026-05-11</p><h2>王  静</h2><p>女 · 29岁 · 本科 · 6年 · 北京</p>"
        "<p>目前状态:离职,正在找工作</p><p>联系电话:(+86)15901230005</p><p>E-mail:wangjing.sales@sina.example.com</p>"
        f"<h3>职业经历</h3>{jobs_html(WORK[1:])}<h3>教育经历</h3><p>{SCHOOL}</p>",
    )
    expect(
        "05_liepin.pdf",
        "王静",
        "+8615901230005",
        "wangjing.sales@sina.example.com",
        city="北京",
        in_work="no",
        layout="spaced name below a number line",
    )


def english_pdfs() -> None:
    """Three English ones, printed."""
    pdf(
        "06_linkedin.pdf",
        "<div style='display:flex;gap:24px'><div style='width:200px'><h4>Contact</h4><p>+86 135 0000 0006<br>grace.liu@gmail.example.com<br>"
        "www.linkedin.example.com/in/graceliu</p><h4>Top Skills</h4><p>Strategic Negotiation<br>Key Accounts<br>CRM</p>"
        "<h4>Languages</h4><p>Chinese (Native)<br>English (Fluent)</p></div><div><h1>Grace Liu</h1>"
        f"<p>Key Account Manager at Orient Foods</p><p>Shanghai, China</p><h3>Experience</h3>{jobs_html(WORK_EN)}</div></div>",
    )
    expect(
        "06_linkedin.pdf",
        "Grace Liu",
        "+8613500000006",
        "grace.liu@gmail.example.com",
        city="上海",
        in_work="yes",
        layout="LinkedIn-like",
    )
    pdf(
        "07_classic_en.pdf",
        "<h1>CURRICULUM VITAE</h1><p>Name: Michael Zhang<br>Gender: Male<br>Mobile: +86-188-0000-0007<br>"
        "E-mail: Michael.Zhang@Example.com<br>Address: Tianhe District, Guangzhou</p><h3>Career objective</h3>"
        f"<p>Regional Sales Director</p><h3>Employment history</h3>{jobs_html(WORK_EN)}"
        "<h3>References</h3><p>Peter Wong, +852 9123 4567, peter@reference.example.com</p>",
    )
    expect(
        "07_classic_en.pdf",
        "Michael Zhang",
        "+8618800000007",
        "michael.zhang@example.com",
        city="广州",
        in_work="yes",
        layout="labels, with references",
    )
    pdf(
        "08_header_line_en.pdf",
        "<h1>SOPHIA CHEN</h1><p>Singapore | +65 9123 4508 | sophia.chen@example.org | Available immediately</p>"
        f"<h3>Profile</h3><p>Nine years in FMCG sales across China and Singapore.</p><h3>Experience</h3>{jobs_html(WORK_EN[1:])}",
    )
    expect(
        "08_header_line_en.pdf",
        "Sophia Chen",
        "+6591234508",
        "sophia.chen@example.org",
        city="Singapore",
        in_work="no",
        layout="one line under a name in capitals",
    )


def drawn_pdfs() -> None:
    """Two without embedded fonts, as older programs write them: only the national character maps tell the letters."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    for file, lines in (
        (
            "09_no_fonts.pdf",
            ["个 人 简 历", "姓    名:孙浩然          性    别:男", "出生年月:1990年8月        籍    贯:山东烟台", "联系电话:177 0000 0009    邮    箱:sunhaoran@139.example.com",
             "现住址:山东省青岛市市南区香港中路 8 号", "工作经历", "2019年5月-至今  青岛海润医疗器械有限公司  销售经理", "2013年7月-2019年4月  济南宏达商贸有限公司  业务代表",
             "负责省内三甲医院的设备销售,年均完成率 112%。"],
        ),
        (
            "10_dense.pdf",
            ["周雨彤 女 1995.02 本科 应聘岗位:渠道销售", "Tel:0086-18911110010 Mail:zhouyutong95@foxmail.example.com", "居住地:南京市鼓楼区 目前在职,一个月内到岗",
             "【工作经历】", "2020/04-至今 南京同仁堂健康药业 渠道主管", "2017/07-2020/03 苏果超市 采购专员", "【教育背景】南京财经大学 工商管理"],
        ),
    ):  # fmt: skip
        canvas = Canvas(str(HERE / file), pagesize=A4, invariant=1)
        canvas.setFont("STSong-Light", 12)
        for at, line in enumerate(lines):
            canvas.drawString(60, 780 - at * 24, line)
        canvas.save()
    expect(
        "09_no_fonts.pdf",
        "孙浩然",
        "+8617700000009",
        "sunhaoran@139.example.com",
        city="青岛",
        in_work="yes",
        layout="spaced labels, two to a line",
    )
    expect(
        "10_dense.pdf",
        "周雨彤",
        "+8618911110010",
        "zhouyutong95@foxmail.example.com",
        city="南京",
        in_work="yes",
        layout="everything in two lines",
    )


def word() -> None:
    """Five written with a word processor."""
    made = Document()
    made.add_heading("个人简历", 0)
    for line in (
        "姓名:吴桂芳",
        "性别:女    年龄:34",
        "手机:138 0013 8011",
        "邮箱:wuguifang@example.cn",
        "城市:郑州",
        "求职意向:销售主管",
    ):
        made.add_paragraph(line)
    made.add_heading("工作经历", 1)
    for row in WORK:
        made.add_paragraph(" ".join(row))
    made.save(str(HERE / "11_plain.docx"))
    expect(
        "11_plain.docx",
        "吴桂芳",
        "+8613800138011",
        "wuguifang@example.cn",
        city="郑州",
        in_work="yes",
        layout="a label a line",
    )

    made = Document()
    table = made.add_table(rows=4, cols=4)
    cells = [
        "姓 名",
        "徐子轩",
        "性 别",
        "男",
        "电 话",
        "15200000012",
        "民 族",
        "汉",
        "邮 箱",
        "xuzixuan@example.net",
        "学 历",
        "大专",
        "住 址",
        "湖南省长沙市岳麓区",
        "状 态",
        "离职",
    ]
    for cell, words in zip((cell for row in table.rows for cell in row.cells), cells, strict=True):
        cell.text = words
    made.add_paragraph(ABOUT)
    made.save(str(HERE / "12_table.docx"))
    expect(
        "12_table.docx",
        "徐子轩",
        "+8615200000012",
        "xuzixuan@example.net",
        city="长沙",
        in_work="no",
        layout="form of cells",
    )

    made = Document()
    box = (
        '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape style="width:200pt;height:60pt"><v:textbox><w:txbxContent>'
        "<w:p><w:r><w:t>马晓东</w:t></w:r></w:p><w:p><w:r><w:t>电话 136-1111-0013</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>maxiaodong@corp.example.com</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    made.element.body.insert(0, parse_xml(box))
    made.add_paragraph("应聘职位:工业品销售工程师")
    made.add_paragraph("现居城市:沈阳   目前在职")
    for row in WORK:
        made.add_paragraph(" ".join(row))
    made.save(str(HERE / "13_text_box.docx"))
    expect(
        "13_text_box.docx",
        "马晓东",
        "+8613611110013",
        "maxiaodong@corp.example.com",
        city="沈阳",
        in_work="yes",
        layout="name in a text box",
    )

    made = Document()
    made.sections[0].header.paragraphs[
        0
    ].text = "Emily Watson  |  +44 7911 123414  |  emily.watson@example.co.uk"
    made.add_heading("Profile", 1)
    made.add_paragraph("Export sales manager, based in Suzhou, currently employed.")
    made.add_heading("Experience", 1)
    for row in WORK_EN:
        made.add_paragraph(", ".join(row))
    made.save(str(HERE / "14_header_en.docx"))
    expect(
        "14_header_en.docx",
        "Emily Watson",
        "+447911123414",
        "emily.watson@example.co.uk",
        city="苏州",
        in_work="yes",
        layout="name in the page's header",
    )

    made = Document()
    table = made.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    left.text = "\n".join(
        [
            "基本资料",
            "性别 男",
            "年龄 27",
            "联系方式",
            "手机 13100000015",
            "邮箱 huyifan@example.com",
            "常住 重庆",
            "技能",
            "英语六级",
        ]
    )
    title = right.paragraphs[0].add_run("胡一凡")
    title.font.size = Pt(24)
    for words in ("销售代表", "工作经历", *(" ".join(row) for row in WORK), "教育背景", SCHOOL):
        right.add_paragraph(words)
    made.save(str(HERE / "15_two_columns.docx"))
    expect(
        "15_two_columns.docx",
        "胡一凡",
        "+8613100000015",
        "huyifan@example.com",
        in_work="yes",
        layout="two columns in a table",
    )


def saved_pages() -> None:
    """Three .doc files that are pages or archives of pages, as the large job sites export them."""
    page = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv=Content-Type content="text/html; charset=gb2312">'
        "<title>前程无忧 简历</title><style>td{font-size:12px}</style></head><body><table><tr><td colspan=2><b>朱丽娜</b></td></tr>"
        "<tr><td>女 | 30岁(1996年1月) | 6年工作经验 | 应届毕业生不限</td></tr><tr><td>居住地:</td><td>天津-南开区</td></tr>"
        "<tr><td>电 话:</td><td>18500000016(手机)</td></tr><tr><td>E-mail:</td><td><a href='mailto:zhulina@example.com'>zhulina@example.com</a></td></tr>"
        f"</table><table><tr><td>工作经验</td></tr><tr><td>{' '.join(WORK[1])}</td></tr></table></body></html>"
    )
    (HERE / "16_51job.doc").write_bytes(page.encode("gb18030"))
    expect(
        "16_51job.doc",
        "朱丽娜",
        "+8618500000016",
        "zhulina@example.com",
        city="天津",
        layout="saved page, national encoding",
    )

    inner = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body><p>智联招聘</p><h1>郭建国</h1>'
        "<p>男&nbsp;&nbsp;35岁&nbsp;&nbsp;现居住于西安 雁塔区&nbsp;&nbsp;12年工作经验</p><p>手机:<span>13300000017</span></p><p>邮箱:guojianguo@example.com.cn</p>"
        f"<p>求职状态:我目前处于离职状态,可立即上岗</p>{jobs_html(WORK[1:])}</body></html>"
    ).encode("gb18030")
    head = 'From: <Saved by Microsoft Internet Explorer>\r\nSubject: resume\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="----=_Next"\r\n\r\n'
    part = '------=_Next\r\nContent-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: http://example.com/r\r\n\r\n'
    (HERE / "17_zhaopin.doc").write_bytes(
        head.encode() + part.encode() + quopri.encodestring(inner) + b"\r\n------=_Next--\r\n"
    )
    expect(
        "17_zhaopin.doc",
        "郭建国",
        "+8613300000017",
        "guojianguo@example.com.cn",
        city="西安",
        in_work="no",
        layout="archive in a .doc",
    )

    inner = (
        "<html><body><p>姓名</p><p>何佳琪</p><p>联系电话</p><p>+86 19900000018</p><p>电子邮件</p><p>hejiaqi@example.com</p><p>现居城市</p><p>厦门</p>"
        f"{jobs_html(WORK)}</body></html>"
    ).encode()
    part = '------=_Next\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    (HERE / "18_archive.mht").write_bytes(
        head.encode() + part.encode() + base64.encodebytes(inner) + b"\r\n------=_Next--\r\n"
    )
    expect(
        "18_archive.mht",
        "何佳琪",
        "+8619900000018",
        "hejiaqi@example.com",
        city="厦门",
        in_work="yes",
        layout="label above its value",
    )


def escaped(text: str) -> str:
    """Chinese as RTF of Chinese programs writes it."""
    return "".join(
        sign if sign.isascii() else "".join(f"\\'{byte:02x}" for byte in sign.encode("gb18030"))
        for sign in text
    )


def plain() -> None:
    """RTF and plain text."""
    lines = [
        "姓名：高翔",
        "手机：15800000019",
        "邮箱：gaoxiang@example.com",
        "所在地：合肥",
        "目前在职",
        " ".join(WORK[0]),
    ]
    body = "".join(f"{escaped(line)}\\par\n" for line in lines)
    (HERE / "19_rich.rtf").write_text(
        f"{{\\rtf1\\ansi\\ansicpg936\\deff0{{\\fonttbl{{\\f0\\fnil\\fcharset134 SimSun;}}}}\n\\f0\\fs24 {body}}}",
        encoding="ascii",
    )
    expect(
        "19_rich.rtf",
        "高翔",
        "+8615800000019",
        "gaoxiang@example.com",
        city="合肥",
        in_work="yes",
        layout="RTF with code page escapes",
    )
    text = (
        "林　峰\r\n男／1988年生／已婚\r\n联系电话：１７６－００００－００２０\r\n电邮：linfeng@example.com\r\n现居：福州\r\n\r\n工作经历\r\n"
        + "\r\n".join(" ".join(row) for row in WORK)
    )
    (HERE / "20_text.txt").write_bytes(text.encode("gb18030"))
    expect(
        "20_text.txt",
        "林峰",
        "+8617600000020",
        "linfeng@example.com",
        city="福州",
        in_work="yes",
        layout="plain text, national encoding, full-width signs",
    )


def scanned() -> None:
    """Two pages of paper: nothing can be read from them."""
    for file, lines in (
        ("21_scan.pdf", ["个人简历", "姓名:董海", "手机:13600000021"]),
        ("22_scan_en.pdf", ["Resume", "Name: Tom Hill", "Mobile: +86 13600000022"]),
    ):
        page = Image.new("L", (620, 877), 245)
        pen = ImageDraw.Draw(page)
        for at, line in enumerate(lines):
            pen.text((60, 60 + at * 50), line, fill=40, font=ImageFont.truetype(FONT, 26))
        page.rotate(0.6, fillcolor=245).save(HERE / file, "PDF", resolution=75, quality=40)
        EXPECTED.append({"file": file, "layout": "scanned", "unreadable": True})


def main() -> None:
    """Write everything anew."""
    for make in (chinese_pdfs, english_pdfs, drawn_pdfs, word, saved_pages, plain, scanned):
        make()
    (HERE / "expected.json").write_text(
        json.dumps(EXPECTED, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
