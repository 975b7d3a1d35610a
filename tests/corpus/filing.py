"""The one logical filing that the corpus writes again and again, and how its values can be shown.

Everything here is invented: names, codes, amounts. The credit codes are built by the rules of
GB 32100-2015 and GB 11714 so that their check characters hold; they belong to nobody.
"""

import datetime as dt
from decimal import Decimal

SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(body: str) -> str:
    """A code of Shenzhen (440300), class 91, from eight characters."""
    weights = [3, 7, 9, 10, 5, 8, 4, 2]
    value = lambda c: int(c) if c.isdigit() else ord(c) - 55
    check = 11 - sum(w * value(c) for w, c in zip(weights, body)) % 11
    code = "91440300" + body + {10: "X", 11: "0"}.get(check, str(check))
    total = sum(pow(3, i, 31) * SYMBOLS.index(c) for i, c in enumerate(code))
    return code + SYMBOLS[(31 - total % 31) % 31]


JIA = credit_code("MA5XA001")
YI = credit_code("MA5XB002")
BING = credit_code("MA5XC003")
DAY = dt.date

# Columns: canonical name, kind, Chinese heading, English heading.
FIRM_COLUMNS = [
    ("firm_name", "text", "单位名称", "Enterprise"),
    ("uscc", "code", "统一社会信用代码", "Credit code"),
    ("entity_type", "category", "单位类型", "Type of entity"),
    ("operates_in_qianhai", "bool", "是否在前海合作区实际经营", "Operates in Qianhai"),
    ("registered_in_zone", "bool", "注册地在前海", "Registered in Qianhai"),
    ("produces_in_zone", "bool", "生产经营在前海", "Business carried on in Qianhai"),
    ("staff_in_zone", "bool", "人员在前海", "Staff in Qianhai"),
    ("accounts_in_zone", "bool", "账务在前海", "Accounts kept in Qianhai"),
    ("legal_representative", "text", "法定代表人", "Legal representative"),
    ("phone", "text", "联系电话", "Phone"),
    ("account", "text", "账号", "Account"),
]
FIRM_ROWS = [
    ["前海示例喆科技有限公司", JIA, "企业", True, True, True, False, True,
     "张示例", "13800000001", "6222000000000000001"],
    ["前海示例海外推广股份有限公司", YI, "企业", True, False, True, True, False,
     "李样本", "0755-00000002", "6222000000000000002"],
]

M2_COLUMNS = [
    ("filing_no", "text", "申报编号", "Filing no."),
    ("uscc", "code", "统一社会信用代码", "Credit code"),
    ("accepted_on", "date", "受理日期", "Accepted on"),
    ("contract_no", "text", "合同号", "Contract no."),
    ("invoice_no", "text", "发票号", "Invoice no."),
    ("channel", "category", "推广渠道", "Channel"),
    ("paid_on", "date", "付款日期", "Paid on"),
    ("currency", "currency", "币种", "Currency"),
    ("amount", "money", "金额", "Amount"),
    ("tax", "money", "其中增值税", "VAT included"),
    ("requested", "money", "申请金额", "Requested amount"),
]
# Money in fen. The amounts are such that yuan × 100 in binary misses the fen for most of them.
M2_ROWS = [
    ["2026-QH-0001", JIA, DAY(2026, 3, 2), "HT-2025-001", "25442000000000000001", "网络视频",
     DAY(2025, 3, 1), "CNY", 123456789, 6988120, 7500000],
    ["2026-QH-0001", JIA, DAY(2026, 3, 2), "HT-2025-002", "25442000000000000002", "社交软件",
     DAY(2025, 6, 30), "CNY", 30000029, None, 7500000],
    ["2026-QH-0002", YI, DAY(2026, 3, 12), "合同-甲-03", "04403002", "境外广播电视媒体",
     DAY(2025, 12, 31), "CNY", 88000007, 0, None],
    ["2026-QH-0002", YI, DAY(2026, 3, 12), "HT/2025/4", "INV-2025-77", "金融支付机构",
     DAY(2025, 1, 1), "CNY", 12000035, None, None],
]

