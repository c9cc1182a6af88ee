// o[B,H,Dh] = softmax(q kT / sqrt(Dh)) v of one query a running row against the keys of its row up to its own position, in
// the cache [2,B,T,Hk,Dh], keys first. One workgroup a row and head: B*H threads alone would leave a GPU idle, so WORKGROUP
// lanes take every WORKGROUP-th key each (online softmax), then the lanes' sums are joined in lane order behind one barrier.
// B rows, T positions a row, H query heads, Hk key/value heads, Dh head size.
const B: u32 = 2u;
const T: u32 = 16u;
const H: u32 = 4u;
const Hk: u32 = 2u;
const Dh: u32 = 8u;
const WORKGROUP: u32 = 32u;
const FIELD: u32 = (B + 63u) / 64u * 64u;

alias Block = f32;
const LANES: u32 = 1u;
fn total(b: Block) -> f32 { return b; }
const BLOCKS: u32 = Dh / LANES;
const WIDTH: u32 = Hk * BLOCKS;
const SCALE: f32 = 1.0 / sqrt(f32(Dh));

@group(0) @binding(0) var<storage, read> qkv: array<Block>;
@group(0) @binding(1) var<storage, read> cache: array<Block>;
@group(0) @binding(2) var<storage, read> running: array<u32>;
@group(0) @binding(3) var<storage, read_write> o: array<Block>;

var<workgroup> lane_highest: array<f32, WORKGROUP>;
var<workgroup> lane_weights: array<f32, WORKGROUP>;
var<workgroup> lane_sum: array<Block, WORKGROUP * BLOCKS>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let index = group.x + group.y * 65535u;
  if (index >= min(running[0], B) * H) {
    return;
  }
  let i = index / H;
  let h = index % H;
  let q_at = i * (H * BLOCKS + 2u * WIDTH) + h * BLOCKS;
  let keys_at = running[FIELD + i] * T * WIDTH + h * Hk / H * BLOCKS;
  let values_at = keys_at + B * T * WIDTH;
  let keys = min(running[2u * FIELD + i] + 1u, T);
  var q: array<Block, BLOCKS>;
  var sum: array<Block, BLOCKS>;
  for (var d = 0u; d < BLOCKS; d++) {
    q[d] = qkv[q_at + d] * SCALE;
  }
  var highest = -1e30;
  var weights = 0.0;
  for (var t = lane; t < keys; t += WORKGROUP) {
    var products = Block(0.0);
    for (var d = 0u; d < BLOCKS; d++) {
      products += q[d] * cache[keys_at + t * WIDTH + d];
    }
    let score = total(products);
    let raised = max(highest, score);
    let shrink = exp(max(highest - raised, -87.0));
    let weight = exp(max(score - raised, -87.0));
    highest = raised;
    weights = weights * shrink + weight;
    for (var d = 0u; d < BLOCKS; d++) {
      sum[d] = sum[d] * shrink + weight * cache[values_at + t * WIDTH + d];
    }
  }
  lane_highest[lane] = highest;
  lane_weights[lane] = weights;
  for (var d = 0u; d < BLOCKS; d++) {
    lane_sum[lane * BLOCKS + d] = sum[d];
  }
  workgroupBarrier();

  // Lanes without a key bring weight 0 and a highest of -1e30.
  var row_highest = -1e30;
  for (var l = 0u; l < WORKGROUP; l++) {
    row_highest = max(row_highest, lane_highest[l]);
  }
  for (var d = lane; d < BLOCKS; d += WORKGROUP) {
    var row_weights = 0.0;
    var row_sum = Block(0.0);
    for (var l = 0u; l < WORKGROUP; l++) {
      let shrink = exp(max(lane_highest[l] - row_highest, -87.0));
      row_weights += shrink * lane_weights[l];
      row_sum += shrink * lane_sum[l * BLOCKS + d];
    }
    o[index * BLOCKS + d] = row_sum / row_weights;
  }
}
