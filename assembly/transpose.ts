/** to[c,r] = from[r,c]; `from` has rows `fromRow` bytes apart, rows of `to` are contiguous (R floats). */
export function transpose(R: usize, C: usize, from: usize, fromRow: usize, to: usize): void {
  const toRow = R << 2;
  let r: usize = 0;
  for (; r + 4 <= R; r += 4) {
    const f0 = from + r * fromRow;
    const f1 = f0 + fromRow;
    const f2 = f1 + fromRow;
    const f3 = f2 + fromRow;
    let c: usize = 0;
    for (; c + 4 <= C; c += 4) {
      const x0 = v128.load(f0 + (c << 2));
      const x1 = v128.load(f1 + (c << 2));
      const x2 = v128.load(f2 + (c << 2));
      const x3 = v128.load(f3 + (c << 2));
      const a = v128.shuffle<u32>(x0, x1, 0, 4, 1, 5);
      const b = v128.shuffle<u32>(x2, x3, 0, 4, 1, 5);
      const d = v128.shuffle<u32>(x0, x1, 2, 6, 3, 7);
      const e = v128.shuffle<u32>(x2, x3, 2, 6, 3, 7);
      const t = to + c * toRow + (r << 2);
      v128.store(t, v128.shuffle<u64>(a, b, 0, 2));
      v128.store(t + toRow, v128.shuffle<u64>(a, b, 1, 3));
      v128.store(t + 2 * toRow, v128.shuffle<u64>(d, e, 0, 2));
      v128.store(t + 3 * toRow, v128.shuffle<u64>(d, e, 1, 3));
    }
    for (; c < C; c++) {
      const t = to + c * toRow + (r << 2);
      store<f32>(t, load<f32>(f0 + (c << 2)));
      store<f32>(t, load<f32>(f1 + (c << 2)), 4);
      store<f32>(t, load<f32>(f2 + (c << 2)), 8);
      store<f32>(t, load<f32>(f3 + (c << 2)), 12);
    }
  }
  for (; r < R; r++)
    for (let c: usize = 0; c < C; c++) store<f32>(to + c * toRow + (r << 2), load<f32>(from + r * fromRow + (c << 2)));
}
