"""An export of N comments in three languages, always the same: make_rows.py N FIRST >FILE"""
import csv, sys

OPENINGS = ["", "Thật sự là ", "Nói thật, ", "จริง ๆ แล้ว", "พูดตรง ๆ ", "Honestly, ", "To be fair, ", "Lần này "]
PRAISE = ["nhân viên thân thiện", "giao nhanh", "hàng đẹp đúng mô tả", "พนักงานบริการดี", "ของแท้แพ็คดี", "staff were kind", "great quality", "easy to order", "giá hợp lý"]
FAULTS = ["giao hàng chậm quá", "shipper gọi không nghe máy", "hộp bị móp", "đổi trả rườm rà", "ส่งช้ามาก", "รอคิวนาน", "แอปค้างบ่อย", "สินค้าชำรุด", "the app keeps crashing",
          "delivery was three days late", "refund still missing", "too expensive for what it is", "bị trừ tiền hai lần", "ตอบแชทช้า", "no one answers the hotline"]
JOINS = [", nhưng ", " แต่", ", but ", ". ", ", "]


def rows(n, first):
    for i in range(first, first + n):
        a, b, c = i * 2654435761 % 4294967296, i * 40503 % 65536, i * 97 % 1013
        praise, fault = PRAISE[a % len(PRAISE)], FAULTS[b % len(FAULTS)]
        text = fault if c % 3 == 0 else praise if c % 3 == 1 else praise + JOINS[c % len(JOINS)] + fault
        yield [i, f"2026-{1 + a % 9:02}-{1 + b % 28:02}", ["North", "South", "Central", "East"][c % 4], 1 + (a >> 8) % 5, OPENINGS[(a >> 4) % len(OPENINGS)] + text + f" ({i % 977})"]


out = csv.writer(sys.stdout)
out.writerow(["id", "date", "region", "rating", "comment"])
out.writerows(rows(int(sys.argv[1]), int(sys.argv[2])))
