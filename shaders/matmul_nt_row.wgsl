// c[M,N] = a[M,K] bT, b[N,K]; N and K multiples of 4. For few rows, as when decoding.
// A thread owns 1 row x 4 columns: four times the threads of matmul_nt.wgsl, and the same order of additions.
const M: u32 = 8u;
const N: u32 = 8u;
const K: u32 = 8u;
const K4 = K / 4;
const N4 = N / 4;
const WORKGROUP = 64u;

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>, M * K4>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>, N * K4>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let index = id.x + id.y * 65535u * WORKGROUP;
  if (index >= M * N4) {
    return;
  }
  let row = index / N4;
  let column = index % N4 * 4;
  var sums = vec4<f32>();
  for (var k = 0u; k < K4; k++) {
    let b0 = b[column * K4 + k];
    let b1 = b[(column + 1) * K4 + k];
    let b2 = b[(column + 2) * K4 + k];
    let b3 = b[(column + 3) * K4 + k];
    let v = a[row * K4 + k];
    sums += v.x * vec4(b0.x, b1.x, b2.x, b3.x)
      + v.y * vec4(b0.y, b1.y, b2.y, b3.y)
      + v.z * vec4(b0.z, b1.z, b2.z, b3.z)
      + v.w * vec4(b0.w, b1.w, b2.w, b3.w);
  }
  store(row, column, sums);
}

// EPILOGUE
@group(0) @binding(2) var<storage, read_write> c: array<vec4<f32>, M * N / 4>;

fn store(row: u32, column: u32, sums: vec4<f32>) {
  c[(row * N + column) / 4] = sums;
}
