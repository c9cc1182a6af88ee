// The q part of dqkv: dQ_i = scale * sum_j dS_ij K_j over the keys j <= i of the row, with the probabilities recomputed,
// P_ij = e^(S_ij - lse_i) and dS_ij = P_ij (dO_i . V_j - delta_i). One thread a query and head, which owns its dQ, or
// SPLIT of them that share the keys (split.ts).
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
  let index = min(unit, N * H - 1u);
  if (skips(unit >= N * H)) {
    return;
  }
  let n = index % N;
  let h = index / N;
  let head = n * H + h;
  let q_at = n * ROW + h * BLOCKS;
  let k_at = (H + h * Hk / H) * BLOCKS;
  let v_at = k_at + Hk * BLOCKS;
  var q: array<Block, BLOCKS>;
  var d_out: array<Block, BLOCKS>;
  var dq: array<Block, BLOCKS>;
  for (var d = 0u; d < BLOCKS; d++) {
    q[d] = qkv[q_at + d] * SCALE;
    d_out[d] = d_o[head * BLOCKS + d];
  }
  let first = select(n + 1u, span[2u * n], is_wanted(n));
  let row_lse = lse[head];
  let row_delta = delta[head];
  for (var j = first + thread % SPLIT; j <= n; j += SPLIT) {
    var score = Block(0.0);
    var dp = Block(0.0);
    for (var d = 0u; d < BLOCKS; d++) {
      score += q[d] * qkv[j * ROW + k_at + d];
      dp += d_out[d] * qkv[j * ROW + v_at + d];
    }
    let p = exp(clamp(total(score) - row_lse, -87.0, 0.0));
    let ds = p * (total(dp) - row_delta) * SCALE;
    for (var d = 0u; d < BLOCKS; d++) {
      dq[d] += ds * qkv[j * ROW + k_at + d];
    }
  }
  for (var d = 0u; d < BLOCKS; d++) {
    dq[d] = join(dq[d], thread);
  }
  if (thread % SPLIT != 0u || unit >= N * H) {
    return;
  }
  for (var d = 0u; d < BLOCKS; d++) {
    dqkv[q_at + d] = dq[d];
  }
}
