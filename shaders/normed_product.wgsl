// RMSNorm and the matrix product behind it in one pass, four columns a thread and ROWS rows (1 or 4): the squares are summed
// beside the products, and what they make of a row, r = (mean x² + EPS)^-1/2, multiplies its sums at the end. The kernels of a
// decode step end in this file.
// SPLIT threads share the sums of one row (split.ts).
// x[rows, D], norm[D], weight[columns, D].
const D: u32 = 8u;
const EPS: f32 = 1e-5;
const ROWS: u32 = 4u;
const SPLIT: u32 = 1u;
fn join(v: vec4f, thread: u32) -> vec4f { return v; }
fn skips(past: bool) -> bool { return past; }

alias Block = f32;
const LANES: u32 = 1u;
fn product(a: Block, b: Block) -> f32 { return a * b; }
const BLOCKS: u32 = D / LANES;

@group(0) @binding(0) var<storage, read> x: array<Block>;
@group(0) @binding(1) var<storage, read> norm: array<Block>;
@group(0) @binding(2) var<storage, read> weight: array<Block>;

// Entry [c][r]: column columns[c], row rows[r]. Of ROWS = 1 only r = 0 counts.
fn normed(rows: vec4u, columns: vec4u, thread: u32) -> mat4x4f {
  let i = rows * BLOCKS;
  let j = columns * BLOCKS;
  var squares = vec4f();
  var s0 = vec4f();
  var s1 = vec4f();
  var s2 = vec4f();
  var s3 = vec4f();
  if (ROWS == 1u) {
    for (var k = thread % SPLIT; k < BLOCKS; k += SPLIT) {
      let a = x[i.x + k];
      let n = a * norm[k];
      squares.x += product(a, a);
      s0.x += product(n, weight[j.x + k]);
      s1.x += product(n, weight[j.y + k]);
      s2.x += product(n, weight[j.z + k]);
      s3.x += product(n, weight[j.w + k]);
    }
    let row = join(vec4f(s0.x, s1.x, s2.x, s3.x), thread);
    s0.x = row.x;
    s1.x = row.y;
    s2.x = row.z;
    s3.x = row.w;
    squares.x = join(vec4f(squares.x), thread).x;
  } else {
    for (var k = 0u; k < BLOCKS; k++) {
      let a0 = x[i.x + k];
      let a1 = x[i.y + k];
      let a2 = x[i.z + k];
      let a3 = x[i.w + k];
      squares += vec4f(product(a0, a0), product(a1, a1), product(a2, a2), product(a3, a3));
      let scale = norm[k];
      let n0 = a0 * scale;
      let n1 = a1 * scale;
      let n2 = a2 * scale;
      let n3 = a3 * scale;
      let b0 = weight[j.x + k];
      let b1 = weight[j.y + k];
      let b2 = weight[j.z + k];
      let b3 = weight[j.w + k];
      s0 += vec4f(product(n0, b0), product(n1, b0), product(n2, b0), product(n3, b0));
      s1 += vec4f(product(n0, b1), product(n1, b1), product(n2, b1), product(n3, b1));
      s2 += vec4f(product(n0, b2), product(n1, b2), product(n2, b2), product(n3, b2));
      s3 += vec4f(product(n0, b3), product(n1, b3), product(n2, b3), product(n3, b3));
    }
  }
  let r = inverseSqrt(squares / f32(D) + EPS);
  return mat4x4f(s0 * r, s1 * r, s2 * r, s3 * r);
}
