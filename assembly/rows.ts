/** Copying rows, summing rows: embeddings, gathers, and the ordered sums behind weight and bias gradients. */
import { give, take } from './lanes';

/** to[r] = from[index[r]], zeros where index[r] >= limit; rows of `line` bytes. */
export function copyRows(rows: usize, limit: usize, line: usize, index: usize, from: usize, to: usize): void {
  for (let r: usize = 0; r < rows; r++, to += line) {
    const i = <usize>load<u32>(index + (r << 2));
    if (i < limit) memory.copy(to, from + i * line, line);
    else memory.fill(to, 0, line);
  }
}

/** dtable[v] += sum of dx[order[i]] for i in [start[v], start[v+1]). */
export function embedBackward(V: usize, D: usize, order: usize, start: usize, dx: usize, dtable: usize): void {
  const line = D << 2;
  for (let v: usize = 0; v < V; v++, dtable += line) {
    const first = order + (<usize>load<u32>(start + (v << 2)) << 2);
    const end = order + (<usize>load<u32>(start + (v << 2), 4) << 2);
    if (first == end) continue;
    for (let d: usize = 0; d < D; ) {
      const full = d + 4 <= D;
      const at = d << 2;
      let sum = f32x4.splat(0);
      for (let i = first; i < end; i += 4) sum = f32x4.add(sum, take(dx + <usize>load<u32>(i) * line + at, full));
      give(dtable + at, f32x4.add(take(dtable + at, full), sum), full);
      d += full ? 4 : 1;
    }
  }
}

/** out[i] += partial[0][i] + partial[1][i] + ..., in that order. */
export function sumPartialsAdd(S: usize, L: usize, partial: usize, out: usize): void {
  for (let i: usize = 0; i < L; ) {
    const full = i + 4 <= L;
    let at = partial + (i << 2);
    let sum = f32x4.splat(0);
    for (let s: usize = 0; s < S; s++, at += L << 2) sum = f32x4.add(sum, take(at, full));
    give(out + (i << 2), f32x4.add(take(out + (i << 2), full), sum), full);
    i += full ? 4 : 1;
  }
}

/** partial[s] = sum of the rows of strip s of x[N, D]. */
export function columnSumsPartial(N: usize, D: usize, S: usize, x: usize, partial: usize): void {
  const rows = (N + S - 1) / S;
  const line = D << 2;
  for (let s: usize = 0; s < S; s++, partial += line) {
    const first = x + min(N, s * rows) * line;
    const end = x + min(N, (s + 1) * rows) * line;
    for (let d: usize = 0; d < D; ) {
      const full = d + 4 <= D;
      let sum = f32x4.splat(0);
      for (let at = first; at < end; at += line) sum = f32x4.add(sum, take(at + (d << 2), full));
      give(partial + (d << 2), sum, full);
      d += full ? 4 : 1;
    }
  }
}
