// c[M,N] = a[M,K] b[K,N]; N and K multiples of 4. Needs subgroups, of any size; see matmul_nt_subgroup.wgsl.
enable subgroups;

const M: u32 = 8u;
const N: u32 = 8u;
const K: u32 = 8u;
const K4 = K / 4;
const N4 = N / 4;
const WORKGROUP: u32 = 64u;

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>, M * K4>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>, K * N4>;
@group(0) @binding(2) var<storage, read_write> c: array<vec4<f32>, M * N4>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
  @builtin(subgroup_invocation_id) lane: u32,
  @builtin(subgroup_size) widest: u32,
) {
  // A subgroup may be wider than the workgroup; beyond its last thread there is nobody to ask.
  let size = min(widest, WORKGROUP);
  // No thread may leave before the last exchange: past an edge it repeats the last row or column.
  let rows = min(group.y * 4 + vec4(0u, 1u, 2u, 3u), vec4(M - 1));
  let column = min(group.x * WORKGROUP + index, N4 - 1);
  let i = rows * K4;
  var s0 = vec4<f32>();
  var s1 = vec4<f32>();
  var s2 = vec4<f32>();
  var s3 = vec4<f32>();
  for (var first = 0u; first < K4; first += size) {
    let own = min(first + lane, K4 - 1);
    let own0 = a[i.x + own];
    let own1 = a[i.y + own];
    let own2 = a[i.z + own];
    let own3 = a[i.w + own];
    let count = min(size, K4 - first);
    for (var l = 0u; l < count; l++) {
      let a0 = subgroupShuffle(own0, l);
      let a1 = subgroupShuffle(own1, l);
      let a2 = subgroupShuffle(own2, l);
      let a3 = subgroupShuffle(own3, l);
      let k = 4 * (first + l);
      let x = b[k * N4 + column];
      let y = b[(k + 1) * N4 + column];
      let z = b[(k + 2) * N4 + column];
      let w = b[(k + 3) * N4 + column];
      s0 += a0.x * x + a0.y * y + a0.z * z + a0.w * w;
      s1 += a1.x * x + a1.y * y + a1.z * z + a1.w * w;
      s2 += a2.x * x + a2.y * y + a2.z * z + a2.w * w;
      s3 += a3.x * x + a3.y * y + a3.z * z + a3.w * w;
    }
  }
  c[rows.x * N4 + column] = s0;
  c[rows.y * N4 + column] = s1;
  c[rows.z * N4 + column] = s2;
  c[rows.w * N4 + column] = s3;
}
