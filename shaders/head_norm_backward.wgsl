// dqkv = r (g - x r c) with g = dout weight, c = mean(g x r) for query and key heads; values are copied.
// One thread a head, or SPLIT threads (split.ts).
// N packed tokens, H query heads, Hk key/value heads, Dh head size.
const N: u32 = 8u;
const H: u32 = 4u;
const Hk: u32 = 2u;
const Dh: u32 = 8u;
const WORKGROUP: u32 = 64u;
const SPLIT: u32 = 1u;
fn join(v: f32, thread: u32) -> f32 { return v; }
fn skips(past: bool) -> bool { return past; }

alias Block = f32;
const LANES: u32 = 1u;
fn total(b: Block) -> f32 { return b; }
const BLOCKS: u32 = Dh / LANES;
const SLOTS: u32 = H + 2u * Hk;

@group(0) @binding(0) var<storage, read> qkv: array<Block>;
@group(0) @binding(1) var<storage, read> q_weight: array<Block>;
@group(0) @binding(2) var<storage, read> k_weight: array<Block>;
@group(0) @binding(3) var<storage, read> rstd: array<f32>;
@group(0) @binding(4) var<storage, read> dout: array<Block>;
@group(0) @binding(5) var<storage, read_write> dqkv: array<Block>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let unit = (id.x + id.y * 65535u * WORKGROUP) / SPLIT;
  let index = min(unit, N * SLOTS - 1u);
  // A row of qkv is SLOTS heads side by side, so head `index` starts at index * Dh.
  let slot = index % SLOTS;
  let first = index * BLOCKS;

  let past = unit >= N * SLOTS;
  let copied = slot >= H + Hk;
  if (copied && !past) {
    for (var d = thread % SPLIT; d < BLOCKS; d += SPLIT) {
      dqkv[first + d] = dout[first + d];
    }
  }
  if (skips(copied || past)) {
    return;
  }
  let r = rstd[index / SLOTS * (H + Hk) + min(slot, H + Hk - 1u)];
  var sum = Block(0.0);
  for (var d = thread % SPLIT; d < BLOCKS; d += SPLIT) {
    sum += dout[first + d] * select(k_weight[d], q_weight[d], slot < H) * qkv[first + d];
  }
  let pull = r * r * join(total(sum), thread) / f32(Dh);
  if (copied || past) {
    return;
  }
  for (var d = thread % SPLIT; d < BLOCKS; d += SPLIT) {
    let g = dout[first + d] * select(k_weight[d], q_weight[d], slot < H);
    dqkv[first + d] = r * (g - qkv[first + d] * pull);
  }
}
