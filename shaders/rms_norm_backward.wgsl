// dx[N,D] += r (g - x r c) with g = dy weight, c = mean(g x r). One thread a row, or SPLIT threads (split.ts).
// N packed tokens, D width.
const N: u32 = 8u;
const D: u32 = 8u;
const WORKGROUP: u32 = 64u;
const SPLIT: u32 = 1u;
fn join(v: f32, thread: u32) -> f32 { return v; }
fn skips(past: bool) -> bool { return past; }

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
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let unit = (id.x + id.y * 65535u * WORKGROUP) / SPLIT;
  if (skips(unit >= N)) {
    return;
  }
  let index = min(unit, N - 1u);
  let row = index * BLOCKS;
  let r = rstd[index];
  var sum = Block(0.0);
  for (var d = thread % SPLIT; d < BLOCKS; d += SPLIT) {
    sum += dy[row + d] * weight[d] * x[row + d];
  }
  let pull = r * r * join(total(sum), thread) / f32(D);
  if (unit >= N) {
    return;
  }
  for (var d = thread % SPLIT; d < BLOCKS; d += SPLIT) {
    dx[row + d] += r * (dy[row + d] * weight[d] - x[row + d] * pull);
  }
}
