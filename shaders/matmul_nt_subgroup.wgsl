// c[M,N] = a[M,K] bT, b[N,K]; K a multiple of 4. Needs subgroups, of any size: the threads of a workgroup own the same 4 rows
// and 4 columns each; every thread fetches one block of a's rows and hands it to the others of its subgroup. No barrier.
enable subgroups;

const M: u32 = 7u;
const N: u32 = 5u;
const K: u32 = 8u;
const K4 = K / 4;
const WORKGROUP: u32 = 64u;

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>, M * K4>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>, N * K4>;

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
  let columns = min((group.x * WORKGROUP + index) * 4 + vec4(0u, 1u, 2u, 3u), vec4(N - 1));
  let i = rows * K4;
  let j = columns * K4;
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
      let b0 = b[j.x + first + l];
      let b1 = b[j.y + first + l];
      let b2 = b[j.z + first + l];
      let b3 = b[j.w + first + l];
      s0 += vec4(dot(a0, b0), dot(a0, b1), dot(a0, b2), dot(a0, b3));
      s1 += vec4(dot(a1, b0), dot(a1, b1), dot(a1, b2), dot(a1, b3));
      s2 += vec4(dot(a2, b0), dot(a2, b1), dot(a2, b2), dot(a2, b3));
      s3 += vec4(dot(a3, b0), dot(a3, b1), dot(a3, b2), dot(a3, b3));
    }
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
