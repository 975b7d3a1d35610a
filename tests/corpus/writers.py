"""Writes the same sheets through several tools, and by hand where no tool writes the form."""

import csv
import datetime as dt
import io
import re
import shutil
import struct
import subprocess
import tempfile
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import xlsxwriter
import xlwt
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from filing import Formula, Num, serial

FIXED = (2026, 1, 1, 0, 0, 0)
STAMP = dt.datetime(*FIXED)


def settle(path, edit=None):
    """Rewrites a zip container with fixed times, so that making it again gives the same bytes.

    `edit` maps a part's name to a function of its bytes (None removes the part); a name that is
    not there yet is added."""
    edit = dict(edit or {})
    with zipfile.ZipFile(path) as old:
        parts = [(i.filename, i.compress_type, old.read(i)) for i in old.infolist()]
    known = {name for name, _, _ in parts}
    for name in edit:
        if name not in known:
            parts.append((name, zipfile.ZIP_DEFLATED, b""))
    with zipfile.ZipFile(path, "w") as new:
        for name, method, data in parts:
            if name in edit:
                data = edit[name](data)
            if data is None:
                continue
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-01-01T00:00:00Z", data)
            put(new, name, data, method)


def put(archive, name, data, method=zipfile.ZIP_DEFLATED):
    info = zipfile.ZipInfo(name, FIXED)
    info.compress_type = method
    archive.writestr(info, data, compresslevel=9)


def pack(path, parts, method=zipfile.ZIP_DEFLATED):
    """A zip from parts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            put(archive, name, data.encode() if isinstance(data, str) else data, method)


def by_openpyxl(path, sheets, epoch_1904=False, then=None, edit=None):
    book = openpyxl.Workbook()
    book.remove(book.active)
    if epoch_1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for sheet in sheets:
        ws = book.create_sheet(sheet.name)
        for r, row in enumerate(sheet.rows, 1):
            for c, value in enumerate(row, 1):
                if value is None:
                    continue
                cell = ws.cell(r, c)
                if isinstance(value, Formula):
                    cell.value = str(value)
                elif isinstance(value, Num):
                    cell.value = float(value)
                    cell.number_format = value.format or "General"
                else:
                    cell.value = value
                    if isinstance(value, dt.date):
                        cell.number_format = "yyyy-mm-dd"
                    elif isinstance(value, str):
                        cell.data_type = "s"
                if r in sheet.wrap:
                    cell.alignment = Alignment(wrap_text=True, horizontal="center")
        for merge in sheet.merges:
            ws.merge_cells(merge)
        for r in sheet.hidden_rows:
            ws.row_dimensions[r].hidden = True
        if sheet.hidden:
            ws.sheet_state = sheet.hidden if isinstance(sheet.hidden, str) else "hidden"
    if then:
        then(book)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    settle(path, edit)


def by_xlsxwriter(path, sheets, options=None, then=None, edit=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), options or {})
    book.set_properties({"created": STAMP})
    day = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    formats = {}
    for sheet in sheets:
        ws = book.add_worksheet(sheet.name)
        for r, row in enumerate(sheet.rows):
            for c, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, Formula):
                    ws.write_formula(r, c, str(value), None, value.value if value.value is not None else 0)
                elif isinstance(value, Num):
                    code = value.format or "General"
                    if code not in formats:
                        formats[code] = book.add_format({"num_format": code})
                    ws.write_number(r, c, float(value), formats[code])
                elif isinstance(value, bool):
                    ws.write_boolean(r, c, value)
                elif isinstance(value, (int, float)):
                    ws.write_number(r, c, value)
                elif isinstance(value, dt.date):
                    ws.write_datetime(r, c, dt.datetime(value.year, value.month, value.day), day)
                else:
                    ws.write_string(r, c, value)
        for r in sheet.hidden_rows:
            ws.set_row(r - 1, None, None, {"hidden": True})
        if sheet.hidden:
            ws.hide()
    if then:
        then(book)
    book.close()
    settle(path, edit)


def by_xlwt(path, sheets):
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for sheet in sheets:
        ws = book.add_sheet(sheet.name)
        for r, row in enumerate(sheet.rows):
            for c, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, dt.date):
                    ws.write(r, c, value, day)
                elif isinstance(value, Formula):
                    ws.write(r, c, xlwt.Formula(str(value)[1:]))
                elif isinstance(value, Num):
                    ws.write(r, c, float(value), xlwt.easyxf(num_format_str=value.format or "General"))
                else:
                    ws.write(r, c, value)
        for r in sheet.hidden_rows:
            ws.row(r - 1).hidden = True
        if sheet.hidden:
            ws.visibility = 1
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(path))


def by_libreoffice(path, source, kind):
    """Has LibreOffice open a file and save it as another kind. Not the same bytes every time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        made = Path(folder) / (Path(source).stem + "." + kind.split(":")[0])
        shutil.copyfile(made, path)
    if kind in ("ods", "xlsx"):
        settle(path, {"Thumbnails/thumbnail.png": lambda _: None} if kind == "ods" else None)


