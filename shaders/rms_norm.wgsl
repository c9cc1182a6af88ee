// y[N,D] = x r weight with r = (mean x² + EPS)^-1/2, and rstd[N] = r. One thread a row.
// N packed tokens, D width.
const N: u32 = 8u;
const D: u32 = 8u;
const EPS: f32 = 1e-5;
const WORKGROUP: u32 = 64u;

alias Block = f32;
const LANES: u32 = 1u;
fn total(b: Block) -> f32 { return b; }
const BLOCKS: u32 = D / LANES;

@group(0) @binding(0) var<storage, read> x: array<Block>;
@group(0) @binding(1) var<storage, read> weight: array<Block>;
@group(0) @binding(2) var<storage, read_write> y: array<Block>;
@group(0) @binding(3) var<storage, read_write> rstd: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = id.x + id.y * 65535u * WORKGROUP;
  if (index >= N) {
    return;
  }
  let row = index * BLOCKS;
  var squares = Block(0.0);
  for (var d = 0u; d < BLOCKS; d++) {
    let value = x[row + d];
    squares += value * value;
  }
  let r = inverseSqrt(total(squares) / f32(D) + EPS);
  for (var d = 0u; d < BLOCKS; d++) {
    y[row + d] = x[row + d] * r * weight[d];
  }
  rstd[index] = r;
}
