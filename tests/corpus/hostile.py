"""Files that want to break the reader, or that are not what they say."""

import io
import struct
import tempfile
import warnings
import zipfile
import zlib
from pathlib import Path

import msoffcrypto.format.ooxml as ooxml
import pyarrow as pa
import pyarrow.parquet as pq
import xlwt

from filing import FIRMS, M2, TEXTS, Num, Sheet, book, grid
from writers import (HEAD, MAIN, OFFICE, by_csv, by_openpyxl, by_xlwt, pack, put, raw_book, raw_parts, record,
                     rows_xml, sheet_xml, wide, xlsb_parts)

TABLE = "canonical"
NOT_A_WORKBOOK = ["F203"]
HAND = "zipfile, by hand"


def make(add, bad, data):
    bombs(add, bad)
    shapes(add, bad)
    xml_tricks(add, bad)
    broken_zips(add, bad, data)
    misnamed(add, bad, data)
    locked(add, bad, data)
    empty(add, bad)
    old_binaries(add, bad, data)
    open_documents(add, bad, data)
    texts(add, bad)
    parquet(add, bad, data)


def text_of(parts):
    return {name: data if isinstance(data, bytes) else data.encode() for name, data in parts.items()}


def with_sheet2(xml):
    parts = raw_book(book())
    parts["xl/worksheets/sheet2.xml"] = xml
    return parts


def bombs(add, bad):
    """The largest ones are made by the test itself; these fit into 30 kB."""
    # Ninety sheets that all lie on the same 15 MB of blanks: 1.4 GB in all, every size honest.
    path = bad / "bombs" / "overlapping sheets.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    names = ["基本情况", "措施二", "措施三"] + [f"措施二（续{n}）" for n in range(1, 88)]
    parts = raw_parts([(name, "") for name in names])
    kernel = sheet_xml("<row/>" * 2 + " " * (15 << 20)).encode()
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packed.compress(kernel) + packed.flush()
    out, directory, count = io.BytesIO(), b"", 0
    stamp = struct.pack("<HH", 0, (2026 - 1980) << 9 | 1 << 5 | 1)

    def heads(name, method, crc, size, full, offset):
        name = name.encode()
        common = struct.pack("<HHH", 20, 0x800, method) + stamp + struct.pack("<IIIHH", crc, size, full, len(name), 0)
        central = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, offset) + name
        return b"PK\x03\x04" + common + name, central

    for name, xml in parts.items():
        if "worksheets" in name:
            continue
        data = xml.encode()
        deflated = zlib.compressobj(9, zlib.DEFLATED, -15)
        small = deflated.compress(data) + deflated.flush()
        local, central = heads(name, 8, zlib.crc32(data), len(small), len(data), out.tell())
        out.write(local + small)
        directory, count = directory + central, count + 1
    start = out.tell()
    # All entries name the one local header.
    local, _ = heads("xl/worksheets/sheet1.xml", 8, zlib.crc32(kernel), len(body), len(kernel), start)
    out.write(local + body)
    for n in range(1, len(names) + 1):
        _, central = heads(f"xl/worksheets/sheet{n}.xml", 8, zlib.crc32(kernel), len(body), len(kernel), start)
        directory, count = directory + central, count + 1
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), out.tell(), 0)
    path.write_bytes(out.getvalue() + directory + end)
    add(path, "ninety sheets on the same compressed bytes: 1.4 GB unpacked", codes=["F211", "F203", "F206"], made_by="bytes, by hand")

    # A workbook inside whose shared strings are one string of 14 MB.
    parts = raw_book(book(), extra_rels=f'<Relationship Id="rId901" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>')
    parts["xl/sharedStrings.xml"] = f'{HEAD}<sst xmlns="{MAIN}"><si><t>' + "A" * (14 << 20) + "</t></si></sst>"
    path = bad / "bombs" / "one long string.xlsx"
    pack(path, parts)
    add(path, "a shared string of 14 MB that no cell uses", codes=["F211", "F203"], same_as=TABLE, or_same=True, made_by=HAND)
    sheets = book()
    sheets[1].rows[1][3] = "长" * (3 << 20)
    path = bad / "bombs" / "long cell.xlsx"
    pack(path, raw_book(sheets))
    add(path, "a contract number of 3 million characters (a cell holds 32,767)", codes=["F211", "F203"],
        rows_said=["D303", "D315", "D321", "F211"], or_same=True, made_by=HAND)
    path = bad / "bombs" / "size that lies.xlsx"
    pack(path, with_sheet2(sheet_xml(rows_xml(grid(M2)) + " " * (14 << 20))))
    raw = bytearray(path.read_bytes())
    real = struct.pack("<I", len(sheet_xml(rows_xml(grid(M2)) + " " * (14 << 20)).encode()))
    assert raw.count(real) == 2
    path.write_bytes(bytes(raw).replace(real, struct.pack("<I", 1000)))
    add(path, "a sheet of 14 MB that claims to be 1,000 bytes", codes=["F211", "F203"], same_as=TABLE, or_same=True, made_by=HAND)


