// o[N,H,Dh] = softmax(q kT / sqrt(Dh)) v over the tokens of the same row up to each token; lse[N,H] = log of the sum of
// exponentials. One thread a query and head, one pass over its keys: when a score raises the highest from m to m', the
// sums so far shrink by e^(m - m') (online softmax); without a branch, which costs more than the products with 1. SPLIT
// threads may share the keys (split.ts).
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
fn join_max(v: f32, thread: u32) -> f32 { return v; }
fn join_sum(v: f32, thread: u32) -> f32 { return v; }

@group(0) @binding(0) var<storage, read> qkv: array<Block>;
@group(0) @binding(1) var<storage, read> span: array<u32>;
@group(0) @binding(2) var<storage, read_write> o: array<Block>;
@group(0) @binding(3) var<storage, read_write> lse: array<f32>;

fn is_wanted(n: u32) -> bool { return true; }

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let unit = (id.x + id.y * 65535u * WORKGROUP) / SPLIT;
  let index = min(unit, N * H - 1u);
  if (skips(unit >= N * H)) {
    return;
  }
  // Neighbouring threads are neighbouring tokens, which read the same keys.
  let n = index % N;
  let h = index / N;
  let wanted = is_wanted(n);
  if (skips(!wanted)) {
    return;
  }
  let k_at = (H + h * Hk / H) * BLOCKS;
  let v_at = k_at + Hk * BLOCKS;
  var q: array<Block, BLOCKS>;
  var sum: array<Block, BLOCKS>;
  for (var d = 0u; d < BLOCKS; d++) {
    q[d] = qkv[n * ROW + h * BLOCKS + d] * SCALE;
  }
  var highest = -1e30;
  var weights = 0.0;
  for (var j = span[2u * n] + thread % SPLIT; j <= n; j += SPLIT) {
    var products = Block(0.0);
    for (var d = 0u; d < BLOCKS; d++) {
      products += q[d] * qkv[j * ROW + k_at + d];
    }
    let score = total(products);
    let raised = max(highest, score);
    let shrink = exp(max(highest - raised, -87.0));
    let weight = exp(max(score - raised, -87.0));
    highest = raised;
    weights = weights * shrink + weight;
    for (var d = 0u; d < BLOCKS; d++) {
      sum[d] = sum[d] * shrink + weight * qkv[j * ROW + v_at + d];
    }
  }
  // Who had no key brings weight 0 and a highest of -1e30.
  let row_highest = join_max(highest, thread);
  let own = exp(max(highest - row_highest, -87.0));
  weights = join_sum(weights * own, thread);
  for (var d = 0u; d < BLOCKS; d++) {
    sum[d] = join(sum[d] * own, thread);
  }
  if (thread % SPLIT != 0u || unit >= N * H || !wanted) {
    return;
  }
  for (var d = 0u; d < BLOCKS; d++) {
    o[(n * H + h) * BLOCKS + d] = sum[d] / weights;
  }
  lse[n * H + h] = row_highest + log(weights);
}
