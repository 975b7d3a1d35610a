"""Values and rows that go wrong in real offices, each kind in a small file of its own."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

from filing import BING, FIRMS, JIA, M2, M3, YI, Formula, Num, Sheet, book, grid
from writers import (by_csv, by_libreoffice, by_openpyxl, by_xlsxwriter, by_xlwt, pack, raw_parts, rows_xml,
                     sheet_xml, xlsb_parts)

DAY = dt.date(2025, 6, 30)
ACCEPTED = dt.date(2026, 3, 2)
LINE = ["申报编号", "统一社会信用代码", "受理日期", "合同号", "发票号", "推广渠道", "付款日期", "币种", "金额", "其中增值税"]
NAMES = dict(zip(["filing_no", "uscc", "accepted_on", "contract_no", "invoice_no", "channel", "paid_on",
                  "currency", "amount", "tax"], LINE))


def line(n, **change):
    """A sound line of 措施二, with some cells changed."""
    row = dict(filing_no="2026-QH-0001", uscc=JIA, accepted_on=ACCEPTED, contract_no=f"HT-{n:03}",
               invoice_no=f"FP-{n:04}", channel="网络视频", paid_on=DAY, currency="CNY", amount=Num(1000.0 + n), tax=None)
    assert set(change) <= set(row), change
    return list({**row, **change}.values())


def lines(column, values, headings=LINE):
    """A sheet 措施二 with one line per value of a column. Row 2 holds the first."""
    return Sheet("措施二", [headings] + [line(n, **{column: v}) for n, v in enumerate(values)])


def make(add, data):
    money(add, data)
    shares(add, data)
    errors(add, data)
    formulas(add, data)
    codes(add, data)
    currencies(add, data)
    dates(add, data)
    small_ones(add, data)
    headings(add, data)
    totals(add, data)
    parquet(add, data)
    between_rows(add, data)


def column_file(add, path, what, column, cases, tool=by_openpyxl, headings=LINE, sheet="措施二", write=True,
                heading=None, name=None, findings=(), **expected):
    """A file from (cell, expectation): a string is an accepted value, a list holds codes of errors,
    a dict a whole finding."""
    if write:
        tool(path, [lines(column, [cell for cell, _ in cases], headings)])
    heading = heading or NAMES[column]
    values, found = [], list(findings)
    for row, (_, due) in enumerate(cases, 2):
        place = dict(sheet=sheet, row=row, column=heading)
        if isinstance(due, str):
            values.append([sheet, row, name or column, due])
            if column == "amount" and due == "0":
                found.append(dict(code=["D331"], **place))
        elif isinstance(due, dict):
            found.append({**place, **due})
        else:
            found.append(dict(code=due, **place))
    good = len(values)
    options = dict(tool=tool) if "made_by" not in expected else {}
    add(path, what, rows=len(cases), accepted=good, quarantined=len(cases) - good, values=values, findings=found,
        **options, **expected)


def money(add, data):
    folder = data / "money"
    column_file(add, folder / "as text.xlsx", "amounts as text under 金额, which names no unit", "amount", [
        ("1,234.50", "123450"), ("１２３４．５０", "123450"), ("1，234.50", "123450"), ("￥1,234.50", "123450"),
        ("¥1234.5", "123450"), ("1234.50元", "123450"), ("1 234.50", "123450"), ("\u00a01234.50\u3000", "123450"),
        ("1.2345万", "1234500"), ("300万元", "300000000"), ("人民币1,234.50元", "123450"), ("RMB 1,234.50", "123450"),
        ("1234.5000", "123450"), ("+1234.50", "123450"), ("0", "0"), ("0.29", "29"), (".5", "50"), ("1２3", "12300"),
        ("壹仟元整", ["D303"]), ("约1000", ["D303"]), ("1,23,4", ["D303"]), ("1.234,50", ["D303"]), ("12.34.56", ["D303"]),
        ("1000/2000", ["D303"]), ("10O0.00", ["D303"]), ("l000", ["D303"]), ("1e", ["D303"]), ("1000+200", ["D303"]),
        ("(1,234.50)", ["D306"]), ("（1,234.50）", ["D306"]), ("-1,234.50", ["D306"]), ("－1234.50", ["D306"]),
        ("−1234.50", ["D306"]), ("￥-5.00", ["D306"]), ("-￥5.00", ["D306"]), ("1234.567", ["D304"]), ("0.001元", ["D304"]),
        ("0.0000001万元", ["D304"]), ("90000000000.01", ["D305"]), ("99999999万元", ["D305"]),
        ("123456789012345678901234567890", ["D305"]), (None, ["D313"]), ("－", ["D313"]), ("/", ["D313"]), ("无", ["D313"]),
    ])
    third = 0.1 + 0.2
    column_file(add, folder / "as numbers.xlsx", "cents from binary numbers; too fine, too large, negative", "amount", [
        (Num(third), "30"), (Num(4.35), "435"), (Num(1.1), "110"), (Num(0.29), "29"), (Num(1234.5600000000002), "123456"),
        (Num(35.3 * 100), "353000"), (Num(12345678.9), "1234567890"), (Num(89999999999.99), "8999999999999"), (5, "500"),
        (Num(0.0), "0"), (Num(1000.0, '#,##0.00"元"'), "100000"), (Num(1.005), ["D304"]), (Num(2.675), ["D304"]),
        (Num(1234.567), ["D304"]), (Num(0.001), ["D304"]), (Num(1e11), ["D305"]), (Num(1e300), ["D305"]), (Num(-5.0), ["D306"]),
        (Num(-0.01, "0.00_);[Red](0.00)"), ["D306"]), (True, ["D303"]), (dt.date(2025, 3, 1), ["D303"]),
    ])
    wan = [h if h != "金额" else "金额（万元）" for h in LINE]
    column_file(add, folder / "in wan.xlsx", "amounts under 金额（万元）; a unit in the cell must be the same", "amount", [
        (Num(third), "300000"), (Num(123.456789), "123456789"), (Num(114.99999999999999), "115000000"),
        (Num(1.1 * 3), "3300000"), ("300万元", "300000000"), ("300万", "300000000"), ("１２３．４５", "123450000"),
        (Num(0.000001), "1"), (Num(0.0000001), ["D304"]), ("0.0000001", ["D304"]), ("3000000元", ["D324"]),
        ("￥300元", ["D324"]), ("5千元", ["D324"]), ("1亿元", ["D324"]), (Num(9000001.0), ["D305"]),
    ], headings=wan, heading="金额（万元）")
    yuan = [h if h != "金额" else "金额（元）" for h in LINE]
    column_file(add, folder / "wan in a yuan column.xlsx", "amounts under 金额（元）, some with another unit", "amount", [
        ("300元", "30000"), ("3,000.00", "300000"), ("300万元", ["D324"]), ("300万", ["D324"]), ("1.5亿", ["D324"]),
        ("30000分", ["D324"]), ("US$300", ["D324", "D303"]), ("300美元", ["D324", "D303"]), ("300万美元", ["D324", "D303"]),
    ], headings=yuan, heading="金额（元）", tool=by_xlsxwriter)
    column_file(add, folder / "optional amounts.xlsx", "an optional amount that is spoilt is not taken for nothing", "tax", [
        (None, ""), ("－", ""), ("N/A", ""), (Num(0.0), "0"), ("60.00", "6000"), ("免税", ["D303"]), (Num(-1.0), ["D306"]),
        ("(5)", ["D306"]), (Num(0.005), ["D304"]),
    ])
    # Forms of numbers that only XML can hold.
    cell = lambda v: f'<c r="I%d"><v>{v}</v></c>'
    cases = [("1.2E3", "120000"), ("1.2345678900000001E6", "123456789"), ("+7", "700"), ("  8  ", "800"), ("1E400", ["D305", "D303"]),
             ("NaN", ["D303"]), ("INF", ["D303"]), ("-0", "0"), ("abc", ["D303"])]
    raw_column(add, folder / "odd numbers in xml.xlsx", "numbers as XML may spell them", "amount",
               [(cell(v), due) for v, due in cases])


def raw_column(add, path, what, column, cases, **options):
    """Like `column_file`; the cell is XML with %d for its row."""
    heading, at = NAMES[column], LINE.index(NAMES[column])
    letter = chr(65 + at)
    body = rows_xml([LINE])
    for r, (xml, _) in enumerate(cases, 2):
        row = line(r)
        parts = [rows_xml([[None] * i + [v]], first=r) for i, v in enumerate(row) if i != at and v is not None]
        parts = [(p.split(">", 1)[1].removesuffix("</row>"), i) for p, i in
                 zip(parts, [i for i, v in enumerate(row) if i != at and v is not None])]
        inside = "".join(p for p, i in parts if i < at) + (xml % r if "%d" in xml else xml) + "".join(
            p for p, i in parts if i > at)
        body += f'<row r="{r}">{inside}</row>'
    pack(path, raw_parts([("措施二", sheet_xml(body))]))
    assert letter == "I" or "I%d" not in cases[0][0]
    column_file(add, path, what, column, cases, write=False, heading=heading, made_by="zipfile, by hand", **options)


def shares(add, data):
    def write(path, heading, what, cases):
        head = ["申报编号", "统一社会信用代码", "受理日期", "付款日期", "金额", heading]
        rows = [["2026-QH-0005", JIA, ACCEPTED, DAY, Num(100.0 + n), v] for n, (v, _) in enumerate(cases)]
        by_openpyxl(path, [Sheet("措施七", [head] + rows)])
        column_file(add, path, what, "share", cases, write=False, heading=heading, sheet="措施七")
    plain = "国际数据服务占比"
    write(data / "shares" / "percent.xlsx", plain, "percents as text, as numbers, in percent format", [
        (Num(0.6, "0%"), "600000"), ("60%", "600000"), ("６０％", "600000"), ("60 %", "600000"), ("33.33%", "333300"),
        (Num(0.3333, "0.00%"), "333300"), (Num(1.0, "0%"), "1000000"), ("100%", "1000000"), ("0.6", "600000"), (0, "0"),
        (Num(0.1 + 0.2), "300000"), (Num(0.07 * 100 / 100), "70000"), (None, ""), ("不适用", ""), (60, ["D310"]),
        (Num(1.2, "0%"), ["D310"]), ("120%", ["D310"]), ("三分之二", ["D310"]), ("2/3", ["D310"]), (Num(-0.1), ["D310"]),
        ("60%%", ["D310"]), (True, ["D310"]),
    ])
    write(data / "shares" / "percent in heading.xlsx", plain + "（%）", "numbers under a heading with %", [
        (60, "600000"), ("60", "600000"), ("60%", "600000"), (Num(33.33), "333300"), (100, "1000000"), (0, "0"),
        (Num(0.6), ["D310"]), ("0.6", ["D310"]), (101, ["D310"]),
    ])


ERRORS = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#GETTING_DATA",
          "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#PYTHON!"]


def errors(add, data):
    folder = data / "errors"
    cell = lambda e: f'<c r="I%d" t="e"><v>{e}</v></c>'
    raw_column(add, folder / "error cells.xlsx", "every error a spreadsheet knows, in the amount", "amount",
               [(cell(e), ["D315"]) for e in ERRORS])
    # In other columns: what is needed, what is optional, what nobody reads.
    head = LINE + ["经办备注"]
    rows = [line(0) + [None]]
    rows += [line(1, paid_on="@") + [None], line(2, tax="@") + [None], line(3) + ["@"], line(4, uscc="@") + [None]]
    body = rows_xml([head] + rows)
    body = body.replace('t="inlineStr"><is><t xml:space="preserve">@</t></is>', 't="e"><f>1/0</f><v>#SPILL!</v>')
    path = folder / "error cells elsewhere.xlsx"
    pack(path, raw_parts([("措施二", sheet_xml(body))]))
    place = lambda row, column: dict(code=["D315"], sheet="措施二", row=row, column=column)
    add(path, "errors in a date, an optional amount, a code, and a column nobody reads (that row is sound)",
        rows=5, accepted=2, quarantined=3, made_by="zipfile, by hand",
        findings=[place(3, "付款日期"), place(4, "其中增值税"), place(6, "统一社会信用代码")])
    column_file(add, folder / "error texts.xlsx", "errors pasted as text", "amount",
                [("#DIV/0!", ["D315", "D303"]), ("#REF!", ["D315", "D303"]), ("#VALUE!", ["D315", "D303"])])
    head = [LINE, line(1, amount=b"\x07"), line(2, amount=b"\x2a"), line(3)]
    path = folder / "error formula.xlsb"
    pack(path, xlsb_parts([Sheet("措施二", head)]))
    at = lambda sheet, rows: [dict(code=["D315"], sheet=sheet, row=r, column="金额") for r in rows]
    add(path, "formulas that end in an error, in BIFF12", rows=3, accepted=1, quarantined=2,
        findings=at("措施二", [2, 3]), made_by="BIFF12 records by hand")
    source = data / "errors" / "division.xlsx"
    by_xlsxwriter(source, [Sheet("措施二", [LINE, line(1, amount=Formula("=1/0", "#DIV/0!")), line(2)])])
    for kind in ("xls", "ods"):
        path = folder / f"division.{kind}"
        by_libreoffice(path, source, kind)
        add(path, f"=1/0 in {kind}", rows=2, accepted=1, quarantined=1, made_by="LibreOffice",
            findings=[dict(code=["D315", "D303"], sheet="措施二", row=2, column="金额")])
    add(source, "=1/0 with its cached error", rows=2, accepted=1, quarantined=1, findings=at("措施二", [2]),
        tool=by_xlsxwriter)


def formulas(add, data):
    folder = data / "formulas"
    path = folder / "without values.xlsx"
    head = LINE + ["小计用"]
    rows = [line(0) + [None], line(1, amount=Formula("=1000+1")) + [None], line(2, tax=Formula("=I4*0.06")) + [None],
            line(3) + [Formula("=I5*2")], line(4, paid_on=Formula("=DATE(2025,6,30)")) + [None],
            [Formula("=A2"), Formula("=B2"), Formula("=C2"), None, None, Formula("=F2"), Formula("=G2"), None, Formula("=I2")]]
    by_openpyxl(path, [Sheet("措施二", [head] + rows)])
    place = lambda row, column: dict(code=["D314"], sheet="措施二", row=row, column=column)
    add(path, "formulas that no program has calculated: the money must not vanish; in a column nobody reads they do no harm",
        rows=6, accepted=2, quarantined=4, tool=by_openpyxl,
        findings=[place(3, "金额"), place(4, "其中增值税"), place(6, "付款日期"),
                  *(place(7, NAMES[c]) for c in ("filing_no", "uscc", "accepted_on", "channel", "paid_on", "amount"))])
    cell = lambda kind, inside: f'<c r="I%d"{kind}>{inside}</c>'
    raw_column(add, folder / "kinds of formulas.xlsx", "shared and array formulas, texts and empty texts as results", "amount", [
        (cell("", "<f>1+1</f><v>2</v>"), "200"), (cell(' t="str"', "<f>TEXT(1,0)</f><v>1,234.50</v>"), "123450"),
        (cell("", '<f t="shared" ref="I4:I6" si="0">J4*2</f><v>7.5</v>'), "750"), (cell("", '<f t="shared" si="0"/><v>8.5</v>'), "850"),
        (cell("", '<f t="shared" si="0"/>'), ["D314"]), (cell("", '<f t="array" ref="I7">SUM(J1:J9)</f><v>9</v>'), "900"),
        (cell("", '<f t="array" ref="I8">SUM(J1:J9)</f>'), ["D314"]), (cell(' t="str"', '<f>""</f><v></v>'), ["D313"]),
        (cell("", "<f>1+1</f><v></v>"), ["D314"]), (cell(' t="n"', "<f>1/3</f><v>0.33333333333333331</v>"), ["D304"]),
    ])
    path = folder / "without values.xls"
    by_xlwt(path, [Sheet("措施二", [LINE, line(0), line(1, amount=Formula("=1000+1"))])])
    add(path, "a formula that no program has calculated, in BIFF8", rows=2, accepted=1, quarantined=1, tool=by_xlwt,
        findings=[dict(code=["D314", "D313"], sheet="措施二", row=3, column="金额")])


def codes(add, data):
    folder = data / "codes"
    zero = JIA.replace("0300", "O3OO")
    cyrillic = JIA.replace("MA", "МА")
    wrong = JIA[:-1] + ("0" if JIA[-1] != "0" else "1")
    swapped = JIA[:9] + JIA[10] + JIA[9] + JIA[11:]
    column_file(add, folder / "credit codes.xlsx", "look-alikes, slips and other numbers in the place of a credit code", "uscc", [
        (JIA, JIA), (cyrillic, JIA), (JIA.lower(), JIA), (f"{JIA[:8]} {JIA[8:]}", JIA), (f"\u200b{JIA}\ufeff", JIA),
        (zero, dict(code=["D301"], says=JIA)), (JIA.replace("1", "I", 1), dict(code=["D301"], says=JIA)), (wrong, ["D301"]),
        (swapped, ["D301"]), (JIA[:-1], ["D301"]), (JIA + "0", ["D301"]), ("440301100000001", ["D301"]), (JIA[8:17], ["D301"]),
        (Num(914403001922038216.0), ["D302"]), ("9.14403E+17", ["D302", "D301"]), (None, ["D313"]), (f"{JIA}/{YI}", ["D301"]),
    ])
    column_file(add, folder / "invoice numbers.xlsx", "numbers of invoices stored as numbers", "invoice_no", [
        ("25442000000000000001", "25442000000000000001"), ("00123456", "00123456"), (Num(12345678.0), "12345678"),
        (Num(999999999999999.0), "999999999999999"), (Num(1234567890123456.0), ["D302"]), (Num(2.5442e19), ["D302"]),
        (Num(12.5), ["D302"]), ("2.5442E+19", ["D302"]), ("FP-１２", "FP-12"), (None, ""), ("无", ""),
        ("FP 001", "FP 001"),
    ])
    accounts = grid(FIRMS)
    accounts[1][-1] = Num(6222000000000000001.0)
    path = folder / "account as number.xlsx"
    by_openpyxl(path, [Sheet("基本情况", accounts)])
    add(path, "an account of 19 digits stored as a number; it is never shown", rows=2, accepted=1, quarantined=1, tool=by_openpyxl,
        findings=[dict(code=["D302"], sheet="基本情况", row=2, column="账号")], never=["622200000000000", "6.222"],
        values=[["基本情况", 3, "account", "6222000000000000002"]])
    rare = [["单位名称", "统一社会信用代码", "单位类型", "法定代表人"], ["前海㙍示例有限公司", JIA, "企业", "张𠮷"],
            ["前海龘示例有限公司", YI, "企业", "赵䶮"]]
    for encoding in ("gb18030", "utf-8"):
        by_csv(folder / f"rare characters {encoding}", [Sheet("基本情况", rare)], encoding)
        add(folder / f"rare characters {encoding}" / "基本情况.csv", f"characters beyond GBK, in {encoding}", rows=2, accepted=2,
            quarantined=0, made_by="Python csv", values=[["基本情况", 2, "firm_name", "前海㙍示例有限公司"],
            ["基本情况", 2, "legal_representative", "张𠮷"], ["基本情况", 3, "legal_representative", "赵䶮"]])
    odd = ["=1+1", "+86 755", "@SUM(1)", "-甲", "=cmd|' /C calc'!A0"]
    path = folder / "formula-like texts.csv"
    by_csv(folder / "formula-like texts", [lines("contract_no", odd)], "utf-8-sig")
    path = folder / "formula-like texts" / "措施二.csv"
    add(path, "texts that a spreadsheet would take for formulas", rows=5, accepted=5, quarantined=0, made_by="Python csv",
        findings=[dict(code=["D321"], row=r, column="合同号") for r in range(2, 7)])
    tricky = ['含"引号"', "两行\n文字", "逗号,在内", "；分号"]
    by_csv(folder / "quoted fields", [lines("contract_no", tricky)], "utf-8")
    add(folder / "quoted fields" / "措施二.csv", "quotes, line breaks and commas inside fields", rows=4, accepted=4, quarantined=0,
        made_by="Python csv", values=[["措施二", 2, "contract_no", '含"引号"'], ["措施二", "any", "contract_no", "逗号,在内"]])


def currencies(add, data):
    folder = data / "currencies"
    named = {"CNY": ["人民币", "RMB", "￥", "¥", "人民币元", "CNY"], "USD": ["美元", "US$", "usd", "USD", "美金"],
             "HKD": ["港币", "HK$", "港元", "HKD"], "EUR": ["欧元", "€", "EUR"], "GBP": ["英镑", "£", "GBP"], "JPY": ["日元", "JPY"],
             "SGD": ["新加坡元", "SGD"], "MOP": ["澳门元", "MOP"]}
    cases = [(word, code) for code, words in named.items() for word in words]
    cases += [("比特币", ["D311"]), ("ABC", ["D311"]), (Num(1.0), ["D311"]), ("人民币/美元", ["D311"])]
    column_file(add, folder / "names and signs.xlsx", "currencies by name, sign and code", "currency", cases)
    signs = [("US$1,000.00", "USD", "100000"), ("$1,000.00", "USD", "100000"), ("HK$1,000", "HKD", "100000"), ("€1,000", "EUR", "100000"),
             ("£1,000.00", "GBP", "100000"), ("1,000.00美元", "USD", "100000"), ("10万美元", "USD", "10000000"), ("USD 1,000.00", "USD", "100000"),
             ("1,000.00港元", "HKD", "100000"), ("￥1,000", "CNY", "100000"), ("US$1,000", "CNY", None), ("￥1,000", "USD", None),
             ("1,000美元", "HKD", None)]
    path = folder / "signs in amounts.xlsx"
    by_openpyxl(path, [Sheet("措施二", [LINE] + [line(n, amount=a, currency=c) for n, (a, c, _) in enumerate(signs)])])
    add(path, "a currency sign beside the amount must be that of the row", rows=13, accepted=10, quarantined=3, tool=by_openpyxl,
        values=[["措施二", r, "amount", v] for r, (_, _, v) in enumerate(signs, 2) if v],
        findings=[dict(code=["D324", "D303", "D311"], sheet="措施二", row=r) for r in (12, 13, 14)])
    path = folder / "wan dollars.xlsx"
    head = [h if h != "金额" else "金额（万美元）" for h in LINE]
    cases = [line(0, currency="USD", amount=Num(1.5)), line(1, currency="美元", amount="2.5"), line(2, currency="CNY", amount=Num(1.5))]
    by_openpyxl(path, [Sheet("措施二", [head] + cases)])
    add(path, "金额（万美元）: a row in yuan contradicts it", rows=3, accepted=2, quarantined=1, tool=by_openpyxl,
        values=[["措施二", 2, "amount", "1500000"], ["措施二", 3, "amount", "2500000"], ["措施二", 3, "currency", "USD"]],
        findings=[dict(code=["D324", "D311"], sheet="措施二", row=4)])
    path = folder / "dollars without a column.xlsx"
    cut = lambda row: row[:7] + row[8:]
    by_openpyxl(path, [Sheet("措施二", [cut(head), cut(line(0, amount=Num(1.5)))])])
    add(path, "金额（万美元） without a column of currencies: the unit says it", rows=1, accepted=1, quarantined=0, tool=by_openpyxl,
        values=[["措施二", 2, "amount", "1500000"], ["措施二", 2, "currency", "USD"]])


def dates(add, data):
    folder = data / "dates"
    day = "2025-03-01"
    column_file(add, folder / "as text.xlsx", "days that can be read, and others", "paid_on", [
        ("2025-03-01", day), ("2025.3.1", day), ("2025年3月1日", day), ("20250301", day), ("2025/3/1", day), ("２０２５－３－１", day),
        ("2025 年 3 月 1 日", day), ("2025年03月01日", day), ("2025-03-01 13:45", day), (" 2025-03-01 ", day),
        ("2025-03", ["D330"]), ("2025年3月", ["D330"]), ("2025.03", ["D330"]), ("2025/3", ["D330"]), ("202503", ["D330"]),
        ("2025-02-30", ["D307"]), ("2025-13-01", ["D307"]), ("2025/0/5", ["D307"]), ("25.3.1", ["D307"]), ("3月1日", ["D307"]),
        ("01/03/2025", ["D307"]), ("2025", ["D307", "D330"]), ("2025-03-01至2025-03-31", ["D307"]), ("长期", ["D307"]),
        ("2125-01-01", ["D307"]), ("0205-06-30", ["D307"]), (None, ["D313"]), ("-", ["D313"]),
    ])
    column_file(add, folder / "as numbers.xlsx", "serials, and numbers that are none", "paid_on", [
        (dt.date(2025, 3, 1), day), (Num(45717.0), day), (Num(45717.75, "yyyy/m/d h:mm"), day), (Num(20250301.0), day),
        (Num(202503.0), ["D330", "D307"]), (Num(2025.03), ["D330", "D307"]), (Num(0.0), ["D307"]), (Num(-1.0), ["D307"]), (Num(1.0), ["D307"]),
        (Num(2958466.0), ["D307"]), (Num(20251301.0), ["D307"]), (True, ["D307"]), (Num(0.5, "h:mm"), ["D307"]),
    ])
    month = [h if h != "付款日期" else "付款月份" for h in LINE]
    column_file(add, folder / "month column.xlsx", "付款月份: a month is meant", "paid_on", [
        ("2025-03", "2025-03-*"), ("2025年3月", "2025-03-*"), ("202503", "2025-03-*"), ("2025.12", "2025-12-*"), ("2025/3", "2025-03-*"),
        (dt.date(2025, 3, 1), "2025-03-*"), ("2025-03-15", "2025-03-*"), ("2025-13", ["D307"]), ("三月", ["D307"]),
    ], headings=month, heading="付款月份")


def small_ones(add, data):
    folder = data / "others"
    head = ["申报编号", "统一社会信用代码", "受理日期", "平台编号", "服务企业数", "费用类别", "付款日期", "金额"]
    cases = [(35, "35"), ("35家", "35"), ("1,200", "1200"), ("３５", "35"), (Num(35.0), "35"), ("0", "0"), ("35.5", ["D309"]), (Num(35.5), ["D309"]),
             (-1, ["D309"]), ("三十五", ["D309"]), ("约30", ["D309"]), ("30-40", ["D309"]), (None, ["D313"])]
    rows = [["2026-QH-0009", JIA, ACCEPTED, "PT-01", v, "设备购置", DAY, Num(10.0 + n)] for n, (v, _) in enumerate(cases)]
    path = folder / "whole numbers.xlsx"
    by_openpyxl(path, [Sheet("措施一", [head] + rows)])
    column_file(add, path, "numbers of firms served", "served", cases, write=False, heading="服务企业数", sheet="措施一")
    head = ["单位名称", "统一社会信用代码", "单位类型", "人员在前海"]
    cases = [("是", "true"), ("否", "false"), ("✓", "true"), ("☒", "false"), (1, "true"), (0, "false"), (False, "false"), ("　是　", "true"),
             (None, ""), ("无", ""), ("可能", ["D308"]), ("是/否", ["D308"]), ("□是 □否", ["D308"]), (2, ["D308"]), ("部分", ["D308"])]
    path = folder / "yes, no and neither.xlsx"
    by_openpyxl(path, [Sheet("基本情况", [head] + [[f"示例{n}", JIA, "企业", v] for n, (v, _) in enumerate(cases)])])
    column_file(add, path, "answers that are no answers", "staff_in_zone", cases, write=False, heading="人员在前海", sheet="基本情况")
    column_file(add, folder / "categories.xlsx", "words for the channel", "channel", [
        ("网络视频", "网络视频"), ("视频平台", "网络视频"), ("网络 视频", "网络视频"), ("SOCIAL MEDIA", "社交软件"), (" 其他 ", "其他"), ("广播", ["D312"]),
        ("网络视频、社交软件", ["D312"]), (Num(1.0), ["D312"]), (None, ["D313"]),
    ])


def headings(add, data):
    folder = data / "headings"
    swap = lambda old, new: [new if h == old else h for h in LINE]
    for name, head, codes in [
        ("unknown unit.xlsx", swap("金额", "金额（卢布）"), ["F212"]),
        ("two amounts.xlsx", swap("其中增值税", "付款金额"), ["F208"]),
        ("no payment date.xlsx", swap("付款日期", "某日"), ["F207"]),
        ("no header.xlsx", [f"栏目{n}" for n in range(10)], ["F206"]),
    ]:
        by_openpyxl(folder / name, [Sheet("措施二", [head, line(0)])])
        add(folder / name, f"the heading row: {'、'.join(head)}", refused=True, tool=by_openpyxl,
            findings=[dict(code=codes, sheet="措施二"), dict(code=["F207"], sheet="措施二", may=True)])
    sheets = book()
    for sheet, text in zip(sheets, ["单位：前海示例喆科技有限公司", "填报单位：前海示例喆科技有限公司（万元户）", "申报单位:前海示例（元）公司"]):
        sheet.rows = [[text]] + sheet.rows
    path = folder / "unit means the firm.xlsx"
    by_openpyxl(path, sheets)
    add(path, "a line 单位：… that names the firm, not a unit of money", same_as="canonical", tool=by_openpyxl)
    dollars = ["申报编号", "统一社会信用代码", "受理日期", "平台编号", "服务企业数", "费用类别", "付款日期", "金额（万美元）"]
    path = folder / "dollars where yuan is due.xlsx"
    by_openpyxl(path, [Sheet("措施一", [dollars, ["2026-QH-0009", JIA, ACCEPTED, "PT-01", 35, "设备购置", DAY, Num(1.0)]])])
    add(path, "金额（万美元） in a measure that knows no currencies", refused=True, tool=by_openpyxl,
        findings=[dict(code=["F212", "D324"], sheet="措施一")])
    path = folder / "unknown sheet.xlsx"
    by_openpyxl(path, book() + [Sheet("Sheet4", [["草稿"], [1]])])
    add(path, "a sheet that is no known table: said, not read", same_as="canonical", tool=by_openpyxl,
        findings=[dict(code=["F205"], sheet="Sheet4")])
    path = folder / "heading row only.xlsx"
    by_openpyxl(path, [Sheet("基本情况", grid(FIRMS)), Sheet("措施二", grid(M2)), Sheet("措施三", grid(M3)), Sheet("措施九", [
        ["申报编号", "统一社会信用代码", "受理日期", "付款日期", "金额", "是否自行投保", "是否服务出口项下"]])])
    add(path, "a measure that the filer left empty", same_as="canonical", tool=by_openpyxl)


def totals(add, data):
    folder = data / "totals"
    rows = grid(M2)
    total = sum(row[8] for row in M2.rows) / 100
    wrong = rows + [["合计"] + [None] * 7 + [Num(total + 1000)]]
    path = folder / "wrong total.xlsx"
    by_openpyxl(path, [Sheet("基本情况", grid(FIRMS)), Sheet("措施二", wrong), Sheet("措施三", grid(M3))])
    add(path, "合计 is 1,000 yuan above the sum of the rows", same_as="canonical", tool=by_openpyxl,
        findings=[dict(code=["F222"], sheet="措施二"), dict(code=["F223"], sheet="措施二", row=6, column="金额")])
    rows = [LINE, line(0), ["小计"] + [None] * 7 + [Num(1000.0)], line(1), line(2), ["小计"] + [None] * 7 + [Num(2003.0)],
            ["合计"] + [None] * 7 + [Num(4003.0)]]
    path = folder / "wrong total over subtotals.xlsx"
    by_openpyxl(path, [Sheet("措施二", rows)])
    add(path, "subtotals are right, the total counts a subtotal twice", rows=3, accepted=3, quarantined=0, tool=by_openpyxl,
        findings=[dict(code=["F222"], sheet="措施二"), dict(code=["F223"], sheet="措施二", row=7, column="金额")])
    rows = [LINE, line(0, filing_no="合计-2026-01", contract_no="备注合同"), line(1, filing_no="小计科技-2"), line(2, uscc=None),
            [None] * 8 + [Num(3003.0)], line(3, filing_no=None, uscc=None, accepted_on=None, contract_no=None, invoice_no=None, channel=None, paid_on=None, currency=None)]
    path = folder / "rows that look like totals.xlsx"
    by_openpyxl(path, [Sheet("措施二", rows)])
    add(path, "full rows whose texts hold 合计 are rows; a lone amount without a word is refused, not dropped", rows=5, accepted=2,
        quarantined=3, tool=by_openpyxl,
        findings=[dict(code=["D313"], sheet="措施二", row=4, column="统一社会信用代码"), dict(code=["D313"], sheet="措施二", row=5),
                  dict(code=["D313"], sheet="措施二", row=6)],
        values=[["措施二", 2, "filing_no", "合计-2026-01"], ["措施二", 3, "filing_no", "小计科技-2"]])
    firms = [["单位名称", "统一社会信用代码", "单位类型"], ["合计示例（前海）有限公司", JIA, "企业"], ["备注科技有限公司", YI, "企业"], ["总计", None, "2家"]]
    path = folder / "a firm called total.xlsx"
    by_openpyxl(path, [Sheet("基本情况", firms)])
    add(path, "firms whose names begin with 合计 and 备注", rows=2, accepted=2, quarantined=0, tool=by_openpyxl,
        findings=[dict(code=["F222"], sheet="基本情况")], values=[["基本情况", 2, "uscc", JIA], ["基本情况", 3, "uscc", YI]])
    rows = [LINE, line(0), ["合计"] + [None] * 7 + [Num(1000.0)], [], LINE, line(1), line(2)]
    path = folder / "heading repeated.xlsx"
    by_openpyxl(path, [Sheet("措施二", rows)])
    add(path, "the heading row comes again after a total, as printed forms have it: the lines below it count", rows=3, accepted=3,
        quarantined=0, tool=by_openpyxl, findings=[dict(code=["F222"], sheet="措施二")])


def parquet(add, data):
    folder = data / "parquet values"

    def write(name, what, column, array, due):
        n = len(due)
        columns = {"filing_no": ["2026-QH-0001"] * n, "uscc": [JIA] * n, "accepted_on": [ACCEPTED] * n, "channel": ["网络视频"] * n,
                   "invoice_no": [f"FP-{i}" for i in range(n)], "paid_on": [DAY] * n, "amount": [Decimal("1.00")] * n}
        table = {k: pa.array(v) for k, v in columns.items()}
        table[column] = array
        path = folder / name / "m2.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table(table), path)
        good = [(row, d) for row, d in enumerate(due, 1) if isinstance(d, str)]
        add(path, what, rows=n, accepted=len(good), quarantined=n - len(good), made_by=f"pyarrow {pa.__version__}",
            values=[["m2", row, column, d] for row, d in good],
            findings=[dict(code=d, row=row, column=column) for row, d in enumerate(due, 1) if not isinstance(d, str)])
    write("float64", "binary amounts, NaN and infinity", "amount",
          pa.array([0.1 + 0.2, 1234.56, 1.005, -1.0, None, float("nan"), float("inf"), 1e12]),
          ["30", "123456", ["D304"], ["D306"], ["D313"], ["D313", "D303"], ["D303", "D305"], ["D305"]])
    write("float32", "short binary amounts: cents up to seven digits, none beyond", "amount",
          pa.array([0.5, 1234.56, 16777216.0], pa.float32()), ["50", "123456", ["D389"]])
    write("decimal4", "decimals of four places", "amount",
          pa.array([Decimal("1.0000"), Decimal("1.0050"), Decimal("-2.0000"), None], pa.decimal128(18, 4)),
          ["100", ["D304"], ["D306"], ["D313"]])
    write("uint64", "whole yuan without sign", "amount", pa.array([5, 90000000001, 2**63 + 1], pa.uint64()), ["500", ["D305"], ["D305"]])
    write("texts", "amounts as texts", "amount", pa.array(["1,234.50", "（5）", "#DIV/0!", "", None, "300万元"]),
          ["123450", ["D306"], ["D303", "D315"], ["D313"], ["D313"], "300000000"])
    write("moments", "moments in another zone become days of this country", "paid_on",
          pa.array([dt.datetime(2025, 6, 30, 16), dt.datetime(2025, 6, 30, 1)], pa.timestamp("us")).cast(pa.timestamp("us", "Asia/Shanghai")),
          ["2025-07-01", "2025-06-30"])
    write("codes as numbers", "invoice numbers as 64-bit and as binary numbers", "invoice_no",
          pa.array([12345678.0, 1e16, None]), ["12345678", ["D302"], ""])
    write("big integers", "a number of 64 bits keeps its digits", "invoice_no", pa.array([2544200000000000001, 7]), ["2544200000000000001", "7"])
    write("binary", "texts in a column of bytes, one of them no text", "invoice_no", pa.array([b"FP-1", b"\xff\xfe"]), ["FP-1", ["D388"]])


def between_rows(add, data):
    """Findings that need more than one row: said by `jiangbu check` on whole filings."""
    folder = data / "between rows"
    head = LINE[:9] + ["申请金额"]
    firm_head = ["单位名称", "统一社会信用代码", "单位类型", "是否在前海合作区实际经营"]
    firms = [firm_head, ["前海示例甲有限公司", JIA, "企业", "是"], ["前海示例乙有限公司", YI, "企业", "是"]]

    def row(n, code, amount, requested=None, **change):
        return line(n, uscc=code, filing_no=f"2026-QH-{code[12]}", amount=Num(amount), **change)[:9] + [
            None if requested is None else Num(requested)]

    def write(name, what, rows, findings=(), firms=firms, others=()):
        path = folder / name
        by_openpyxl(path, [Sheet("基本情况", firms), Sheet("措施二", [head] + rows), *others])
        add(path, what, stage="check", tool=by_openpyxl, findings=[dict(sheet="措施二", **f) if "sheet" not in f else f for f in findings])

    sound = [row(1, JIA, 600000.0), row(2, JIA, 700000.0), row(3, YI, 800000.0), row(4, YI, 800000.0)]
    write("sound.xlsx", "nothing is wrong", sound)
    write("sound with requests.xlsx", "requested amounts are what the rule gives: 5 % of all costs",
          [row(1, JIA, 600000.0, 65000.0), row(2, JIA, 700000.0, 65000.0), row(3, YI, 1600000.0, 80000.0)])
    write("requested differs.xlsx", "the second firm asks for 90,000 where the rule gives 80,000",
          [row(1, JIA, 1300000.0, 65000.0), row(2, YI, 1600000.0, 90000.0)], [dict(code=["D328"], may=False)])
    write("line twice.xlsx", "row 4 is row 2 again", sound + [sound[0]], [dict(code=["D320"], row=6)])
    write("invoice twice.xlsx", "one invoice in two lines with other dates", sound[:3] + [row(3, YI, 800000.0, paid_on=dt.date(2025, 7, 1))],
          [dict(code=["D327"], row=5)])
    write("invoice of two firms.xlsx", "two firms claim the same invoice; numbers of 20 digits are unique",
          [row(1, JIA, 1300000.0, invoice_no="25442000000000000001"), row(2, YI, 1600000.0, invoice_no="25442000000000000001")],
          [dict(code=["R430"], sheet="*")])
    m1 = Sheet("措施一", [["申报编号", "统一社会信用代码", "受理日期", "平台编号", "服务企业数", "费用类别", "付款日期", "金额", "发票号"],
                       ["2026-QH-0009", YI, ACCEPTED, "PT-01", 35, "运营维护", DAY, Num(800000.0), "FP-0004"]])
    write("invoice in two measures.xlsx", "the same invoice under 措施一 and 措施二", sound, [dict(code=["R430"], sheet="*")], others=[m1])
    write("line without firm.xlsx", "a line of a firm that is not there", sound + [row(5, BING, 900000.0)], [dict(code=["D318"], row=6)])
    write("firm without line.xlsx", "a firm that claims nothing", sound,
          [dict(code=["D319"], sheet="基本情况", row=4)], firms=firms + [["前海示例丙有限公司", BING, "企业", "是"]])
    write("firm twice.xlsx", "the same firm in two equal rows", sound, [dict(code=["D317"], sheet="基本情况", row=4)], firms=firms + [firms[1]])
    write("firm twice, differing.xlsx", "the same firm in two rows that differ: its lines are not accepted", sound, [
        dict(code=["D316"], sheet="基本情况", row=2), dict(code=["D316"], sheet="基本情况", row=4), dict(code=["D318"], row=2), dict(code=["D318"], row=3)],
          firms=firms + [firms[1][:3] + ["否"]])
    write("outside the period.xlsx", "a line paid the year before, one in the award year", sound + [
        row(5, JIA, 650000.0, paid_on=dt.date(2024, 12, 31)), row(6, YI, 650000.0, paid_on=dt.date(2026, 1, 1))],
        [dict(code=["D329"], row=6, column="付款日期"), dict(code=["D329"], row=7, column="付款日期")])
    more = [row(n, JIA, a) for n, a in enumerate([600000.0, 700000.0, 650000.0, 620000.0, 710000.0], 1)]
    write("slip to wan.xlsx", "62.5 among lines of 600,000 to 710,000: 万元 in a column of 元", more + [row(8, JIA, 62.5), sound[2], sound[3]],
          [dict(code=["D325"], row=7, column="金额")])
    write("slip from wan.xlsx", "6,250,000,000 among lines of 600,000 to 710,000", more + [row(8, JIA, 6250000000.0), sound[2], sound[3]],
          [dict(code=["D325"], row=7, column="金额")])
    write("slip against request.xlsx", "one line of 150.00 and a request of 75,000: the rule gives it on 1,500,000",
          [row(1, JIA, 150.0, 75000.0), sound[2], sound[3]], [dict(code=["D325"], row=2), dict(code=["D328"], may=True)])
    write("small lines are no slip.xlsx", "a charge of 3,500 beside lines of 60,000 and 900,000",
          [row(1, JIA, 3500.0), row(2, JIA, 60000.0), row(3, JIA, 900000.0), row(4, JIA, 350000.0), sound[2], sound[3]])
    m1 = Sheet("措施一", [["申报编号", "统一社会信用代码", "受理日期", "平台编号", "服务企业数", "费用类别", "付款日期", "金额", "其中个人办公用计算机"],
                       ["2026-QH-0009", YI, ACCEPTED, "PT-01", 35, "设备购置", DAY, Num(800.0), Num(800.01)]])
    write("deduction above amount.xlsx", "personal computers cost more than all", sound, [dict(code=["D323"], sheet="措施一", row=2)], others=[m1])