def shapes(add, bad):
    """Sheets that claim, or hold, too much."""
    far = sheet_xml(rows_xml(grid(M2)) + '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>')
    path = bad / "shapes" / "far corner.xlsx"
    pack(path, with_sheet2(far))
    add(path, "a word in the last cell of the sheet", rows_said=["D313", "F222"], codes=["F211"], or_same=True, made_by=HAND)
    beyond = far.replace("1048576", "2097152")
    path = bad / "shapes" / "beyond the sheet.xlsx"
    pack(path, with_sheet2(beyond))
    add(path, "a row that no sheet has", codes=["F211", "F203"], made_by=HAND)
    path = bad / "shapes" / "column beyond the sheet.xlsx"
    pack(path, with_sheet2(sheet_xml(rows_xml(grid(M2)) + '<row r="9"><c r="ZZZZZZ9"><v>1</v></c></row>')))
    add(path, "a column that no sheet has", codes=["F211", "F203"], made_by=HAND)
    # Letters that count to 9 + 2³²: 32 bits would take them for I, the column of amounts.
    letters, number = "", 9 + (1 << 32)
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(65 + digit) + letters
    path = bad / "shapes" / "column that wraps around.xlsx"
    wrapped = rows_xml(grid(M2)).replace('<c r="I3">', f'<c r="{letters}3">')
    assert letters in wrapped
    pack(path, with_sheet2(sheet_xml(wrapped)))
    add(path, "a column whose number wraps around to that of the amount", codes=["F211", "F203"], made_by=HAND)
    again = rows_xml(grid(M2)) + rows_xml(grid(M2)[1:], first=2)
    path = bad / "shapes" / "rows repeated.xlsx"
    pack(path, with_sheet2(sheet_xml(again)))
    add(path, "the rows 2 to 5 stand there twice: refused, or all of them read and the repetitions said",
        codes=["F203", "F211"], rows_said=["D320", "F203"], or_same=True, made_by=HAND)
    upside = grid(M2)
    body = rows_xml(upside[:1]) + "".join(rows_xml([r], first=n) for n, r in reversed(list(enumerate(upside[1:], 2))))
    path = bad / "shapes" / "rows upside down.xlsx"
    pack(path, with_sheet2(sheet_xml(body)))
    add(path, "rows in falling order: refused, or read", codes=["F203"], same_as=TABLE, or_same=True, made_by=HAND)
    top = '<row r="1">' + "".join(f'<c r="{a}{b}1"><v>1</v></c>' for a in "ABCDEFGHIJKLMNOPQRSTUVWX" for b in "ABCDEFGHIJ") + "</row>"
    path = bad / "shapes" / "every column repeated.xlsx"
    pack(path, with_sheet2(sheet_xml(top + '<row r="2"><c r="XFD2" t="inlineStr"><is><t>金额</t></is></c></row>' * 3000)))
    add(path, "three thousand rows numbered 2, each with a cell at the right edge", codes=["F203", "F206", "F207", "F211"], made_by=HAND)
    merges = "".join(f'<mergeCell ref="A{n}:XFD{n + 1}"/>' for n in range(1, 2000, 2)) + '<mergeCell ref="A1:XFD1048576"/>'
    path = bad / "shapes" / "merged all over.xlsx"
    pack(path, with_sheet2(sheet_xml(rows_xml(grid(M2)), after=f"<mergeCells>{merges}</mergeCells>")))
    add(path, "everything is merged with everything", rows_said=["D338"], codes=["F203", "F206", "F211"], or_same=True, made_by=HAND)


