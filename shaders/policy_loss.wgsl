// Per row: the loss of one token, its figures into out[M,8] and its gradient over the logits, in place.
//   u = (z - max) / temperature, s = sum e^u, w = sum e^u u, log p = u_y - log s, H = log s - w / s
//   ratio = e^(log p - old), policy = max(-A ratio, -A clip(ratio)), for A < 0 at most -A dualClip
//   k3 = e^(ref - log p) - (ref - log p) - 1, loss = policy + klCoef k3 - entropyCoef H
//   dloss/dz_j = weight / temperature (a (1[j = y] - p_j) - b p_j (log p_j + H)), a = dloss/dlog p, b = -entropyCoef
// The clamps (exponents to ±20, k3 to 10) have derivative 0 where they are active. Weight 0 or a target >= V: all zero.
// A team of threads a row; one thread is a team unless team.ts makes it larger.
// M rows, V vocabulary.
const M: u32 = 8u;
const V: u32 = 16u;
const WORKGROUP: u32 = 32u;
const TEAM: u32 = 1u;

alias Block = f32;
const LANES: u32 = 1u;
fn total(b: Block) -> f32 { return b; }
fn lane(b: Block, i: u32) -> f32 { return b; }
const OFFSETS = Block(0.0);
const BLOCKS: u32 = V / LANES;

fn team_max(v: f32, member: u32) -> f32 { return v; }
fn team_sum(v: f32, member: u32) -> f32 { return v; }
fn team_of(id: vec3u, group: vec3u) -> u32 { return id.x + id.y * 65535u * WORKGROUP; }

struct Token {
  advantage: f32,
  old: f32,
  reference: f32,
  weight: f32,
}
struct Hyper {
  temperature: f32,
  clip_low: f32,
  clip_high: f32,
  dual_clip: f32,
  kl: f32,
  entropy: f32,
  objective: f32,
}

@group(0) @binding(0) var<storage, read_write> logits: array<Block>;
@group(0) @binding(1) var<storage, read> targets: array<u32>;
@group(0) @binding(2) var<storage, read> tokens: array<Token>;
@group(0) @binding(3) var<storage, read> hyper: Hyper;
@group(0) @binding(4) var<storage, read_write> out: array<vec4f>;

// e^x - 1 - x without cancellation: near 0 both f32 terms would be larger than their difference.
fn exp_minus_line(x: f32) -> f32 {
  let series = 0.5 * x * x * (1.0 + x / 3.0 * (1.0 + x / 4.0 * (1.0 + x / 5.0)));
  return select(exp(x) - 1.0 - x, series, abs(x) < 0.1);
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let row = team_of(id, group);
  let member = thread % TEAM;
  if (row >= M) {
    return;
  }
  let at = row * BLOCKS;
  let token = tokens[row];
  let y = targets[row];
  if (token.weight == 0.0 || y >= V) {
    for (var j = member; j < BLOCKS; j += TEAM) {
      logits[at + j] = Block(0.0);
    }
    out[2u * row] = vec4f();
    out[2u * row + 1u] = vec4f();
    return;
  }

  let cold = 1.0 / hyper.temperature;
  // Read before anyone overwrites it: the sums below wait for the whole team.
  let target_block = logits[at + y / LANES];
  var highs = logits[at + min(member, BLOCKS - 1u)];
  for (var j = member + TEAM; j < BLOCKS; j += TEAM) {
    highs = max(highs, logits[at + j]);
  }
  var highest = lane(highs, 0u);
  for (var l = 1u; l < LANES; l++) {
    highest = max(highest, lane(highs, l));
  }
  highest = team_max(highest, member);
  var sums = Block(0.0);
  var products = Block(0.0);
  for (var j = member; j < BLOCKS; j += TEAM) {
    let u = (logits[at + j] - highest) * cold;
    let e = exp(max(u, Block(-87.0)));
    sums += e;
    products += e * u;
  }
  let s = team_sum(total(sums), member);
  let log_s = log(s);
  let entropy = log_s - team_sum(total(products), member) / s;
  let log_p = (lane(target_block, y % LANES) - highest) * cold - log_s;

  // Cloning.
  var policy = -token.advantage * log_p;
  var loss = policy;
  var by_log_p = -token.advantage;
  var by_entropy = 0.0;
  var k3 = 0.0;
  var k1 = 0.0;
  var clipped = false;
  var ratio = 1.0;
  if (hyper.objective == 0.0) {
    let difference = log_p - token.old;
    ratio = exp(clamp(difference, -20.0, 20.0));
    let free = -token.advantage * ratio;
    let bounded = -token.advantage * clamp(ratio, 1.0 - hyper.clip_low, 1.0 + hyper.clip_high);
    var cap = 3e38;
    if (token.advantage < 0.0 && hyper.dual_clip < 1e30) {
      cap = -token.advantage * hyper.dual_clip;
    }
    policy = min(max(free, bounded), cap);
    clipped = bounded > free || free > cap;
    k1 = -difference;
    let to_reference = clamp(token.reference - log_p, -20.0, 20.0);
    k3 = exp_minus_line(to_reference);
    by_log_p = select(free, 0.0, clipped || abs(difference) >= 20.0)
      - select(hyper.kl * (k3 + to_reference), 0.0, k3 >= 10.0);
    by_entropy = -hyper.entropy;
    k3 = min(k3, 10.0);
    loss = policy + hyper.kl * k3 - hyper.entropy * entropy;
  }
  if (member == 0u) {
    out[2u * row] = vec4f(log_p, entropy, token.weight * loss, token.weight * policy);
    out[2u * row + 1u] = vec4f(k3, k1, select(0.0, 1.0, clipped), ratio);
  }

  let factor = token.weight * cold;
  for (var j = member; j < BLOCKS; j += TEAM) {
    let log_q = (logits[at + j] - highest) * cold - log_s;
    let q = exp(max(log_q, Block(-87.0)));
    let chosen = select(Block(0.0), Block(1.0), OFFSETS + f32(j * LANES) == Block(f32(y)));
    logits[at + j] = factor * (by_log_p * (chosen - q) - by_entropy * q * (log_q + entropy));
  }
}
