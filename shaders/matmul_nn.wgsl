// c[M,N] = a[M,K] b[K,N]; N and K multiples of 4. A linear layer's input gradient.
// A thread owns 4 rows x 4 columns in registers and walks K four at a time.
const M: u32 = 8u;
const N: u32 = 8u;
const K: u32 = 8u;
const K4 = K / 4;
const N4 = N / 4;

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>, M * K4>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>, K * N4>;
@group(0) @binding(2) var<storage, read_write> c: array<vec4<f32>, M * N4>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let row = id.y * 4;
  let column = id.x;
  if (row >= M || column >= N4) {
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
    let x = b[4 * k * N4 + column];
    let y = b[(4 * k + 1) * N4 + column];
    let z = b[(4 * k + 2) * N4 + column];
    let w = b[(4 * k + 3) * N4 + column];
    let a0 = a[row * K4 + k];
    let a1 = a[r1 * K4 + k];
    let a2 = a[r2 * K4 + k];
    let a3 = a[r3 * K4 + k];
    s0 += a0.x * x + a0.y * y + a0.z * z + a0.w * w;
    s1 += a1.x * x + a1.y * y + a1.z * z + a1.w * w;
    s2 += a2.x * x + a2.y * y + a2.z * z + a2.w * w;
    s3 += a3.x * x + a3.y * y + a3.z * z + a3.w * w;
  }
  c[row * N4 + column] = s0;
  c[r1 * N4 + column] = s1;
  c[r2 * N4 + column] = s2;
  c[r3 * N4 + column] = s3;
}
