/* samples: exports that the tests are made of: one with comments that attack the page, one with 100,000 rows. */
import { writeFileSync } from "node:fs";

const cell = (s) => '"' + String(s).replaceAll('"', '""') + '"';
const csv = (path, rows) => writeFileSync(path, rows.map((r) => r.map(cell).join(",")).join("\r\n") + "\r\n");

/* Each would set window.attacked, load something or break the page if any part of it were taken for more than text. */
export const ATTACKS = [
  "delivery late </script><script>window.attacked=1</script>",
  "delivery late <img src=x onerror=\"window.attacked=1\">",
  "giao hàng chậm <svg onload=window.attacked=1>",
  "delivery late <!--<script>window.attacked=1//",
  "ส่งช้ามาก ]]><iframe src=\"javascript:window.attacked=1\"></iframe>",
  "delivery late \u2028window.attacked=1\u2029",
  "delivery late '\"><a href=javascript:window.attacked=1>x</a>",
  "delivery late {{constructor.constructor('window.attacked=1')()}} ${window.attacked=1}",
  "delivery late \u202egnp.exe\u202c \u0000 {a|rich} {b} @verbatim{DATA} %s %n",
  "delivery late <style>*{display:none}</style><base href=//evil.example/>",
  "delivery late <link rel=stylesheet href=//evil.example/x.css><meta http-equiv=refresh content=0;url=//evil.example>",
  "giao hang cham \\\"</SCRIPT ><ScRiPt>window.attacked=1</sCrIpT>"
];
export function hostile(path) {
  const name = "<script>window.attacked=1</script>", rows = [["id", "date", "channel", "region <b>", "rating", "comment"]];
  for (let i = 0; i < 10; i++)
    ATTACKS.forEach((text, k) => rows.push([`${name}-${i}-${k}`, `2026-0${1 + (k % 6)}-1${i}`, k % 2 ? name : "</script>", i % 2 ? name : "a\" onclick=\"window.attacked=1", 1 + (k % 5), text]));
  csv(path, rows);
}

const PARTS = [["giao hàng chậm quá", "ส่งช้ามาก รอหลายวัน", "delivery was late again"], ["app hay bị lỗi", "แอปค้างตลอด", "the app keeps crashing"],
               ["nhân viên thân thiện", "พนักงานบริการดี", "staff were friendly"], ["giá hơi cao", "ราคาแพงไป", "too expensive for what it is"]];
export function large(path, n) {
  const rows = [["id", "date", "region", "rating", "comment"]];
  for (let i = 0; i < n; i++) {
    const a = PARTS[i % 4][(i >> 2) % 3], b = PARTS[(i >> 4) % 4][(i >> 2) % 3];
    rows.push([i, `2026-${String(1 + (i % 9)).padStart(2, "0")}-${String(1 + (i % 28)).padStart(2, "0")}`, ["North", "South", "Central"][i % 3], 1 + (i % 5), `${a}, ${b} (${i})`]);
  }
  csv(path, rows);
}