def shown(value) -> str:
    """A cell as a CSV file shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return repr(float(value)).removesuffix(".0")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def by_csv(folder, sheets, encoding, ending="\r\n", quoting=csv.QUOTE_MINIMAL, delimiter=","):
    """One file per sheet."""
    folder.mkdir(parents=True, exist_ok=True)
    for sheet in sheets:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator=ending, quoting=quoting, delimiter=delimiter)
        for row in sheet.rows:
            writer.writerow([shown(value) for value in row])
        (folder / f"{sheet.name}.csv").write_bytes(text.getvalue().encode(encoding))


# Workbooks by hand: the few parts that the standard asks for, and forms that writers rarely use.

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def cell_xml(value, ref=""):
    """An inline cell. Dates take the style that `STYLES` keeps for them."""
    if isinstance(value, dt.date):
        return f'<c{ref} s="1"><v>{serial(value)}</v></c>'
    if isinstance(value, bool):
        return f'<c{ref} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, Formula):
        cached = "" if value.value is None else f"<v>{value.value}</v>"
        return f"<c{ref}><f>{escape(str(value)[1:])}</f>{cached}</c>"
    if isinstance(value, (int, float)):
        return f"<c{ref}><v>{shown(value)}</v></c>"
    return f'<c{ref} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def rows_xml(rows, refs=True, first=1):
    out = []
    for r, row in enumerate(rows, first):
        line = []
        for c, value in enumerate(row, 1):
            if value is None and refs:
                continue
            ref = f' r="{get_column_letter(c)}{r}"' if refs else ""
            line.append(f"<c{ref}/>" if value is None else cell_xml(value, ref))
        out.append((f'<row r="{r}">' if refs else "<row>") + "".join(line) + "</row>")
    return "".join(out)


def sheet_xml(body, before="", after="", head=HEAD):
    return f'{head}<worksheet xmlns="{MAIN}">{before}<sheetData>{body}</sheetData>{after}</worksheet>'


def raw_parts(sheets, workbook_head=HEAD, extra_types="", extra_rels=""):
    """Parts of an .xlsx from (name, XML of the worksheet)."""
    numbers = range(1, len(sheets) + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>' for n in numbers)
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, (name, _) in zip(numbers, sheets))
    rels = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers)
    parts = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/styles.xml" ContentType='
        f'"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>{types}{extra_types}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{RELS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{workbook_head}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{RELS}">{rels}'
        f'<Relationship Id="rId900" Type="{OFFICE}/styles" Target="styles.xml"/>{extra_rels}</Relationships>',
        "xl/styles.xml": STYLES,
    }
    for n, (_, xml) in zip(numbers, sheets):
        parts[f"xl/worksheets/sheet{n}.xml"] = xml
    return parts


def raw_book(sheets, **options):
    return raw_parts([(s.name, sheet_xml(rows_xml(s.rows))) for s in sheets], **options)


# BIFF12, the binary records of .xlsb ([MS-XLSB]). Only what a reader must have.

def record(number, data=b""):
    head = bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])
    size, length = b"", len(data)
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return head + size + data


def wide(text):
    encoded = text.encode("utf-16-le")
    return struct.pack("<I", len(encoded) // 2) + encoded


def xlsb_cell(column, value, strings):
    head = lambda style=0: struct.pack("<II", column, style)
    if isinstance(value, bytes):  # A formula that ends in an error, by its code: BrtFmlaError.
        division = bytes.fromhex("1e01001e000006")  # 1 0 /
        return record(0x0B, head() + value + struct.pack("<HI", 0, len(division)) + division + bytes(4))
    if isinstance(value, dt.date):  # As Excel does: a whole number packed into 30 bits (RkNumber).
        return record(0x02, head(1) + struct.pack("<I", serial(value) << 2 | 2))
    if isinstance(value, bool):
        return record(0x04, head() + bytes([value]))
    if isinstance(value, (int, float)):
        return record(0x05, head() + struct.pack("<d", value))
    if value not in strings:
        strings.append(value)
    return record(0x07, head() + struct.pack("<I", strings.index(value)))


def xlsb_parts(sheets):
    strings, parts, count = [], {}, 0
    for n, sheet in enumerate(sheets, 1):
        width = max(len(row) for row in sheet.rows)
        out = record(0x81)
        out += record(0x94, struct.pack("<IIII", 0, len(sheet.rows) - 1, 0, width - 1))
        out += record(0x91)
        for r, row in enumerate(sheet.rows):
            out += record(0x00, struct.pack("<IIHHBI", r, 0, 300, 0, 0, 0))
            for c, value in enumerate(row):
                if value is not None:
                    out += xlsb_cell(c, value, strings)
                    count += 1
        out += record(0x92) + record(0x82)
        parts[f"xl/worksheets/sheet{n}.bin"] = out
    xf = lambda parent, fmt, apply: record(0x2F, struct.pack("<HHHHHBBBBH", parent, fmt, 0, 0, 0, 0, 0, 0, 0, apply))
    font = record(0x2B, struct.pack("<HHHHBBBB", 220, 0, 400, 0, 0, 0, 134, 0) + b"\x07\x01\x00\x00\x00\xff\x00\x00" + b"\x00" + wide("宋体"))
    fill = record(0x2D, struct.pack("<I", 0) + b"\x03\x40\x00\x00\x00\x00\x00\xff" + b"\x03\x41\x00\x00\xff\xff\xff\xff" + bytes(48))
    border = record(0x2E, bytes(1) + (bytes(2) + b"\x01\x00\x00\x00\x00\x00\x00\x00") * 5)
    styles = record(0x116)
    styles += record(0x263, struct.pack("<I", 1)) + font + record(0x264)
    styles += record(0x25B, struct.pack("<I", 1)) + fill + record(0x25C)
    styles += record(0x265, struct.pack("<I", 1)) + border + record(0x266)
    styles += record(0x272, struct.pack("<I", 1)) + xf(0xFFFF, 0, 0) + record(0x273)
    styles += record(0x269, struct.pack("<I", 2)) + xf(0, 0, 0) + xf(0, 14, 1) + record(0x26A)
    styles += record(0x117)
    sst = record(0x9F, struct.pack("<II", count, len(strings)))
    sst += b"".join(record(0x13, b"\x00" + wide(text)) for text in strings) + record(0xA0)
    book = record(0x83) + record(0x99, struct.pack("<III", 0, 0, 0)) + record(0x8F)
    for n, sheet in enumerate(sheets, 1):
        book += record(0x9C, struct.pack("<II", 1 if sheet.hidden else 0, n) + wide(f"rId{n}") + wide(sheet.name))
    book += record(0x90) + record(0x9D, struct.pack("<IIIdB", 191029, 0, 100, 0.001, 0)) + record(0x84)
    parts["xl/styles.bin"], parts["xl/sharedStrings.bin"], parts["xl/workbook.bin"] = styles, sst, book
    kinds = {"worksheets/sheet%d" % n: "worksheet" for n in range(1, len(sheets) + 1)}
    kinds.update(styles="styles", sharedStrings="sharedStrings")
    rels = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{name}.bin"/>'
        for n, (name, kind) in enumerate(kinds.items(), 1))
    types = "".join(
        f'<Override PartName="/xl/{name}.bin" ContentType="application/vnd.ms-excel.{kind}"/>'
        for name, kind in kinds.items())
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
        f"{types}</Types>",
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{RELS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        "xl/_rels/workbook.bin.rels": f'{HEAD}<Relationships xmlns="{RELS}">{rels}</Relationships>',
        **parts,
    }