M3_COLUMNS = [
    ("filing_no", "text", "申报编号", "Filing no."),
    ("uscc", "code", "统一社会信用代码", "Credit code"),
    ("accepted_on", "date", "受理日期", "Accepted on"),
    ("contract_no", "text", "合同号", "Contract no."),
    ("received_on", "date", "收汇日期", "Received on"),
    ("currency", "currency", "币种", "Currency"),
    ("amount", "money", "金额", "Amount"),
    ("catalogue", "category", "技术目录类别", "Technology catalogue"),
    ("requested", "money", "申请金额", "Requested amount"),
]
M3_ROWS = [
    ["2026-QH-0003", JIA, DAY(2026, 3, 2), "EX-01", DAY(2025, 2, 28), "USD", 650000000, "不涉及",
     10000000],
    ["2026-QH-0003", JIA, DAY(2026, 3, 2), "EX-02", DAY(2025, 9, 15), "USD", 21000029,
     "限制类有许可", 10000000],
    ["2026-QH-0004", YI, DAY(2026, 3, 12), "EX-03", DAY(2025, 11, 30), "USD", 500000001, "不涉及",
     None],
]


class Table:
    """Columns and rows of one table of the filing."""

    def __init__(self, key, sheet, columns, rows):
        self.key, self.sheet, self.columns, self.rows = key, sheet, columns, rows

    def keep(self, names):
        """The same table with some columns only, in the given order."""
        at = [next(i for i, c in enumerate(self.columns) if c[0] == n) for n in names]
        return Table(self.key, self.sheet, [self.columns[i] for i in at],
                     [[row[i] for i in at] for row in self.rows])

    def without(self, *names):
        return self.keep([c[0] for c in self.columns if c[0] not in names])


FIRMS = Table("firms", "基本情况", FIRM_COLUMNS, FIRM_ROWS)
M2 = Table("m2", "措施二", M2_COLUMNS, M2_ROWS)
M3 = Table("m3", "措施三", M3_COLUMNS, M3_ROWS)
FILING = [FIRMS, M2, M3]


def normal(kind, value) -> str:
    """The normalised form of the expected tables: fen, ISO dates, true and false."""
    if value is None:
        return ""
    if kind == "bool":
        return "true" if value else "false"
    return value.isoformat() if kind == "date" else str(value)


# Ways to show a value. Each is a function of a value and a running number.

class Num(float):
    """A number as a spreadsheet holds it; `format` is its number format."""

    format = None

    def __new__(cls, value, format=None):
        number = float.__new__(cls, value)
        number.format = format
        return number


class Formula(str):
    """A formula with the value that the program cached for it; `None` where there is none."""

    value = None

    def __new__(cls, text, value=None):
        formula = str.__new__(cls, text)
        formula.value = value
        return formula


def yuan(fen) -> str:
    return f"{Decimal(fen) / 100:.2f}"


def money_number(power=2):
    """A binary number in units of 10^power fen."""
    return lambda fen, n: Num(float(Decimal(fen).scaleb(-power)), "General")


def money_text(fen, n) -> str:
    return yuan(fen)


def serial(day, epoch=DAY(1899, 12, 30)):
    return (day - epoch).days


def date_cell(day, n):
    return day


def date_iso(day, n):
    return day.isoformat()


def bool_word(value, n):
    return "是" if value else "否"


PLAIN = {
    "text": lambda v, n: v, "code": lambda v, n: v, "category": lambda v, n: v,
    "currency": lambda v, n: v, "money": money_number(), "date": date_cell, "bool": bool_word,
}
TEXTS = {**PLAIN, "money": money_text, "date": date_iso}


def cells(table, show=PLAIN, blank=lambda n: None):
    """The rows of a table as cells."""
    out, n = [], 0
    for row in table.rows:
        line = []
        for (_, kind, _, _), value in zip(table.columns, row):
            n += 1
            line.append(blank(n) if value is None else show[kind](value, n))
        out.append(line)
    return out


def headings(table, lang=2):
    return [column[lang] for column in table.columns]


def grid(table, show=PLAIN, heading=lambda c: c[2], blank=lambda n: None):
    """A heading row and the rows below it."""
    return [[heading(column) for column in table.columns]] + cells(table, show, blank)


class Sheet:
    """A sheet to be written: its cells and what lies around them."""

    def __init__(self, name, rows, merges=(), hidden=False, hidden_rows=(), wrap=()):
        self.name, self.rows, self.merges = name, rows, list(merges)
        self.hidden, self.hidden_rows, self.wrap = hidden, set(hidden_rows), set(wrap)


def book(show=PLAIN, **options):
    return [Sheet(table.sheet, grid(table, show, **options)) for table in FILING]
