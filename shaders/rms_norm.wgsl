// y[N,D] = x r weight with r = (mean x² + EPS)^-1/2, and rstd[N] = r. One thread a row, or SPLIT threads (split.ts).
// N packed tokens, D width.
const N: u32 = 8u;
const D: u32 = 8u;
const EPS: f32 = 1e-5;
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
@group(0) @binding(2) var<storage, read_write> y: array<Block>;
@group(0) @binding(3) var<storage, read_write> rstd: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let unit = (id.x + id.y * 65535u * WORKGROUP) / SPLIT;
  if (skips(unit >= N)) {
    return;
  }
  let index = min(unit, N - 1u);
  let row = index * BLOCKS;
  var squares = Block(0.0);
  for (var d = thread % SPLIT; d < BLOCKS; d += SPLIT) {
    let value = x[row + d];
    squares += value * value;
  }
  let r = inverseSqrt(join(total(squares), thread) / f32(D) + EPS);
  if (unit >= N) {
    return;
  }
  for (var d = thread % SPLIT; d < BLOCKS; d += SPLIT) {
    y[row + d] = x[row + d] * r * weight[d];
  }
  if (thread % SPLIT == 0u) {
    rstd[index] = r;
  }
}
