// The three products for sizes that are not multiples of 4, one element at a time: slower, always right.
// ORDER 0: a[M,K] bT, b[N,K].  1: a[M,K] b[K,N].  2: aT b, a[K,M], b[K,N], K split over S parts (S = 1 otherwise).
const M: u32 = 7u;
const N: u32 = 5u;
const K: u32 = 3u;
const S: u32 = 1u;
const ORDER: u32 = 0u;
const SHARE = (K + S - 1) / S;
// Elements from one output row or column to the next, and from one k to the next.
const A_ROW = select(K, 1u, ORDER == 2);
const A_DEPTH = select(1u, M, ORDER == 2);
const B_COLUMN = select(1u, K, ORDER == 0);
const B_DEPTH = select(N, 1u, ORDER == 0);

@group(0) @binding(0) var<storage, read> a: array<f32, M * K>;
@group(0) @binding(1) var<storage, read> b: array<f32, N * K>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let row = id.y * 4;
  let column = id.x * 4;
  if (row >= M || column >= N) {
    return;
  }
  // Past an edge the block repeats the last row or column: the same value is stored again, and no load needs a test.
  let rows = min(row + vec4(0u, 1u, 2u, 3u), vec4(M - 1));
  let columns = min(column + vec4(0u, 1u, 2u, 3u), vec4(N - 1));
  let i = rows * A_ROW;
  let j = columns * B_COLUMN;
  var s0 = vec4<f32>();
  var s1 = vec4<f32>();
  var s2 = vec4<f32>();
  var s3 = vec4<f32>();
  let end = min((id.z + 1) * SHARE, K);
  for (var k = id.z * SHARE; k < end; k++) {
    let at = k * A_DEPTH;
    let bt = k * B_DEPTH;
    let right = vec4(b[j.x + bt], b[j.y + bt], b[j.z + bt], b[j.w + bt]);
    s0 += a[i.x + at] * right;
    s1 += a[i.y + at] * right;
    s2 += a[i.z + at] * right;
    s3 += a[i.w + at] * right;
  }
  store(id.z * M + rows.x, columns, s0);
  store(id.z * M + rows.y, columns, s1);
  store(id.z * M + rows.z, columns, s2);
  store(id.z * M + rows.w, columns, s3);
}

// EPILOGUE
@group(0) @binding(2) var<storage, read_write> c: array<f32, S * M * N>;

fn store(row: u32, columns: vec4<u32>, sums: vec4<f32>) {
  let index = row * N + columns;
  c[index.x] = sums.x;
  c[index.y] = sums.y;
  c[index.z] = sums.z;
  c[index.w] = sums.w;
}
