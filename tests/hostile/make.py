#!/usr/bin/env python3
"""Builds the hostile inputs that are too large to keep: make.py FOLDER.

Bombs, records without end and patterns that make careless readers take quadratic time. INDEX.tsv lists them with
the prefix "made/". Everything is deterministic."""
import os
import sys
import zipfile

NS = ('xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
      'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"')
RT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PT = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook(path, sheet, strings=None):
    """A minimal workbook whose sheet (and string table) is made of (piece, times) pairs."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        relations = '<Relationship Id="rId1" Type="%s/worksheet" Target="worksheets/sheet1.xml"/>' % RT
        relations += '<Relationship Id="rId2" Type="%s/sharedStrings" Target="sharedStrings.xml"/>' % RT
        z.writestr("_rels/.rels", '<Relationships xmlns="%s"><Relationship Id="rId1" Type="%s/officeDocument" '
                   'Target="xl/workbook.xml"/></Relationships>' % (PT, RT))
        z.writestr("xl/workbook.xml", '<workbook %s><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>'
                   '</workbook>' % NS)
        z.writestr("xl/_rels/workbook.xml.rels", '<Relationships xmlns="%s">%s</Relationships>' % (PT, relations))
        for name, pieces in (("xl/worksheets/sheet1.xml", sheet), ("xl/sharedStrings.xml", strings)):
            if pieces is None:
                continue
            info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            with z.open(info, "w", force_zip64=True) as f:
                for piece, times in pieces:
                    per = max(1, min(times, (1 << 20) // len(piece)))
                    chunk = piece * per
                    for _ in range(times // per):
                        f.write(chunk)
                    f.write(piece * (times % per))


HEAD = (b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row>', 1)
TAIL = (b"</sheetData></worksheet>", 1)


def main(folder):
    os.makedirs(folder, exist_ok=True)

    def path(name):
        return os.path.join(folder, name)

    def write(name, data):
        with open(path(name), "wb") as f:
            f.write(data)

    rows = b"".join(b"%d,row number %d of the file\n" % (i, i) for i in range(200000))
    write("open_quote_20mb.csv", b"id,text\n1,\"never closed\n" + rows * 4)
    write("open_quotes_every_line.csv", b"id,text\n" + b"1,\"open\n" * 500000)
    write("open_quotes_and_closes.csv", b"id,text\n" + b"b\",a,\"\n" * 500000)
    write("quoted_newlines.csv", b"id,text\n" + b"\"\n\"," * 3000000)
    write("quotes_only.csv", b"\"" * 5000000)
    write("quotes_and_spaces.csv", b"\"" + b"\" " * 3000000)
    write("spaces_only.csv", b" " * 20000000)
    write("long_field.csv", b"id,text\n1,\"" + "đẹp ".encode() * 500000 + b"\"\n2,ok\n")
    write("long_line.csv", b"id,text\n1," + b"x" * 20000000 + b"\n2,ok\n")
    write("long_first_line.csv", b"x" * 40000000)
    write("one_wide_line.csv", b"," * 3000000 + b"\n1,2\n")
    write("nuls_everywhere.csv", b"id,text\n" + b"1,a line of text that has some length\0\n" * 100000)
    write("bad_bytes_every_line.csv", "id,text\n".encode() + b"1,\xff" + "đây là dòng có dấu\n".encode() +
          ("2,giao hàng chậm\n".encode() + b"3,\xfe" + "đẹp lắm ạ nhé bạn ơi được đấy\n".encode()) * 20000)
    write("long_string.json", b"[{\"id\":1,\"text\":\"" + b"x" * 20000000 + b"\"},{\"id\":2}]")
    write("long_text.json", b"[{\"id\":1,\"text\":\"" + b"x" * 3000000 + b"\"},{\"id\":2}]")
    write("deep_array.json", b"[{\"id\":1},{\"a\":" + b"[" * 5000000)
    write("deep_objects.json", b"{\"a\":" * 3000000)
    write("open_objects.json", b"[{\"id\":1}," + b"{\"a\":\n" * 500000)
    write("open_strings.json", b"[{\"id\":1}," + b"{\"a\":\"x\n,{\"b\":1}," * 200000 + b"]")
    write("wide_array.json", b"[{\"id\":1},{\"a\":[" + b"0," * 4000000 + b"0]}]")
    write("brackets.jsonl", b"{\"id\":1}\n" + b"[" * 3000000 + b"\n{\"id\":2}\n")
    workbook(path("bomb_cells.xlsx"), [HEAD, (b"<row></row>", 30000000), TAIL])
    workbook(path("bomb_text.xlsx"), [HEAD, (b'<row><c t="inlineStr"><is><t>', 1), (b"a" * 1000, 300000)])
    workbook(path("bomb_strings.xlsx"), [HEAD, TAIL], [(b"<sst>", 1), (b"<si><t>aaaaaaaaaaaaaaa</t></si>", 10000000)])
    workbook(path("long_token.xlsx"), [HEAD, (b'<row a="', 1), (bytes(range(97, 123)), 200000), (b'"/>', 1), TAIL])
    workbook(path("long_cell.xlsx"), [HEAD, (b'<row><c t="inlineStr"><is><t>', 1),
                                      (" ".join(str(i * 7919 % 10007) for i in range(20000)).encode(), 20),
                                      (b"</t></is></c></row>", 1), TAIL])
    workbook(path("many_rows.xlsx"), [HEAD] + [(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (i, i, i * 7919), 1)
                                              for i in range(2, 50002)] + [TAIL])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
