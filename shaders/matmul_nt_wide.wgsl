// c[M,N] = a[M,K] bT, b[N,K]; K a multiple of 4. As matmul_nt.wgsl with 8 rows x 4 columns a thread: 12 loads instead of 16
// for 128 products, at the price of more registers.
const M: u32 = 7u;
const N: u32 = 5u;
const K: u32 = 8u;
const K4 = K / 4;
// Rows of a thread.
const BLOCKS: u32 = 8u;

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>, M * K4>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>, N * K4>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let row = id.y * BLOCKS;
  let column = id.x * 4;
  if (row >= M || column >= N) {
    return;
  }
  // Past an edge the block repeats the last row or column: the same value is stored again, and no load needs a test.
  let columns = min(column + vec4(0u, 1u, 2u, 3u), vec4(N - 1));
  let j = columns * K4;
  var sums: array<vec4<f32>, BLOCKS>;
  for (var k = 0u; k < K4; k++) {
    let b0 = b[j.x + k];
    let b1 = b[j.y + k];
    let b2 = b[j.z + k];
    let b3 = b[j.w + k];
    for (var d = 0u; d < BLOCKS; d++) {
      let v = a[min(row + d, M - 1) * K4 + k];
      sums[d] += vec4(dot(v, b0), dot(v, b1), dot(v, b2), dot(v, b3));
    }
  }
  for (var d = 0u; d < BLOCKS; d++) {
    store(min(row + d, M - 1), columns, sums[d]);
  }
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
