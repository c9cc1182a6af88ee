// c[M,N] = a[M,K] bT, b[N,K]; K a multiple of 4. A linear layer's forward pass.
// A thread owns 4 rows x 4 columns in registers and walks K four at a time; neighbours share their loads through the cache.
const M: u32 = 7u;
const N: u32 = 5u;
const K: u32 = 8u;
const K4 = K / 4;

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>, M * K4>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>, N * K4>;

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
  let i = rows * K4;
  let j = columns * K4;
  var s0 = vec4<f32>();
  var s1 = vec4<f32>();
  var s2 = vec4<f32>();
  var s3 = vec4<f32>();
  for (var k = 0u; k < K4; k++) {
    let b0 = b[j.x + k];
    let b1 = b[j.y + k];
    let b2 = b[j.z + k];
    let b3 = b[j.w + k];
    let a0 = a[i.x + k];
    let a1 = a[i.y + k];
    let a2 = a[i.z + k];
    let a3 = a[i.w + k];
    s0 += vec4(dot(a0, b0), dot(a0, b1), dot(a0, b2), dot(a0, b3));
    s1 += vec4(dot(a1, b0), dot(a1, b1), dot(a1, b2), dot(a1, b3));
    s2 += vec4(dot(a2, b0), dot(a2, b1), dot(a2, b2), dot(a2, b3));
    s3 += vec4(dot(a3, b0), dot(a3, b1), dot(a3, b2), dot(a3, b3));
  }
  store(rows.x, columns, s0);
  store(rows.y, columns, s1);
  store(rows.z, columns, s2);
  store(rows.w, columns, s3);
}

// EPILOGUE
@group(0) @binding(2) var<storage, read_write> c: array<f32, M * N>;

fn store(row: u32, columns: vec4<u32>, sums: vec4<f32>) {
  let index = row * N + columns;
  c[index.x] = sums.x;
  c[index.y] = sums.y;
  c[index.z] = sums.z;
  c[index.w] = sums.w;
}
