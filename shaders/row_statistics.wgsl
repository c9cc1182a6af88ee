// out[M,4] = (log p of the target, entropy, top-J confidence, largest p) of softmax(logits / temperature), in nats.
// With shifted u = (z - max) / temperature, s = sum e^u, w = sum e^u u: log p = u - log s and H = log s - w / s.
// Confidence is the mean of -log p over the min(J, V) likeliest. A target >= V gives log p 0.
// A team of threads a row; one thread is a team unless team.ts makes it larger.
// M rows, V vocabulary.
const M: u32 = 8u;
const V: u32 = 16u;
const J: u32 = 5u;
const WORKGROUP: u32 = 32u;
const TEAM: u32 = 1u;

alias Block = f32;
const LANES: u32 = 1u;
fn total(b: Block) -> f32 { return b; }
fn lane(b: Block, i: u32) -> f32 { return b; }
const BLOCKS: u32 = V / LANES;
const TOP: u32 = min(J, V);

fn team_max(v: f32, member: u32) -> f32 { return v; }
fn team_sum(v: f32, member: u32) -> f32 { return v; }
fn team_of(id: vec3u, group: vec3u) -> u32 { return id.x + id.y * 65535u * WORKGROUP; }

@group(0) @binding(0) var<storage, read> logits: array<Block>;
@group(0) @binding(1) var<storage, read> targets: array<u32>;
@group(0) @binding(2) var<storage, read> hyper: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<vec4f>;

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
  let cold = 1.0 / hyper[0];

  // The largest logits of this member so far, ascending.
  var top: array<f32, TOP>;
  for (var i = 0u; i < TOP; i++) {
    top[i] = -3e38;
  }
  for (var j = member; j < BLOCKS; j += TEAM) {
    let block = logits[at + j];
    if (all(block <= Block(top[0]))) {
      continue;
    }
    for (var l = 0u; l < LANES; l++) {
      let value = lane(block, l);
      if (value <= top[0]) {
        continue;
      }
      var i = 0u;
      while (i + 1u < TOP && value > top[i + 1u]) {
        top[i] = top[i + 1u];
        i++;
      }
      top[i] = value;
    }
  }
  let highest = team_max(top[TOP - 1u], member);
  var sums = Block(0.0);
  var products = Block(0.0);
  for (var j = member; j < BLOCKS; j += TEAM) {
    let u = (logits[at + j] - highest) * cold;
    let e = exp(max(u, Block(-87.0)));
    sums += e;
    products += e * u;
  }
  let s = team_sum(total(sums), member);
  let w = team_sum(total(products), member);
  let log_s = log(s);
  // The team's largest, one after another: of those who hold the next one the first gives it away.
  var left = TOP;
  var top_sum = 0.0;
  for (var i = 0u; i < TOP; i++) {
    let mine = select(-3.1e38, top[max(left, 1u) - 1u], left > 0u);
    let next = team_max(mine, member);
    let giver = -team_max(select(-f32(TEAM), -f32(member), mine == next), member);
    left -= select(0u, 1u, f32(member) == giver);
    top_sum += (next - highest) * cold;
  }
  if (member != 0u) {
    return;
  }
  let y = targets[row];
  var log_p = 0.0;
  if (y < V) {
    log_p = (lane(logits[at + y / LANES], y % LANES) - highest) * cold - log_s;
  }
  out[row] = vec4f(log_p, log_s - w / s, log_s - top_sum / f32(TOP), 1.0 / s);
}