def xml_tricks(add, bad):
    folder = bad / "xml"
    deep = "<a>" * 100_000 + "</a>" * 100_000
    path = folder / "deep.xlsx"
    pack(path, with_sheet2(sheet_xml(rows_xml(grid(M2)), after=f"<extLst>{deep}</extLst>")))
    add(path, "elements nested 100,000 deep", codes=["F203", "F211"], same_as=TABLE, or_same=True, made_by=HAND)
    path = folder / "deep cell.xlsx"
    pack(path, with_sheet2(sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is>' + "<r>" * 100_000 + "<t>x</t>" + "</r>" * 100_000 + "</is></c></row>")))
    add(path, "runs of text nested 100,000 deep", codes=["F203", "F206", "F211"], made_by=HAND)
    laughs = '<!DOCTYPE x [<!ENTITY a0 "haha">' + "".join(
        f'<!ENTITY a{n} "' + f"&a{n - 1};" * 10 + '">' for n in range(1, 12)) + "]>"
    entity = HEAD + laughs + sheet_xml(rows_xml(grid(M2)).replace("HT-2025-001", "&a11;"), head="")
    path = folder / "billion laughs.xlsx"
    pack(path, with_sheet2(entity))
    add(path, "entities that expand to 400 GB", codes=["F203", "F211"], made_by=HAND)
    outside = HEAD + '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + sheet_xml(
        rows_xml(grid(M2)).replace("HT-2025-001", "&f;"), head="")
    path = folder / "external entity.xlsx"
    pack(path, with_sheet2(outside))
    add(path, "an entity that would read a file of this machine", codes=["F203"], never=["root:"], made_by=HAND)
    parts = raw_book(book())
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        "worksheets/sheet2.xml", "../../../../../../etc/passwd")
    path = folder / "target outside.xlsx"
    pack(path, parts)
    add(path, "a sheet that is to be found in /etc/passwd", codes=["F203"], never=["root:"], made_by=HAND)
    cases = {
        "not closed.xlsx": ("a sheet whose XML ends in the middle of a row", lambda p: p.update(
            {"xl/worksheets/sheet2.xml": p["xl/worksheets/sheet2.xml"][:1500]}), ["F203"]),
        "string that is not there.xlsx": ("cells refer to shared strings that are not there", lambda p: p.update(
            {"xl/worksheets/sheet2.xml": sheet_xml('<row r="1"><c r="A1" t="s"><v>77</v></c><c r="B1" t="s"><v>-1</v></c></row>')}), ["F203", "F206"]),
        "sheet is missing.xlsx": ("the workbook names a sheet that is not in the file", lambda p: p.pop("xl/worksheets/sheet2.xml"), ["F203"]),
        "no workbook.xlsx": ("the part that lists the sheets is missing", lambda p: p.pop("xl/workbook.xml"), ["F203", "F215"]),
        "garbage part.xlsx": ("a sheet is random bytes", lambda p: p.update(
            {"xl/worksheets/sheet2.xml": bytes((n * n * 31 + 7) % 256 for n in range(4000))}), ["F203", "F206"]),
        "bad address.xlsx": ("cells with addresses that are none", lambda p: p.update({"xl/worksheets/sheet2.xml": sheet_xml(
            rows_xml(grid(M2)).replace('r="I3"', 'r="3I"').replace('r="A4"', 'r=""'))}), ["F203"]),
    }
    for name, (what, spoil, codes) in cases.items():
        parts = raw_book(book())
        spoil(parts)
        pack(folder / name, parts)
        add(folder / name, what, codes=codes, made_by=HAND)


