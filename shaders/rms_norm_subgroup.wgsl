// y[N,D] = x r weight with r = (mean x² + EPS)^-1/2, and rstd[N] = r. One workgroup a row, without a barrier: each of its
// subgroups, of whatever size, sums the whole row for itself, and all threads together write it.
// N packed tokens, D width.
enable subgroups;

const N: u32 = 8u;
const D: u32 = 8u;
const EPS: f32 = 1e-5;
const WORKGROUP: u32 = 32u;

alias Block = f32;
const LANES: u32 = 1u;
fn total(b: Block) -> f32 { return b; }
const BLOCKS: u32 = D / LANES;

@group(0) @binding(0) var<storage, read> x: array<Block>;
@group(0) @binding(1) var<storage, read> weight: array<Block>;
@group(0) @binding(2) var<storage, read_write> y: array<Block>;
@group(0) @binding(3) var<storage, read_write> rstd: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) thread: u32,
  @builtin(subgroup_invocation_id) lane: u32,
  @builtin(subgroup_size) widest: u32,
) {
  let index = group.x + group.y * 65535u;
  if (index >= N) {
    return;
  }
  let row = index * BLOCKS;
  // A subgroup may be wider than the workgroup, and then has no more threads than it.
  let size = min(widest, WORKGROUP);
  var squares = Block(0.0);
  for (var d = lane; d < BLOCKS; d += size) {
    let value = x[row + d];
    squares += value * value;
  }
  let r = inverseSqrt(subgroupAdd(total(squares)) / f32(D) + EPS);
  for (var d = thread; d < BLOCKS; d += WORKGROUP) {
    y[row + d] = x[row + d] * r * weight[d];
  }
  if (thread == 0u) {
    rstd[index] = r;
  }
}
