/**
 * Natural logarithms of whole numbers, rounded to a millionth. Math.log may differ between engines in the last bit, and one
 * bit can turn a ranking round; the four basic operations may not. Must not call Math.log.
 */

/** ln(n) in millionths for n = 0..largest (entry 0 is unused and 0), by ln n - ln(n-1) = 2 artanh(1 / (2n - 1)). */
export function microLogs(largest: number): Int32Array {
  const table = new Int32Array(largest + 1);
  let log = 0;
  for (let n = 2; n <= largest; n++) {
    const z = 1 / (2 * n - 1);
    let power = z;
    for (let k = 1; power > 1e-18; k += 2) {
      log += (2 * power) / k;
      power *= z * z;
    }
    table[n] = Math.round(log * 1e6);
  }
  return table;
}
