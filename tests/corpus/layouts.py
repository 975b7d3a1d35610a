"""One logical filing in many layouts and formats: each must give the canonical tables."""

import csv
import datetime as dt
import itertools
import re
import zipfile
from decimal import Decimal

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from filing import (FILING, FIRMS, M2, M3, PLAIN, TEXTS, Formula, Num, Sheet, book, cells,
                    grid, headings, money_number, serial, yuan)
from writers import (HEAD, MAIN, OFFICE, by_csv, by_libreoffice, by_openpyxl, by_xlsxwriter, by_xlwt,
                     cell_xml, pack, put, raw_book, raw_parts, rows_xml, settle, sheet_xml, xlsb_parts)

SAME = "canonical"


def make(add, data):
    workbooks(add, data)
    units(add, data)
    words(add, data)
    unusual_xml(add, data)
    other_formats(add, data)
    parquet(add, data)


def workbooks(add, data):
    def same(name, what, sheets, tool=by_openpyxl, findings=(), **options):
        path = data / "layouts" / name
        tool(path, sheets, **options)
        add(path, what, same_as=SAME, findings=findings, tool=tool)

    same("canonical.xlsx", "one heading row, plain cells", book())
    same("xlsxwriter.xlsx", "dates in the format 2025年3月1日, numbers with separators",
         book({**PLAIN, "money": lambda v, n: Num(v / 100, "#,##0.00")}), by_xlsxwriter)

    titled = []
    for table in FILING:
        width = len(table.columns)
        top = [["前海服务贸易支持资金申报表（虚构示例）"], [f"附表：{table.sheet}"],
               ["填报单位（盖章）：", None, "示例单位", None, "填报日期：", dt.date(2026, 3, 1)], []]
        titled.append(Sheet(table.sheet, top + grid(table), merges=[f"A1:{chr(64 + width)}1"]))
    same("title rows.xlsx", "title, subtitle and a line of particulars above the heading row", titled)

    same("two-row header.xlsx", "headings over two rows, groups merged above, single ones merged downwards",
         [two_rows(table) for table in FILING])
    same("header with breaks.xlsx", "line breaks, spaces and marks inside headings",
         [Sheet(t.sheet, grid(t, heading=broken), wrap=[1]) for t in FILING])
    same("columns shuffled.xlsx", "columns in another order, with columns nobody asked for and 序号",
         [shuffled(table) for table in FILING], by_xlsxwriter)
    same("english.xlsx", "English sheet names and headings, English words",
         [Sheet(name, grid(t, ENGLISH, heading=lambda c: c[3]))
          for name, t in zip(["Firms", "m2", "m3"], FILING)], by_xlsxwriter)

    blank = lambda n: None
    spread = []
    for table in FILING:
        rows = [[None, None] + row[:2] + [None] + row[2:] for row in grid(table, blank=blank)]
        spread.append(Sheet(table.sheet, [[], []] + rows[:1] + [[]] + rows[1:2] + [[], []] + rows[2:]))
    same("blank rows and columns.xlsx", "empty rows and columns before and between", spread)

    hidden = book()
    hidden[1].hidden_rows, hidden[2].hidden = {3, 5}, True
    note = [dict(code="F221", sheet="措施二"), dict(code="F220", sheet="措施三")]
    same("hidden rows and sheet.xlsx", "two rows and a sheet are hidden: read, and said", hidden, findings=note)
    hidden[2].hidden = "veryHidden"
    same("very hidden sheet.xlsx", "a sheet that only a macro can show", hidden, findings=note)

    m2 = grid(M2)
    split = [Sheet("基本情况", grid(FIRMS)), Sheet("措施二", m2[:3]), Sheet("措施二（续）", m2[:1] + m2[3:]),
             Sheet("措施三", grid(M3))]
    same("measure in two sheets.xlsx", "措施二 goes on in 措施二（续）", split)
    split[1].name, split[2].name = "措施二 (1)", "措施二(2)"
    same("measure in numbered sheets.xlsx", "措施二 (1) and 措施二(2)", split)
    same("sheet names.xlsx", "spaces, full-width characters and a number in the names of sheets",
         [Sheet(n, grid(t)) for n, t in zip([" 基本情况 ", "二　境外推广", "措施 三"], FILING)])
    extra = book() + [Sheet("填报说明", [["请如实填写。"]]), Sheet("字典", [["网络视频"], ["社交软件"]])]
    same("with instructions.xlsx", "sheets of instructions and word lists beside the tables", extra)

    totals(same)
    same("totals by formula.xlsx", "the total is SUM(…) with its cached value",
         [Sheet("基本情况", grid(FIRMS)),
          Sheet("措施二", grid(M2) + [["合计"] + [None] * 7 + [Formula("=SUM(I2:I5)", 2534568.6)]]),
          Sheet("措施三", grid(M3))], by_xlsxwriter, findings=[dict(code="F222", sheet="措施二")])

    # Every number computed by a formula whose value is stored.
    computed = {**PLAIN, "money": lambda v, n: Formula(f"={v // 100}+{v % 100}/100", v // 100 + v % 100 / 100)}
    same("formulas with values.xlsx", "amounts are formulas with cached values", book(computed), by_xlsxwriter)

    name = "前海 申报（2026）终稿-最终版 v2.xlsx"
    same(name, "a file name with spaces, Chinese and brackets", book())

    macro = data / "layouts" / "macros.xlsm"
    by_openpyxl(macro, book())
    types = lambda xml: xml.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml").replace(
        b"</Types>", b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>')
    settle(macro, {"[Content_Types].xml": types, "xl/vbaProject.bin": lambda _: b"no macro, only the part's name"})
    add(macro, "a workbook with (what claims to be) macros", same_as=SAME, made_by="openpyxl, then zipfile")


def two_rows(table):
    """Groups such as 付款 over the columns in the middle; the others are merged downwards."""
    names = headings(table)
    groups = {"m2": (3, 5, "凭证"), "m3": (4, 6, "收汇情况"), "firms": (3, 7, "前海经营情况")}
    first, last, title = groups[table.key]
    upper = [None if first <= i <= last else name for i, name in enumerate(names)]
    upper[first] = title
    lower = [name if first <= i <= last else None for i, name in enumerate(names)]
    letter = lambda i: chr(65 + i)
    merges = [f"{letter(first)}1:{letter(last)}1"]
    merges += [f"{letter(i)}1:{letter(i)}2" for i in range(len(names)) if not first <= i <= last]
    return Sheet(table.sheet, [upper, lower] + cells(table), merges)


def broken(column):
    """付款日期 as 付款⏎日期, 金额 as 金 额⏎（元）, 发票号 as *发票号:"""
    name = column[2]
    if column[1] == "money":
        return f"{name[0]} {name[1:]}\n（元）" if column[0] != "tax" else "其中\n增值税\r\n（元）"
    if column[1] == "date":
        return f"{name[:2]}\n{name[2:]}"
    if column[1] == "code":
        return "统一社会\n信用代码"
    return {"text": f"*{name}", "category": f" {name}：", "currency": "币　种"}.get(column[1], f"{name}\n")


def shuffled(table):
    rows = grid(table)
    order = list(range(len(table.columns)))[::-1]
    extra = [["备注说明"], ["代办人填写"], [None], ["以下无"], ["=无"]]
    out = []
    for n, row in enumerate(rows):
        line = [row[i] for i in order]
        line.insert(3, "序号" if n == 0 else n)
        line.insert(7, extra[n % 5][0])
        line.append("经办人意见" if n == 0 else Num(n * 1.005))
        out.append(line)
    return Sheet(table.sheet, out)


ENGLISH = {
    **PLAIN,
    "bool": lambda v, n: "Yes" if v else "No",
    "category": lambda v, n: {
        "企业": "Company", "网络视频": "Online video", "社交软件": "Social media",
        "境外广播电视媒体": "Broadcast", "金融支付机构": "Payment institution", "不涉及": "Not listed",
        "限制类有许可": "Restricted with licence"}[v],
}


def totals(same):
    m2, m3 = grid(M2), grid(M3)
    amount = lambda rows: sum(row[8] for row in rows) / 100
    sub = lambda title, rows: [title] + [None] * 7 + [Num(round(amount(rows), 2))]
    jia, yi = M2.rows[:2], M2.rows[2:]
    m2 = m2[:3] + [sub("小计", jia)] + m2[3:] + [sub("小 计", yi), sub("合  计", M2.rows), [],
         ["备注：以上金额均已实际支付。"], ["注：1. 本表一式两份；2. 数据截至2025年12月31日。"],
         ["填表人：张示例", None, None, "审核人：李样本", None, None, "日期：2026年3月1日"]]
    total3 = sum(row[6] for row in M3.rows) / 100
    m3 = m3 + [[None, None, None, "总计", None, None, Num(total3)], ["说明", "收汇以银行水单为准。"]]
    firms = grid(FIRMS) + [[], ["制表单位：前海示例（虚构）"]]
    findings = [dict(code="F222", sheet=name) for name in ("基本情况", "措施二", "措施三")]
    same("totals and notes.xlsx", "小计, 合计, 总计, 备注 and notes under the table; totals are right",
         [Sheet("基本情况", firms), Sheet("措施二", m2), Sheet("措施三", m3)], findings=findings)


def units(add, data):
    """万元, 千元 and 分 in the heading, or in a line above it. 措施三 is in 万美元."""
    def unit_book(power, unit3_power, heading2, heading3, top2=(), top3=(), text=False):
        show2 = {**PLAIN, "money": money_number(power)}
        if text:
            show2["money"] = lambda v, n: format(Decimal(v).scaleb(-power), "f")
        rows2 = list(top2) + grid(M2, show2, heading=heading2)
        show3 = {**PLAIN, "money": money_number(unit3_power)}
        rows3 = grid(M3, show3, heading=heading3)
        at = next(i for i, c in enumerate(M3.columns) if c[0] == "requested")
        for row, values in zip(rows3[1:], M3.rows):
            row[at] = None if values[at] is None else float(values[at]) / 100
        return [Sheet("基本情况", grid(FIRMS)), Sheet("措施二", rows2), Sheet("措施三", list(top3) + rows3)]

    def same(name, what, sheets, tool=by_openpyxl):
        path = data / "units" / name
        tool(path, sheets)
        add(path, what, same_as=SAME, tool=tool)

    named = lambda unit: lambda c: f"{c[2]}（{unit}）" if c[1] == "money" else c[2]
    usd = lambda c: {"amount": "金额（万美元）", "requested": "申请金额（元）"}.get(c[0], c[2])
    plain = lambda c: c[2]
    same("wan in headings.xlsx", "金额（万元）; in 措施三 金额（万美元） and 申请金额（元）",
         unit_book(6, 6, named("万元"), usd))
    same("wan as text.xlsx", "the same with text cells", unit_book(6, 6, named("万元"), usd, text=True), by_xlsxwriter)
    same("thousands.xlsx", "金额（千元）", unit_book(5, 6, named("千元"), usd))
    same("fen.xlsx", "金额（分）", unit_book(0, 6, named("分"), usd), by_xlsxwriter)
    same("other brackets.xlsx", "金额(人民币:万元), 金额【万美元】, 金额[元]", unit_book(
        6, 6, named("人民币：万元"),
        lambda c: {"amount": "金额【万美元】", "requested": "申请金额[元]"}.get(c[0], c[2])))
    above = lambda text: [["措施申报明细"], [None, None, None, None, None, None, text]]
    own = lambda c: "申请金额（元）" if c[0] == "requested" else c[2]
    same("unit in a line above.xlsx", "单位：万元 above the table; a heading's own unit wins",
         unit_book(6, 6, plain, own, above("单位：万元"), above("单位：万美元")))
    same("unit in brackets above.xlsx", "（金额单位：人民币千元） and （计量单位:万美元）",
         unit_book(5, 6, plain, own, above("（金额单位：人民币千元）"), above("（计量单位:万美元）")))
    same("yuan above wan in heading.xlsx", "单位：元 above, 万元 in the headings: the heading wins",
         unit_book(6, 6, named("万元"), usd, above("单位：元"), above("单位：元")))


BOOLS = [("是", "否"), ("有", "没有"), ("对", "错"), ("√", "×"), ("Y", "N"), ("Yes", "No"),
         ("TRUE", "FALSE"), ("t", "f"), ("1", "0"), ("属于", "不属于")]
NOTHING = ["－", "/", "无", "N/A", "—", "-", " ", "　"]


def words(add, data):
    def same(name, what, show, tool=by_openpyxl, blank=lambda n: None, **options):
        path = data / "words" / name
        tool(path, book(show, blank=blank), **options)
        add(path, what, same_as=SAME, tool=tool)

    turn = itertools.count()

    def money(v, n):
        grouped = f"{Decimal(v) / 100:,.2f}"
        full = "".join(chr(ord(c) + 0xFEE0) if c in "0123456789.,￥" else c for c in yuan(v))
        forms = [grouped, f"￥{grouped}", f"{yuan(v)}元", full, f"¥ {grouped} ", f"人民币{grouped}元",
                 f"\u00a0{yuan(v)}", f"{Decimal(v) / 1000000:f}万", f"{Decimal(v) / 1000000:f}万元"]
        return forms[next(turn) % len(forms)]

    # In 措施三 the amounts are dollars: only forms that name no currency.
    def money_of(table):
        if table is not M3:
            return money
        return lambda v, n: [f"{Decimal(v) / 100:,.2f}", f" {yuan(v)} ", f"{Decimal(v) / 100:,.2f}"][n % 3]

    sheets = [Sheet(t.sheet, grid(t, {**PLAIN, "money": money_of(t)})) for t in FILING]
    path = data / "words" / "amounts as text.xlsx"
    by_openpyxl(path, sheets)
    add(path, "commas, full-width digits, ￥, 元, 万, spaces; the headings name no unit", same_as=SAME, tool=by_openpyxl)

    def date(v, n):
        return [f"{v.year}.{v.month}.{v.day}", f"{v.year}年{v.month}月{v.day}日", f"{v:%Y%m%d}", f"{v:%Y/%m/%d}",
                f"{v.year}-{v.month}-{v.day}", f"{v:%Y-%m-%d} 00:00:00", f"{v:%Y}年{v:%m}月{v:%d}日 ",
                f"{v:%Y-%m-%d}T00:00:00"][next(turn) % 8]
    same("dates as text.xlsx", "2025.3.1, 2025年3月1日, 20250301 and other written dates", {**PLAIN, "date": date})

    def number(v, n):
        return [Num(serial(v), "General"), Num(int(f"{v:%Y%m%d}"), "General"), Num(serial(v), "yyyy-mm-dd"),
                Num(serial(v) + 0.625, "yyyy/m/d h:mm"), Num(serial(v), 'yyyy"年"m"月"d"日"'),
                Num(serial(v), "[$-804]yyyy.m.d;@")][next(turn) % 6]
    same("dates as numbers.xlsx", "serials with and without a date format, with a time of day, 20250301",
         {**PLAIN, "date": number}, by_xlsxwriter)
    same("dates from 1904.xlsx", "the 1904 date system, cells in date format", PLAIN, epoch_1904=True)
    bare = {**PLAIN, "date": lambda v, n: Num(serial(v, dt.date(1904, 1, 1)), "General" if n % 2 else "yyyy-mm-dd")}
    flag = lambda xml: re.sub(rb"<workbookPr[^>]*/>", b'<workbookPr date1904="1"/>', xml)
    same("serials from 1904.xlsx", "the 1904 date system, bare serials among them", bare, edit={"xl/workbook.xml": flag})
    same("yes and no.xlsx", "ten ways to write yes and no",
         {**PLAIN, "bool": lambda v, n: BOOLS[next(turn) % 10][0 if v else 1]})
    same("yes and no as values.xlsx", "TRUE, FALSE, 1 and 0 as values",
         {**PLAIN, "bool": lambda v, n: [v, Num(int(v))][n % 2]}, by_xlsxwriter)
    same("nothing.xlsx", "－, /, 无, N/A and the like for nothing", PLAIN, blank=lambda n: NOTHING[next(turn) % 8])

    def spoilt(v, n):
        """Invisible characters that pasting brings along."""
        return ["\u200b" + v, v + "\ufeff", f" {v} ", v[:2] + "\u200d" + v[2:], f"\u3000{v}\n", f"{v}\t", f"\u202a{v}\u202c"][n % 7]
    wide = lambda v, n: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in v)
    same("invisible and full-width.xlsx", "zero-width characters, spaces, tabs; credit codes in full width or lower case",
         {**PLAIN, "text": spoilt, "category": spoilt, "currency": spoilt,
          "code": lambda v, n: [wide(v, n), v.lower(), f"\u200b{v} "][n % 3]})
    same("leading apostrophes.xlsx", "an apostrophe typed in front of codes, dates and amounts, as exports leave it",
         {**TEXTS, **{kind: (lambda show: lambda v, n: "'" + show(v, n))(TEXTS[kind])
                      for kind in ("text", "code", "money", "date")}})
    currency = ["人民币", "RMB", "CNY", "￥", "人民币元", "rmb"], ["美元", "USD", "US$", "usd"]
    same("currencies by name.xlsx", "人民币, RMB, ￥, 美元, US$",
         {**PLAIN, "currency": lambda v, n: currency[v == "USD"][n % (4 if v == "USD" else 6)]})


def unusual_xml(add, data):
    """Workbooks that programs write, not people."""
    def same(name, what, parts, made_by="zipfile, by hand", findings=()):
        path = data / "xml" / name
        pack(path, parts)
        add(path, what, same_as=SAME, made_by=made_by, findings=findings)

    same("inline strings.xlsx", "no shared strings, no dimension", raw_book(book()))
    bare = [(s.name, sheet_xml(rows_xml(s.rows, refs=False))) for s in book()]
    same("cells without addresses.xlsx", "neither rows nor cells say where they stand", raw_parts(bare))
    wrong = [(s.name, sheet_xml(rows_xml(s.rows), before='<dimension ref="A1"/>')) for s in book()]
    same("wrong dimension.xlsx", "the sheets claim to be one cell", raw_parts(wrong))

    parts = raw_book(book())
    for name in list(parts):
        if "worksheets" in name or name == "xl/workbook.xml":
            xml = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", parts[name]).replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
            parts[name] = xml
    same("prefixed names.xlsx", "<x:row>, as some libraries write", parts)

    strict = {name: xml.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
        OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships") for name, xml in raw_book(book()).items()}
    same("strict.xlsx", "ISO strict namespaces", strict)

    upper = {name.replace("worksheets", "Worksheets").replace("workbook.xml", "Workbook.xml"): xml
             for name, xml in raw_book(book()).items()}
    same("part names in other case.xlsx", "names of parts differ in case from what refers to them", upper)

    strings, sheets = [], []
    for s in book():
        def shared(value, ref):
            if not isinstance(value, str):
                return cell_xml(value, ref)
            if value not in strings:
                strings.append(value)
            return f'<c{ref} t="s"><v>{strings.index(value)}</v></c>'
        body = ""
        for r, row in enumerate(s.rows, 1):
            line = "".join(shared(v, f' r="{chr(64 + c)}{r}"') for c, v in enumerate(row, 1) if v is not None)
            body += f'<row r="{r}" spans="1:11">{line}</row>'
        sheets.append((s.name, sheet_xml(body)))
    def rich(text):
        half = len(text) // 2
        return (f"<si><r><rPr><b/></rPr><t>{text[:half]}</t></r><r><t xml:space=\"preserve\">{text[half:]}</t></r>"
                '<rPh sb="0" eb="1"><t>zhù yīn</t></rPh><phoneticPr fontId="0"/></si>')
    parts = raw_parts(sheets, extra_types='<Override PartName="/xl/sharedStrings.xml" ContentType='
                      '"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>',
                      extra_rels=f'<Relationship Id="rId901" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>')
    parts["xl/sharedStrings.xml"] = f'{HEAD}<sst xmlns="{MAIN}">' + "".join(map(rich, strings)) + "</sst>"
    same("rich text.xlsx", "shared strings of several runs, with phonetic hints that are no text", parts)

    dates = book({**PLAIN, "date": lambda v, n: v.isoformat()})
    iso = [(s.name, sheet_xml(re.sub(
        r't="inlineStr"><is><t xml:space="preserve">(\d{4}-\d\d-\d\d)</t></is>', r't="d" s="1"><v>\1T00:00:00</v>',
        rows_xml(s.rows)))) for s in dates]
    same("iso dates.xlsx", 'cells of the type "d"', raw_parts(iso))

    utf16 = raw_book(book())
    for name in list(utf16):
        if "worksheets" in name:
            utf16[name] = utf16[name].replace("UTF-8", "UTF-16").encode("utf-16")
    path = data / "xml" / "utf-16 parts.xlsx"
    pack(path, utf16)
    add(path, "parts in UTF-16, which the standard allows: read, or refused in words",
        same_as=SAME, or_codes=["F203", "F219"], made_by="zipfile, by hand")

    streamed = data / "xml" / "streamed zip.xlsx"
    stream(streamed, raw_book(book()))
    add(streamed, "sizes stand behind the data (data descriptors), as streaming writers do", same_as=SAME,
        made_by="zipfile, by hand")

    tail = sheet_xml(rows_xml(grid(M2)) + '<row s="1"/>' * 1_000_000)
    parts = raw_book(book())
    parts["xl/worksheets/sheet2.xml"] = tail
    same("a million styled rows.xlsx", "a million rows that are only formatted", parts)
    parts = raw_book(book())
    huge = sheet_xml(rows_xml(grid(M2)), before='<dimension ref="A1:XFD1048576"/>')
    parts["xl/worksheets/sheet2.xml"] = huge
    same("claims a whole sheet.xlsx", '<dimension ref="A1:XFD1048576">', parts)


class Unseekable:
    """A sink that cannot go back, so that zipfile writes data descriptors."""

    def __init__(self, file):
        self.file = file

    def write(self, data):
        return self.file.write(data)

    def flush(self):
        self.file.flush()


def stream(path, parts):
    with open(path, "wb") as file, zipfile.ZipFile(Unseekable(file), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            put(archive, name, data.encode())


def other_formats(add, data):
    folder = data / "formats"
    folder.mkdir(parents=True, exist_ok=True)
    source = data / "layouts" / "canonical.xlsx"
    for kind, what in (("xls", "BIFF8"), ("ods", "OpenDocument"), ("xlsx", "OOXML")):
        path = folder / f"libreoffice.{kind}"
        by_libreoffice(path, source, kind)
        add(path, f"canonical.xlsx saved as {what}", same_as=SAME, made_by="LibreOffice")
    hidden = folder / "hidden.xls"
    sheets = book()
    sheets[1].hidden_rows, sheets[2].hidden = {3, 5}, True
    by_xlwt(hidden, sheets)
    notes = [dict(code="F221", sheet="措施二"), dict(code="F220", sheet="措施三")]
    add(hidden, "hidden rows and a hidden sheet in BIFF8", same_as=SAME, findings=notes, tool=by_xlwt)
    for kind in ("ods", "xlsb"):
        path = folder / f"hidden.{kind}"
        if kind == "ods":
            by_libreoffice(path, data / "layouts" / "hidden rows and sheet.xlsx", kind)
            add(path, "hidden rows and a hidden sheet, saved as OpenDocument", same_as=SAME, findings=notes, made_by="LibreOffice")
        else:
            sheets = book()
            sheets[2].hidden = True
            pack(path, xlsb_parts(sheets))
            add(path, "a hidden sheet in BIFF12", same_as=SAME, findings=notes[1:], made_by="BIFF12 records by hand")
    plain = folder / "xlwt.xls"
    by_xlwt(plain, book({**PLAIN, "money": lambda v, n: Num(v / 100, "#,##0.00")}))
    add(plain, "BIFF8", same_as=SAME, tool=by_xlwt)
    words = folder / "texts.xls"
    by_xlwt(words, book(TEXTS))
    add(words, "BIFF8, every cell a text", same_as=SAME, tool=by_xlwt)
    title = folder / "title and totals.xls"
    by_libreoffice(title, data / "layouts" / "totals and notes.xlsx", "xls")
    add(title, "totals and notes.xlsx saved as BIFF8", same_as=SAME, made_by="LibreOffice",
        findings=[dict(code="F222", sheet=name) for name in ("基本情况", "措施二", "措施三")])
    two = folder / "two-row header.ods"
    by_libreoffice(two, data / "layouts" / "two-row header.xlsx", "ods")
    add(two, "two-row header.xlsx saved as OpenDocument", same_as=SAME, made_by="LibreOffice")
    two = folder / "two-row header.xls"
    by_libreoffice(two, data / "layouts" / "two-row header.xlsx", "xls")
    add(two, "two-row header.xlsx saved as BIFF8", same_as=SAME, made_by="LibreOffice")
    dates = folder / "dates from 1904.xls"
    by_libreoffice(dates, data / "words" / "dates from 1904.xlsx", "xls")
    add(dates, "the 1904 date system in BIFF8", same_as=SAME, made_by="LibreOffice")
    binary = folder / "by hand.xlsb"
    pack(binary, xlsb_parts(book()))
    add(binary, "BIFF12; dates as packed integers", same_as=SAME, made_by="BIFF12 records by hand")
    by_pandas = folder / "pandas.xlsx"
    with pd.ExcelWriter(by_pandas, engine="openpyxl", date_format="YYYY-MM-DD") as writer:
        for table in FILING:
            frame = pd.DataFrame(cells(table), columns=headings(table))
            frame.to_excel(writer, sheet_name=table.sheet)
    settle(by_pandas)
    add(by_pandas, "pandas' to_excel with its index column", same_as=SAME, made_by=f"pandas {pd.__version__}")
    by_odf = folder / "pandas.ods"
    with pd.ExcelWriter(by_odf, engine="odf") as writer:
        for table in FILING:
            pd.DataFrame(cells(table), columns=headings(table)).to_excel(writer, sheet_name=table.sheet, index=False)
    settle(by_odf)
    add(by_odf, "pandas' to_excel through odfpy", same_as=SAME, made_by=f"pandas {pd.__version__}, odfpy")
    by_polars = folder / "polars.xlsx"
    with xlsxwriter.Workbook(str(by_polars)) as file:
        file.set_properties({"created": dt.datetime(2026, 1, 1)})
        for table in FILING:
            frame = pl.DataFrame(dict(zip(headings(table), map(list, zip(*cells(table))))), strict=False)
            frame.write_excel(file, worksheet=table.sheet)
    settle(by_polars)
    add(by_polars, "polars' write_excel, a table object with filters", same_as=SAME, made_by=f"polars {pl.__version__}")

    for name, encoding, what, options in [
        ("csv utf-8", "utf-8", "UTF-8", {}),
        ("csv utf-8 bom", "utf-8-sig", "UTF-8 with a byte order mark, as Excel saves", {}),
        ("csv gb18030", "gb18030", "GB18030, as Excel saves in China", {}),
        ("csv quoted", "utf-8", "every field in quotes, lines end in LF", dict(ending="\n", quoting=csv.QUOTE_ALL)),
    ]:
        show = TEXTS if "quoted" not in name else {**TEXTS, "money": lambda v, n: f"{Decimal(v) / 100:,.2f}"}
        by_csv(folder / name, book(show), encoding, **options)
        files = [folder / name / f"{table.sheet}.csv" for table in FILING]
        add(files, f"one CSV file per table, {what}", same_as=SAME, made_by="Python csv")
    sheets = [Sheet(s.name, [["前海服务贸易申报（虚构示例）"], []] + s.rows + [[], ["备注：无"]]) for s in book(TEXTS)]
    by_csv(folder / "csv title rows", sheets, "gb18030")
    add([folder / "csv title rows" / f"{table.sheet}.csv" for table in FILING],
        "CSV with title rows and a note, rows of unequal length", same_as=SAME, made_by="Python csv",
        findings=[dict(code="F222", file=f"{table.sheet}.csv") for table in FILING])


ARROW = {"text": pa.string(), "code": pa.string(), "category": pa.string(), "currency": pa.string(),
         "money": pa.decimal128(18, 2), "date": pa.date32(), "bool": pa.bool_()}


def columns_of(table):
    return [(name, kind, [row[i] for row in table.rows]) for i, (name, kind, _, _) in enumerate(table.columns)]


def parquet(add, data):
    folder = data / "parquet"

    def same(name, what, write, made_by):
        files = []
        for table in FILING:
            path = folder / name / f"{table.key}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            write(table, path)
            files.append(path)
        add(files, what, same_as=SAME, made_by=made_by)

    arrow = f"pyarrow {pa.__version__}"
    yuan_of = lambda values: [None if v is None else Decimal(v) / 100 for v in values]

    def arrow_table(table, money=lambda v: pa.array(yuan_of(v), pa.decimal128(18, 2)), other=None, rename=lambda c: c):
        arrays, names = [], []
        for name, kind, values in columns_of(table):
            if kind == "money":
                arrays.append(money(values))
            elif other:
                arrays.append(other(kind, values))
            else:
                arrays.append(pa.array(values, ARROW[kind]))
            names.append(rename(name))
        return pa.table(arrays, names=names)

    def by_arrow(**options):
        return lambda table, path: pq.write_table(arrow_table(table, **options), path)

    same("decimal", "decimal(18,2), dates, booleans", by_arrow(), arrow)
    same("decimal wide", "decimal(38,6)", by_arrow(money=lambda v: pa.array(yuan_of(v), pa.decimal128(38, 6))), arrow)
    floats = lambda v: pa.array([None if x is None else x / 100 for x in v], pa.float64())
    same("float64", "amounts as binary numbers", by_arrow(money=floats), arrow)

    def text(kind, values):
        show = {"date": lambda v: v.isoformat(), "bool": lambda v: "是" if v else "否"}.get(kind, str)
        return pa.array([None if v is None else show(v) for v in values], pa.string())
    strings = lambda v: pa.array([None if x is None else yuan(x) for x in v], pa.large_string())
    same("strings", "every column a text", by_arrow(money=strings, other=text), arrow)

    def dictionary(kind, values):
        array = pa.array(values, ARROW[kind])
        return array.dictionary_encode() if pa.types.is_string(array.type) else array
    same("dictionary", "texts as dictionaries", by_arrow(other=dictionary), arrow)

    def fen(table, path):
        zh = {c[0]: c[2] for c in table.columns}
        money = {c[0] for c in table.columns if c[1] == "money"}
        rename = lambda name: f"{zh[name]}（分）" if name in money else zh[name]
        pq.write_table(arrow_table(table, money=lambda v: pa.array(v, pa.int64()), rename=rename), path)
    same("fen", "whole numbers under 金额（分）, Chinese names", fen, arrow)

    def moments(kind, values):
        if kind != "date":
            return pa.array(values, ARROW[kind])
        at = [None if v is None else dt.datetime(v.year, v.month, v.day, 15, 30) for v in values]
        return pa.array(at, pa.timestamp("us"))
    same("timestamps", "dates as moments without a zone", by_arrow(other=moments), arrow)

    def nested(table, path):
        whole = arrow_table(table)
        rows = len(table.rows)
        whole = whole.append_column("附件", pa.array([{"文件": "a.pdf", "页": [1, 2]}] * rows))
        whole = whole.append_column("标签", pa.array([["x"], []] * rows)[:rows])
        whole = whole.append_column("空", pa.nulls(rows))
        pq.write_table(whole, path)
    same("nested extra", "columns nobody asked for that are structs, lists and all null", nested, arrow)

    def frame(table, path):
        data = {name: ([None if v is None else v / 100 for v in values] if kind == "money" else values)
                for name, kind, values in columns_of(table)}
        pd.DataFrame(data).to_parquet(path, engine="pyarrow", index=True)
    same("pandas", "pandas' to_parquet: floats with NaN, dates as objects", frame, f"pandas {pd.__version__}")

    def by_polars(table, path):
        series = []
        for name, kind, values in columns_of(table):
            if kind == "money":
                series.append(pl.Series(name, yuan_of(values), dtype=pl.Decimal(18, 2)))
            elif kind == "category":
                series.append(pl.Series(name, values, dtype=pl.Categorical))
            else:
                series.append(pl.Series(name, values))
        pl.DataFrame(series).write_parquet(path, compression="zstd", row_group_size=2)
    same("polars", "polars' write_parquet: categoricals, zstd, several row groups", by_polars, f"polars {pl.__version__}")

    def parts(table, path):
        whole = arrow_table(table)
        half = len(table.rows) // 2
        for n, piece in enumerate([whole.slice(0, half), whole.slice(half)]):
            pq.write_table(piece, path.with_name(f"{table.key}_part-{n:04}.parquet"))
    files = []
    for table in FILING:
        path = folder / "parts" / f"{table.key}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        parts(table, path)
        files += [path.with_name(f"{table.key}_part-{n:04}.parquet") for n in range(2)]
    add(files, "each table in two files", same_as=SAME, made_by=arrow)
