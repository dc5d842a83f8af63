// Whole runs of digits are judged, so that no part of a longer number is ever taken for a phone.
const RUN = /\d[\d-]{1,16}\d/g;
const PHONE = /^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|[48]00-?\d{3}-?\d{4}|9[56]\d{3,4}|12\d{3}|110|119|120|122)$/;
// 110 元, 120 天 and XB-95588 are no phones.
const COUNTED = /^ ?[元块塊万萬千百亿億天日年月个個笔筆条條人次份%]|^[.,]\d/;
const ATTACHED = /[\w¥￥.,第-]/;

function isPhone(text, start, end) {
  if (!PHONE.test(text.slice(start, end))) return false;
  const before = text.slice(Math.max(0, start - 1), start);
  return !COUNTED.test(text.slice(end, end + 2)) && !ATTACHED.test(before);
}

/** Split `text` into `{text, phone}` parts; `phone` is what to dial, digits only, or null. */
export function phoneParts(text) {
  const parts = [];
  let done = 0;
  for (const { 0: run, index } of text.matchAll(RUN)) {
    const end = index + run.length;
    if (!isPhone(text, index, end)) continue;
    parts.push({ text: text.slice(done, index), phone: null });
    parts.push({ text: run, phone: run.replace(/-/g, "") });
    done = end;
  }
  parts.push({ text: text.slice(done), phone: null });
  return parts.filter((part) => part.text);
}
