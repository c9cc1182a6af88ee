// partial[S,D]: strip s sums dy x r over its rows, first row first. One thread owns one block of one strip, or
// SPLIT threads, which take turns at its rows (split.ts).
// N packed tokens, D width, S strips of ceil(N/S) rows.
const N: u32 = 8u;
const D: u32 = 8u;
const S: u32 = 2u;
const WORKGROUP: u32 = 64u;
const SPLIT: u32 = 1u;
fn join(v: Block, thread: u32) -> Block { return v; }
fn skips(past: bool) -> bool { return past; }

alias Block = f32;
const LANES: u32 = 1u;
const BLOCKS: u32 = D / LANES;
const ROWS: u32 = (N + S - 1u) / S;

@group(0) @binding(0) var<storage, read> x: array<Block>;
@group(0) @binding(1) var<storage, read> rstd: array<f32>;
@group(0) @binding(2) var<storage, read> dy: array<Block>;
@group(0) @binding(3) var<storage, read_write> partial: array<Block>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let unit = (id.x + id.y * 65535u * WORKGROUP) / SPLIT;
  if (skips(unit >= S * BLOCKS)) {
    return;
  }
  let index = min(unit, S * BLOCKS - 1u);
  let d = index % BLOCKS;
  let first = index / BLOCKS * ROWS;
  var sum = Block(0.0);
  for (var n = first + thread % SPLIT; n < min(N, first + ROWS); n += SPLIT) {
    sum += dy[n * BLOCKS + d] * x[n * BLOCKS + d] * rstd[n];
  }
  sum = join(sum, thread);
  if (unit < S * BLOCKS && thread % SPLIT == 0u) {
    partial[index] = sum;
  }
}
