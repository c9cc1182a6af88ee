// The k and v parts of dqkv: dK_j = scale * sum_i dS_ij Q_i and dV_j = sum_i P_ij dO_i over the queries i >= j of the row
// and the query heads of the key/value head (P and dS as in attention_backward_q). One thread a key and key/value head,
// which owns its dK and dV, or SPLIT of them that share the queries (split.ts): no atomics, one fixed order.
// N packed tokens, H query heads, Hk key/value heads, Dh head size.
const N: u32 = 8u;
const H: u32 = 4u;
const Hk: u32 = 2u;
const Dh: u32 = 8u;
const WORKGROUP: u32 = 64u;

alias Block = f32;
const LANES: u32 = 1u;
fn total(b: Block) -> f32 { return b; }
const BLOCKS: u32 = Dh / LANES;
const ROW: u32 = (H + 2u * Hk) * BLOCKS;
const GROUP: u32 = H / Hk;
const SCALE: f32 = 1.0 / sqrt(f32(Dh));
const SPLIT: u32 = 1u;
fn join(v: Block, thread: u32) -> Block { return v; }
fn skips(past: bool) -> bool { return past; }

@group(0) @binding(0) var<storage, read> qkv: array<Block>;
@group(0) @binding(1) var<storage, read> span: array<u32>;
@group(0) @binding(2) var<storage, read> d_o: array<Block>;
@group(0) @binding(3) var<storage, read> lse: array<f32>;
@group(0) @binding(4) var<storage, read> delta: array<f32>;
@group(0) @binding(5) var<storage, read_write> dqkv: array<Block>;

fn is_wanted(n: u32) -> bool { return true; }

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let unit = (id.x + id.y * 65535u * WORKGROUP) / SPLIT;
  let index = min(unit, N * Hk - 1u);
  if (skips(unit >= N * Hk)) {
    return;
  }
  let j = index % N;
  let g = index / N;
  let k_at = j * ROW + (H + g) * BLOCKS;
  let v_at = k_at + Hk * BLOCKS;
  var k: array<Block, BLOCKS>;
  var v: array<Block, BLOCKS>;
  var dk: array<Block, BLOCKS>;
  var dv: array<Block, BLOCKS>;
  for (var d = 0u; d < BLOCKS; d++) {
    k[d] = qkv[k_at + d] * SCALE;
    v[d] = qkv[v_at + d];
  }
  let end = span[2u * j + 1u];
  for (var i = j + thread % SPLIT; i < end; i += SPLIT) {
    if (!is_wanted(i)) {
      continue;
    }
    for (var h = g * GROUP; h < (g + 1u) * GROUP; h++) {
      let head = i * H + h;
      let q_at = i * ROW + h * BLOCKS;
      var score = Block(0.0);
      var dp = Block(0.0);
      for (var d = 0u; d < BLOCKS; d++) {
        score += k[d] * qkv[q_at + d];
        dp += v[d] * d_o[head * BLOCKS + d];
      }
      let p = exp(clamp(total(score) - lse[head], -87.0, 0.0));
      let ds = p * (total(dp) - delta[head]) * SCALE;
      for (var d = 0u; d < BLOCKS; d++) {
        dk[d] += ds * qkv[q_at + d];
        dv[d] += p * d_o[head * BLOCKS + d];
      }
    }
  }
  for (var d = 0u; d < BLOCKS; d++) {
    dk[d] = join(dk[d], thread);
    dv[d] = join(dv[d], thread);
  }
  if (thread % SPLIT != 0u || unit >= N * Hk) {
    return;
  }
  for (var d = 0u; d < BLOCKS; d++) {
    dqkv[k_at + d] = dk[d];
    dqkv[v_at + d] = dv[d];
  }
}