def broken_zips(add, bad, data):
    folder = bad / "zips"
    folder.mkdir(parents=True, exist_ok=True)
    whole = (data / "layouts" / "canonical.xlsx").read_bytes()

    def write(name, what, content, codes=NOT_A_WORKBOOK, **more):
        (folder / name).write_bytes(content)
        add(folder / name, what, codes=codes, made_by="bytes, by hand", **more)
    write("half.xlsx", "the first half of a workbook", whole[: len(whole) // 2])
    write("last bytes missing.xlsx", "the end of the directory is missing", whole[:-30])
    write("first bytes missing.xlsx", "the first ten bytes are missing", whole[10:], codes=["F203", "F215", "F210"])
    write("header only.xlsx", "four bytes", b"PK\x03\x04")
    write("empty zip.xlsx", "a zip file without entries", b"PK\x05\x06" + bytes(18), codes=["F203", "F213", "F215"])
    write("directory of nothing.xlsx", "the directory claims 65,535 entries", b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 65535, 65535, 0xFFFFFFF0, 0, 0))
    flipped = bytearray(whole)
    at = whole.index(b"xl/worksheets/sheet2.xml") + 60
    for n in range(at, at + 40):
        flipped[n] ^= 0x55
    write("bytes flipped.xlsx", "forty bytes of a compressed sheet are flipped: the checksum does not fit", bytes(flipped), codes=["F203"])
    locked = bytearray(whole)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = whole.find(mark)
        while found >= 0:
            locked[found + at] |= 1
            found = whole.find(mark, found + 4)
    write("encrypted entries.xlsx", "the zip itself is encrypted", bytes(locked), codes=["F214", "F203"])
    content = bytearray(whole)
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        found = whole.find(mark)
        while found >= 0:
            content[found + at] = 98
            found = whole.find(mark, found + 4)
    write("unknown method.xlsx", "compressed by a method that nobody knows here", bytes(content))
    twice = folder / "sheet twice.xlsx"
    parts = raw_book(book())
    with warnings.catch_warnings(), zipfile.ZipFile(twice, "w") as archive:
        warnings.simplefilter("ignore")
        for name, part in parts.items():
            put(archive, name, part.encode())
        other = sheet_xml(rows_xml(grid(M2)).replace("1234567.89", "9999999.89"))
        put(archive, "xl/worksheets/sheet2.xml", other.encode())
    add(twice, "two entries with the name of one sheet, with different amounts: nobody can say which is meant", codes=["F203", "F211"], made_by=HAND)


def misnamed(add, bad, data):
    """The extension says one thing, the content another."""
    folder = bad / "misnamed"
    folder.mkdir(parents=True, exist_ok=True)

    def copy(source, name, what, **expected):
        (folder / name).write_bytes((data / source).read_bytes())
        add(folder / name, what, made_by="a copy", **expected)

    def write(name, what, content, codes, **more):
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        add(folder / name, what, codes=codes, made_by="bytes, by hand", **more)
    warned = dict(findings=[dict(code="F216")], same_as=TABLE)
    copy("layouts/canonical.xlsx", "xlsx named xls.xls", "a workbook of today named .xls", **warned)
    copy("formats/libreoffice.xls", "xls named xlsx.xlsx", "an old workbook named .xlsx", **warned)
    copy("formats/by hand.xlsb", "xlsb named xlsx.xlsx", "a binary workbook named .xlsx", **warned)
    copy("formats/libreoffice.ods", "ods named xlsx.xlsx", "an OpenDocument sheet named .xlsx", **warned)
    copy("layouts/canonical.xlsx", "xlsx named csv.csv", "a workbook named .csv", **warned)
    copy("layouts/canonical.xlsx", "xlsx named parquet.parquet", "a workbook named .parquet", **warned)
    copy("layouts/canonical.xlsx", "UPPER CASE.XLSX", "an extension in capitals is the same extension", same_as=TABLE)
    copy("formats/csv utf-8/措施二.csv", "措施二.xlsx", "a CSV file named .xlsx", findings=[dict(code="F216")], same_as=TABLE)
    copy("formats/csv gb18030/措施二.csv", "措施二.xls", "a GB18030 CSV file named .xls, as many systems export", findings=[dict(code="F216")],
         same_as=TABLE)
    copy("parquet/decimal/m2.parquet", "m2.xlsx", "a Parquet file named .xlsx", findings=[dict(code="F216")], same_as=TABLE)
    rows = "".join("<tr>" + "".join(f"<td>{'' if v is None else v}</td>" for v in row) + "</tr>" for row in grid(M2))
    write("措施二 网页.xls", "an HTML table saved as .xls, as web systems export", f"<html><head><meta charset='utf-8'></head><body><table>{rows}</table></body></html>",
          ["F215"], says=["HTML"])
    write("xml spreadsheet.xls", "XML Spreadsheet 2003", '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
          '<Worksheet ss:Name="措施二"><Table></Table></Worksheet></Workbook>', ["F215"])
    write("scan.xlsx", "a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", ["F215"], says=["PDF"])
    write("picture.xlsx", "a PNG picture", b"\x89PNG\r\n\x1a\n" + bytes(64), ["F215", "F203"])
    write("letter.rtf.xls", "an RTF text", r"{\rtf1\ansi \b not a table}", ["F215", "F203"])
    write("archive.xlsx", "a RAR archive", b"Rar!\x1a\x07\x01\x00" + bytes(64), ["F215", "F203"])
    write("nothing known.xlsx", "bytes without any meaning", bytes((n * 73 + 41) % 256 for n in range(2000)), ["F203", "F215"])
    write("notes.docx", "a file that nobody can take for a table, by its name", b"PK\x03\x04", ["F210", "F203", "F215"])
    parts = raw_book(book())
    docx = {"[Content_Types].xml": parts["[Content_Types].xml"].replace("/xl/workbook.xml", "/word/document.xml").replace(
        "spreadsheetml.sheet.main", "wordprocessingml.document.main"), "_rels/.rels": parts["_rels/.rels"].replace("xl/workbook", "word/document"),
        "word/document.xml": f"{HEAD}<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body/></w:document>"}
    pack(folder / "word document.xlsx", docx)
    add(folder / "word document.xlsx", "a Word document named .xlsx", codes=["F215"], says=["Word"], made_by=HAND)
    pack(folder / "zip of workbooks.xlsx", {"a.xlsx": (data / "layouts" / "canonical.xlsx").read_bytes()}, zipfile.ZIP_STORED)
    add(folder / "zip of workbooks.xlsx", "a zip archive that holds a workbook", codes=["F215", "F203"], made_by=HAND)
    compound = bytearray((data / "formats" / "libreoffice.xls").read_bytes())
    name = "Workbook".encode("utf-16-le")
    assert compound.count(name) == 1
    at = compound.index(name)
    compound[at: at + len(name)] = "WordDocu".encode("utf-16-le")
    write("old word document.xls", "an OLE file whose stream is no workbook", bytes(compound), ["F215", "F203"])


def locked(add, bad, data):
    folder = bad / "locked"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "password.xlsx"
    if not path.exists():  # Salt and key are random: written once.
        with open(data / "layouts" / "canonical.xlsx", "rb") as source, open(path, "wb") as out:
            ooxml.OOXMLFile(source).encrypt("示例口令", out)
    add(path, "an encrypted workbook: the password is 示例口令", codes=["F214"], made_by="msoffcrypto-tool")
    (folder / "密码.xls").write_bytes(path.read_bytes())
    add(folder / "密码.xls", "the same, named .xls", codes=["F214"], made_by="a copy")
    plain = folder / "password by record.xls"
    by_xlwt(plain, book(TEXTS))
    content = bytearray(plain.read_bytes())
    # The record after the first BOF becomes FILEPASS: RC4, version 1, salt and verifiers.
    bof = content.index(struct.pack("<HHHH", 0x809, 16, 0x600, 5))
    at = bof + 20
    kind, size = struct.unpack_from("<HH", content, at)
    lengths = size
    while lengths < 54 - 4:
        _, more = struct.unpack_from("<HH", content, at + 4 + lengths)
        lengths += 4 + more
    content[at: at + 4] = struct.pack("<HH", 0x2F, lengths)
    content[at + 4: at + 10] = struct.pack("<HHH", 1, 1, 1)
    plain.write_bytes(bytes(content))
    add(plain, "an old workbook with the record FILEPASS", codes=["F214"], made_by="xlwt, then bytes")
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": HEAD +
             '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
             '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
             '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml" manifest:size="4000">'
             '<manifest:encryption-data manifest:checksum-type="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0#sha256-1k" manifest:checksum="AAAA">'
             '<manifest:algorithm manifest:algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc" manifest:initialisation-vector="AAAA"/>'
             "</manifest:encryption-data></manifest:file-entry></manifest:manifest>",
             "content.xml": bytes((n * 197 + 13) % 256 for n in range(4000))}
    pack(folder / "password.ods", parts, zipfile.ZIP_STORED)
    add(folder / "password.ods", "an encrypted OpenDocument sheet", codes=["F214"], made_by=HAND)


