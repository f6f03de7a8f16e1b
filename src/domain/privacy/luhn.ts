// The check digit of IMEI and ICCID (ISO/IEC 7812-1, annex B).

/** Whether the last digit is right for those before it. A row of one digit alone passes the sum and is no number of anybody. */
export function hasLuhnDigit(digits: string): boolean {
  if (/^(\d)\1*$/.test(digits)) return false;
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48;
    const weighed = at % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}
