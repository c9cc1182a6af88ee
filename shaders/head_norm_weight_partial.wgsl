// partial[S, 2, Dh]: strip s sums dout x r over its rows and its query heads (part 0) or key heads (part 1).
// One thread owns one block of one part, rows then heads in order, or SPLIT threads, which take turns at its rows (split.ts).
// N packed tokens, H query heads, Hk key/value heads, Dh head size, S strips of ceil(N/S) rows.
const N: u32 = 8u;
const H: u32 = 4u;
const Hk: u32 = 2u;
const Dh: u32 = 8u;
const S: u32 = 2u;
const WORKGROUP: u32 = 64u;
const SPLIT: u32 = 1u;
fn join(v: Block, thread: u32) -> Block { return v; }
fn skips(past: bool) -> bool { return past; }

alias Block = f32;
const LANES: u32 = 1u;
const BLOCKS: u32 = Dh / LANES;
const SLOTS: u32 = H + 2u * Hk;
const ROWS: u32 = (N + S - 1u) / S;

@group(0) @binding(0) var<storage, read> qkv: array<Block>;
@group(0) @binding(1) var<storage, read> rstd: array<f32>;
@group(0) @binding(2) var<storage, read> dout: array<Block>;
@group(0) @binding(3) var<storage, read_write> partial: array<Block>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let unit = (id.x + id.y * 65535u * WORKGROUP) / SPLIT;
  if (skips(unit >= S * 2u * BLOCKS)) {
    return;
  }
  let index = min(unit, S * 2u * BLOCKS - 1u);
  let d = index % BLOCKS;
  let is_query = index / BLOCKS % 2u == 0u;
  let first_head = select(H, 0u, is_query);
  let end_head = select(H + Hk, H, is_query);
  let first = index / (2u * BLOCKS) * ROWS;
  var sum = Block(0.0);
  for (var n = first + thread % SPLIT; n < min(N, first + ROWS); n += SPLIT) {
    for (var h = first_head; h < end_head; h++) {
      let at = (n * SLOTS + h) * BLOCKS + d;
      sum += dout[at] * qkv[at] * rstd[n * (H + Hk) + h];
    }
  }
  sum = join(sum, thread);
  if (unit < S * 2u * BLOCKS && thread % SPLIT == 0u) {
    partial[index] = sum;
  }
}