def empty(add, bad):
    folder = bad / "empty"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("nothing.xlsx", "nothing.xls", "nothing.ods", "措施二.csv", "m2.parquet"):
        (folder / name).write_bytes(b"")
        add(folder / name, "0 bytes", codes=["F213"], made_by="bytes, by hand")
    (folder / "空白 措施二.csv").write_bytes(b"\xef\xbb\xbf\r\n\r\n")
    add(folder / "空白 措施二.csv", "a byte order mark and two blank lines", codes=["F213", "F206", "F205"], made_by="bytes, by hand")
    by_openpyxl(folder / "blank sheet.xlsx", [Sheet("措施二", [])])
    add(folder / "blank sheet.xlsx", "a sheet without a cell", codes=["F213", "F206"], made_by="openpyxl")
    by_openpyxl(folder / "blank workbook.xlsx", [Sheet("Sheet1", [])])
    add(folder / "blank workbook.xlsx", "a new workbook as Excel makes it", codes=["F213", "F205"], made_by="openpyxl")
    pack(folder / "no sheets.xlsx", raw_parts([]))
    add(folder / "no sheets.xlsx", "a workbook without sheets", codes=["F213", "F203"], made_by=HAND)
    pq.write_table(pa.table({}), folder / "m3.parquet")
    add(folder / "m3.parquet", "a Parquet file without columns", codes=["F213", "F207", "F204"], made_by=f"pyarrow {pa.__version__}")


