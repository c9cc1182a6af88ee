// dx[N,D] += r (g - x r c) with g = dy weight, c = mean(g x r). One workgroup a row, without a barrier: each of its
// subgroups, of whatever size, sums the whole row for itself, and all threads together write it.
// N packed tokens, D width.
enable subgroups;

const N: u32 = 8u;
const D: u32 = 8u;
const WORKGROUP: u32 = 32u;

alias Block = f32;
const LANES: u32 = 1u;
fn total(b: Block) -> f32 { return b; }
const BLOCKS: u32 = D / LANES;

@group(0) @binding(0) var<storage, read> x: array<Block>;
@group(0) @binding(1) var<storage, read> weight: array<Block>;
@group(0) @binding(2) var<storage, read> rstd: array<f32>;
@group(0) @binding(3) var<storage, read> dy: array<Block>;
@group(0) @binding(4) var<storage, read_write> dx: array<Block>;

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
  let r = rstd[index];
  // A subgroup may be wider than the workgroup, and then has no more threads than it.
  let size = min(widest, WORKGROUP);
  var sum = Block(0.0);
  for (var d = lane; d < BLOCKS; d += size) {
    sum += dy[row + d] * weight[d] * x[row + d];
  }
  let pull = r * r * subgroupAdd(total(sum)) / f32(D);
  for (var d = thread; d < BLOCKS; d += WORKGROUP) {
    dx[row + d] += r * (dy[row + d] * weight[d] - x[row + d] * pull);
  }
}
