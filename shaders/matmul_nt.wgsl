// c[M,N] = a[M,K] bT, b[N,K]; N and K multiples of 4. A linear layer's forward pass.
// A thread owns 4 rows x 4 columns in registers and walks K four at a time; neighbours share their loads through the cache.
const M: u32 = 8u;
const N: u32 = 8u;
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
  // Past the last row the block repeats it: the same value is stored again, and no load needs a test.
  let r1 = min(row + 1, M - 1);
  let r2 = min(row + 2, M - 1);
  let r3 = min(row + 3, M - 1);
  var s0 = vec4<f32>();
  var s1 = vec4<f32>();
  var s2 = vec4<f32>();
  var s3 = vec4<f32>();
  for (var k = 0u; k < K4; k++) {
    let b0 = b[column * K4 + k];
    let b1 = b[(column + 1) * K4 + k];
    let b2 = b[(column + 2) * K4 + k];
    let b3 = b[(column + 3) * K4 + k];
    let x = vec4(b0.x, b1.x, b2.x, b3.x);
    let y = vec4(b0.y, b1.y, b2.y, b3.y);
    let z = vec4(b0.z, b1.z, b2.z, b3.z);
    let w = vec4(b0.w, b1.w, b2.w, b3.w);
    let a0 = a[row * K4 + k];
    let a1 = a[r1 * K4 + k];
    let a2 = a[r2 * K4 + k];
    let a3 = a[r3 * K4 + k];
    s0 += a0.x * x + a0.y * y + a0.z * z + a0.w * w;
    s1 += a1.x * x + a1.y * y + a1.z * z + a1.w * w;
    s2 += a2.x * x + a2.y * y + a2.z * z + a2.w * w;
    s3 += a3.x * x + a3.y * y + a3.z * z + a3.w * w;
  }
  store(row, column, s0);
  store(r1, column, s1);
  store(r2, column, s2);
  store(r3, column, s3);
}

// EPILOGUE
@group(0) @binding(2) var<storage, read_write> c: array<vec4<f32>, M * N / 4>;

fn store(row: u32, column: u32, sums: vec4<f32>) {
  c[(row * N + column) / 4] = sums;
}