def old_binaries(add, bad, data):
    folder = bad / "binary"
    folder.mkdir(parents=True, exist_ok=True)
    whole = (data / "formats" / "xlwt.xls").read_bytes()

    def write(name, what, content, codes=NOT_A_WORKBOOK, **more):
        (folder / name).write_bytes(bytes(content))
        add(folder / name, what, codes=codes, made_by="bytes, by hand", **more)
    write("half.xls", "the first half of an old workbook", whole[: len(whole) // 2])
    write("header only.xls", "the first sector only", whole[:512])
    loop = bytearray(whole)
    fat = 512 * (1 + struct.unpack_from("<I", whole, 76)[0])
    for n in range(16):
        struct.pack_into("<I", loop, fat + 4 * n, n)
    write("sectors in a circle.xls", "every sector names itself as the next", loop, codes=["F203", "F211"])
    start = struct.unpack_from("<I", whole, 48)[0]
    loop = bytearray(whole)
    struct.pack_into("<I", loop, fat + 4 * start, start)
    write("directory in a circle.xls", "the directory goes on in its own first sector", loop, codes=["F203", "F211"])
    second = bytearray(whole)
    struct.pack_into("<I", second, fat + 4 * 3, 2)
    write("stream in a circle.xls", "a sector of the workbook leads back to the one before", second, codes=["F203", "F211"])
    odd = bytearray(whole)
    at = odd.index(struct.pack("<HHHH", 0x809, 16, 0x600, 16))
    struct.pack_into("<H", odd, at + 20 + 2, 0xFFF0)
    write("record too long.xls", "a record that claims 65,520 bytes", odd, codes=["F203", "F206"])
    path = folder / "far corner.xls"
    workbook = xlwt.Workbook(encoding="utf-8")
    for sheet in book(TEXTS):
        ws = workbook.add_sheet(sheet.name)
        for r, row in enumerate(sheet.rows):
            for c, value in enumerate(row):
                if value is not None:
                    ws.write(r, c, value)
        if sheet.name == "措施二":
            ws.write(65535, 255, "x")
    workbook.save(str(path))
    add(path, "a word in the last cell of an old sheet", rows_said=["D313", "F222"], codes=["F211"], or_same=True, made_by="xlwt")
    binary = xlsb_parts(book())

    def xlsb(name, what, change, codes, **more):
        parts = dict(binary)
        change(parts)
        pack(folder / name, parts)
        add(folder / name, what, codes=codes, made_by="BIFF12 records by hand", **more)
    sheet = "xl/worksheets/sheet2.bin"
    xlsb("cut.xlsb", "a sheet that ends inside a record", lambda p: p.update({sheet: p[sheet][: len(p[sheet]) // 2]}), ["F203"])
    xlsb("long record.xlsb", "a record that claims 256 MB", lambda p: p.update({sheet: p[sheet][:40] + b"\x06\xff\xff\xff\x7f"}), ["F203", "F211"])
    xlsb("long text.xlsb", "a text that claims 4 billion characters", lambda p: p.update(
        {"xl/sharedStrings.bin": record(0x9F, struct.pack("<II", 1, 1)) + record(0x13, b"\x00\xff\xff\xff\xff")}), ["F203"])
    xlsb("many texts.xlsb", "shared strings that claim to be 4 billion", lambda p: p.update(
        {"xl/sharedStrings.bin": record(0x9F, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF)) + record(0x13, b"\x00" + wide("x"))}), ["F203", "F211"])
    xlsb("text that is not there.xlsb", "cells refer to shared strings that are not there", lambda p: p.update(
        {"xl/sharedStrings.bin": record(0x9F, struct.pack("<II", 0, 0)) + record(0xA0)}), ["F203", "F206"])
    xlsb("row beyond.xlsb", "a row that no sheet has", lambda p: p.update(
        {sheet: p[sheet].replace(record(0x00, struct.pack("<IIHHBI", 3, 0, 300, 0, 0, 0)), record(0x00, struct.pack("<IIHHBI", 0xFFFFFF, 0, 300, 0, 0, 0)))}),
        ["F203", "F211"], or_same=False)


ODS = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
       'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"')


def ods_parts(sheets, after=None):
    """An OpenDocument sheet by hand; `after` maps a sheet to XML behind its rows."""
    tables = ""
    for s in sheets:
        rows = "".join("<table:table-row>" + "".join(
            "<table:table-cell/>" if v is None else
            f'<table:table-cell office:value-type="float" office:value="{float(v)!r}"><text:p>{v}</text:p></table:table-cell>' if isinstance(v, (int, float)) and not isinstance(v, bool) else
            f'<table:table-cell office:value-type="string"><text:p>{v}</text:p></table:table-cell>' for v in row) + "</table:table-row>" for row in s.rows)
        tables += f'<table:table table:name="{s.name}">{rows}{(after or {}).get(s.name, "")}</table:table>'
    return {"mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": HEAD + '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
            "content.xml": f"{HEAD}<office:document-content {ODS}><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"}


def open_documents(add, bad, data):
    folder = bad / "ods"
    plain = book({**TEXTS, "money": lambda v, n: Num(v / 100)})
    blank = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    pack(folder / "repeated blanks.ods", ods_parts(plain, {s.name: blank for s in plain}))
    add(folder / "repeated blanks.ods", "the empty rest of each sheet, as LibreOffice writes it: 17 billion cells that hold nothing",
        same_as=TABLE, made_by=HAND)
    full = blank.replace("<table:table-cell table:number-columns-repeated=\"16384\"/>",
                         '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>')
    pack(folder / "repeated values.ods", ods_parts(plain, {"措施二": full}))
    add(folder / "repeated values.ods", "17 billion cells that hold 1, in a hundred bytes", codes=["F211"], made_by=HAND)
    pack(folder / "repeated overflow.ods", ods_parts(plain, {"措施二": full.replace("1048570", "18446744073709551615")}))
    add(folder / "repeated overflow.ods", "a row repeated 2⁶⁴−1 times", codes=["F211", "F203"], made_by=HAND)
    one = '<table:table-row table:number-rows-repeated="3">' + "".join(
        f'<table:table-cell office:value-type="string"><text:p>{v}</text:p></table:table-cell>' for v in
        ["2026-QH-0001", FIRMS.rows[0][1], "2026-03-02", "HT-9", "FP-9", "网络视频", "2025-06-30", "CNY", "100.00"]) + "</table:table-row>"
    pack(folder / "repeated lines.ods", ods_parts(plain, {"措施二": one}))
    add(folder / "repeated lines.ods", "three equal rows written as one that repeats: each counts, and the repetitions are said",
        rows_said=["D320"], made_by=HAND)
    deep = "<text:p>" * 100_000 + "x" + "</text:p>" * 100_000
    pack(folder / "deep.ods", ods_parts([Sheet("措施二", [[deep]])]))
    add(folder / "deep.ods", "paragraphs nested 100,000 deep", codes=["F203", "F206", "F211"], made_by=HAND)
    spaces = ods_parts([Sheet("措施二", [['<text:s text:c="4000000000"/>x']])])
    pack(folder / "spaces.ods", spaces)
    add(folder / "spaces.ods", "four billion spaces in one element", codes=["F203", "F206", "F211"], made_by=HAND)
    parts = ods_parts(plain)
    parts.pop("content.xml")
    pack(folder / "no content.ods", parts)
    add(folder / "no content.ods", "the part that holds the sheets is missing", codes=["F203", "F215", "F213"], made_by=HAND)
    whole = (data / "formats" / "libreoffice.ods").read_bytes()
    (folder / "half.ods").write_bytes(whole[: len(whole) // 2])
    add(folder / "half.ods", "the first half of a file", codes=["F203"], made_by="bytes, by hand")


def texts(add, bad):
    folder = bad / "csv"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        by_csv(Path(scratch), [Sheet("措施二", grid(M2, TEXTS))], "utf-8")
        good = (Path(scratch) / "措施二.csv").read_bytes()
    lines = good.split(b"\r\n")

    def write(folder_name, what, content, codes, **more):
        path = folder / folder_name / "措施二.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        add(path, what, codes=codes, made_by="bytes, by hand", **more)
    quote = lines[:]
    quote[2] = quote[2].replace(b"HT-2025-002", b'"HT-2025-002')
    write("open quote", "a quotation mark that is never closed: the rows behind it must not vanish", b"\r\n".join(quote), ["F203", "F215", "F201", "F219"],
          rows_said=["D313", "D303", "D301", "D307", "D312", "D304"], or_same=True)
    nul = good.replace(b"HT-2025-002", b"HT\x00\x002025")
    write("nul bytes", "zero bytes inside a text: refused, or cleaned away", nul, ["F203", "F215", "F219", "F201"], rows_said=["D315", "D321", "F219"], or_same=True, same_as=TABLE, but=["contract_no"])
    text = good.decode()
    write("utf-16", "UTF-16 with a byte order mark", text.encode("utf-16"), ["F219"], same_as=TABLE, or_same=True)
    write("utf-16 without mark", "UTF-16 without a byte order mark", text.encode("utf-16-le"), ["F219", "F215", "F203"], same_as=TABLE, or_same=True)
    write("two encodings", "UTF-8 with a line in GB18030", b"\r\n".join(lines[:3] + [lines[3].decode().encode("gb18030")] + lines[4:]), ["F219"])
    write("shift-jis", "an encoding of another country", "申報,日付,金額\r\nあいうえお,カタカナ,１００\r\n".encode("shift-jis"), ["F219", "F206"])
    write("latin", "accents in Latin-1", "société,montant,été\r\nà,é,ü\r\n".encode("latin-1"), ["F219", "F206"])
    write("one line", "a text without a line break or a comma (the test makes one of 64 MB, too)", b"A" * 4_000, ["F206", "F211", "F215"])
    write("many columns", "a row of ten thousand fields", lines[0] + b"\r\n" + b"," * 10_000 + b"\r\n" + b"\r\n".join(lines[1:]), ["F211"],
          same_as=TABLE, or_same=True)
    write("only commas", "nothing but separators", b",,,,,,\r\n" * 200, ["F206", "F213"])
    plain = M2.keep(["filing_no", "uscc", "accepted_on", "paid_on", "amount"])
    by_csv(folder, [Sheet("说不清的表", grid(plain, TEXTS))], "utf-8")
    add(folder / "说不清的表.csv", "a table whose name says nothing and whose headings fit several measures: which one is not guessed",
        codes=["F205", "F206", "F209"], made_by="Python csv")


def parquet(add, bad, data):
    folder = bad / "parquet"
    whole = (data / "parquet" / "decimal" / "m2.parquet").read_bytes()

    def write(name, what, content, codes, **more):
        path = folder / name / "m2.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        add(path, what, codes=codes, made_by="bytes, by hand", **more)
    size = len(whole)
    write("half", "the first half of a file", whole[: size // 2], ["F204"])
    write("no end mark", "the last four bytes are missing", whole[:-4], ["F204"])
    write("marks only", "the mark at either end, nothing between", b"PAR1" + b"PAR1", ["F204"])
    write("endless footer", "a footer that claims 4 GB", whole[:-8] + struct.pack("<I", 0xFFFFFFF0) + b"PAR1", ["F204"])
    write("footer of zeros", "a footer of zeros", whole[: size // 2] + bytes(200) + struct.pack("<I", 200) + b"PAR1", ["F204"])
    flipped = bytearray(whole)
    footer = size - 8 - struct.unpack("<I", whole[-8:-4])[0]
    for n in range(10, min(footer, 1200)):
        flipped[n] ^= 0xA5
    write("pages flipped", "all pages are spoilt, the footer is not", bytes(flipped), ["F204"])
    write("encrypted", "the mark of an encrypted footer", b"PARE" + whole[4:-4] + b"PARE", ["F236"])
    table = pq.read_table(data / "parquet" / "decimal" / "m2.parquet")
    at = table.column_names.index("amount")
    amounts = table["amount"].to_pylist()
    for name, what, column, due in [
        ("struct amount", "the amount is a struct", pa.array([{"value": v, "unit": "元"} for v in amounts]), dict(codes=["F235"])),
        ("list amount", "the amount is a list", pa.array([[v] for v in amounts]), dict(codes=["F235"])),
        ("binary amount", "the amount is bytes", pa.array([b"\xff\x00"] * len(amounts)), dict(rows_said=["D388"])),
    ]:
        path = folder / name / "m2.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table.set_column(at, "amount", column), path)
        add(path, what, **due, made_by=f"pyarrow {pa.__version__}")
    path = folder / "same name twice" / "m2.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table([*table.columns, table["amount"]], names=[*table.column_names, "金额"]), path)
    add(path, "amount and 金额 side by side", codes=["F208"], made_by=f"pyarrow {pa.__version__}")
    # Forty million rows of one value each, in a few kilobytes.
    rows = 40_000_000
    path = folder / "forty million rows" / "m2.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = {}
    small = {"filing_no": "2026", "uscc": FIRMS.rows[0][1], "accepted_on": "2026-03-02", "channel": "网络视频", "paid_on": "2025-06-30", "amount": "1.00"}
    chunk = 1_000_000
    for name, value in small.items():
        columns[name] = pa.DictionaryArray.from_arrays(pa.nulls(chunk, pa.int32()).fill_null(0), pa.array([value]))
    batch = pa.table(columns)
    with pq.ParquetWriter(path, batch.schema, compression="zstd", write_statistics=False, store_schema=False, data_page_size=1 << 30,
                          max_rows_per_page=rows) as writer:
        writer.write_table(pa.concat_tables([batch] * 40), row_group_size=rows)
    add(path, "forty million equal rows in a few kilobytes", codes=["F211"], made_by=f"pyarrow {pa.__version__}")
