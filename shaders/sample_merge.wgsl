// Sampling, second dispatch, for each row that is not done: joins the pieces of sample_chunks, cuts by top-k and top-p
// where asked (and then draws again among what is left), appends id and record (log p, entropy H, top-J confidence C,
// uncertainty M) of softmax(logits / temperature), decides whether the thinking is cut, and moves the row's state on.
// The signal and the cut are those of src/engine/kernels/intervention.ts; a cut forces the next two tokens.
// A team of threads a row; one thread is a team unless team.ts makes it larger, and then few share a workgroup: rows take
// different branches, which would wait for each other in a wide one.
// B rows, K most new tokens, V vocabulary, T positions a row of the cache.
const B: u32 = 2u;
const K: u32 = 8u;
const V: u32 = 40u;
const J: u32 = 5u;
const T: u32 = 16u;
const WORKGROUP: u32 = 4u;
const TEAM: u32 = 1u;
const CHUNK: u32 = 16u;
const CHUNKS: u32 = (V + CHUNK - 1u) / CHUNK;
const FIELD: u32 = (B + 63u) / 64u * 64u;
const TOP: u32 = min(J, V);
const NONE: u32 = 0xffffffffu;

fn team_max(v: f32, member: u32) -> f32 { return v; }
fn team_sum(v: f32, member: u32) -> f32 { return v; }
fn team_of(id: vec3u, group: vec3u) -> u32 { return id.x + id.y * 65535u * WORKGROUP; }
fn leaves(idle: bool) -> bool { return idle; }

@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> settings: array<f32>;
@group(0) @binding(2) var<storage, read> control: array<u32>;
@group(0) @binding(3) var<storage, read> pieces: array<f32>;
@group(0) @binding(4) var<storage, read_write> state: array<u32>;
@group(0) @binding(5) var<storage, read_write> ids: array<u32>;
@group(0) @binding(6) var<storage, read_write> record: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> signal: array<f32>;

// The f32 whose place in the order of all f32 is `ordinal`.
fn from_ordinal(ordinal: u32) -> f32 {
  return bitcast<f32>(select(~ordinal, ordinal ^ 0x80000000u, ordinal >= 0x80000000u));
}

fn count_from(at: u32, threshold: f32) -> u32 {
  var count = 0u;
  for (var j = 0u; j < V; j++) {
    count += select(0u, 1u, logits[at + j] >= threshold);
  }
  return count;
}

fn mass_from(at: u32, threshold: f32, highest: f32, cold: f32) -> f32 {
  var mass = 0.0;
  for (var j = 0u; j < V; j++) {
    let logit = logits[at + j];
    mass += select(0.0, exp(max((logit - highest) * cold, -87.0)), logit >= threshold);
  }
  return mass;
}

// Logits below the result are cut: by bisection over the ordinals of f32, the largest threshold that keeps top_k logits,
// then the largest that keeps the share top_p of their mass.
fn truncation(at: u32, highest: f32, cold: f32, top_k: u32, top_p: f32) -> f32 {
  var threshold = -3.4e38;
  if (top_k > 0u && top_k < V) {
    var low = 0x00800000u;
    var high = 0xff7fffffu;
    while (low < high) {
      let middle = low + (high - low + 1u) / 2u;
      if (count_from(at, from_ordinal(middle)) >= top_k) {
        low = middle;
      } else {
        high = middle - 1u;
      }
    }
    threshold = from_ordinal(low);
  }
  if (top_p < 1.0) {
    let wanted = top_p * mass_from(at, threshold, highest, cold);
    var low = 0x00800000u;
    var high = 0xff7fffffu;
    while (low < high) {
      let middle = low + (high - low + 1u) / 2u;
      if (mass_from(at, max(from_ordinal(middle), threshold), highest, cold) >= wanted) {
        low = middle;
      } else {
        high = middle - 1u;
      }
    }
    threshold = max(threshold, min(highest, from_ordinal(low)));
  }
  return threshold;
}

// distance / range, held to [0, 1]; 0 for a narrow range.
fn share(distance: f32, range: f32) -> f32 {
  if (range < 1e-6) {
    return 0.0;
  }
  return clamp(distance / range, 0.0, 1.0);
}

// M of row b; widens the extrema first.
fn uncertainty(b: u32, entropy: f32, confidence: f32) -> f32 {
  var low = vec2f(min(signal[b], entropy), min(signal[2u * FIELD + b], confidence));
  var high = vec2f(max(signal[FIELD + b], entropy), max(signal[3u * FIELD + b], confidence));
  signal[b] = low.x;
  signal[FIELD + b] = high.x;
  signal[2u * FIELD + b] = low.y;
  signal[3u * FIELD + b] = high.y;
  if (control[15] != 0u) {
    low = vec2f(settings[4], settings[6]);
    high = vec2f(settings[5], settings[7]);
  }
  let alpha = settings[2];
  return alpha * share(entropy - low.x, high.x - low.x)
    + (1.0 - alpha) * share(high.y - confidence, high.y - low.y);
}

// Whether think token t, the thought-th of its segment, is the last of a saturated window past the peak. Its
// uncertainty stands in the record already.
fn is_saturated(b: u32, t: u32, thought: u32) -> bool {
  let count = control[10] + 1u;
  if (thought < count) {
    return false;
  }
  var level = 0.0;
  for (var i = 0u; i < count; i++) {
    level += record[b * K + t - i].w;
  }
  level /= f32(count);
  if (level > signal[4u * FIELD + b]) {
    signal[4u * FIELD + b] = level;
    state[10u * FIELD + b] = t;
  }
  if (thought <= count || thought < control[11] || (control[13] != 0u && t - state[10u * FIELD + b] < count)) {
    return false;
  }
  var change = 0.0;
  for (var i = 0u; i < count; i++) {
    change += abs(record[b * K + t - i].w - record[b * K + t - i - 1u].w);
  }
  return change / f32(count) < settings[3];
}

// Follows the think segment of row b over token t, and cuts it at most once: state 9 its first token, 11 the first
// forced token, 12 why.
fn watch(b: u32, t: u32, token: u32) {
  let think_from = state[9u * FIELD + b];
  if (think_from == 0u) {
    if (token == control[6]) {
      state[9u * FIELD + b] = t + 1u;
      signal[4u * FIELD + b] = -1.0;
    }
    return;
  }
  if (token == control[7]) {
    state[9u * FIELD + b] = 0u;
    return;
  }
  if (state[11u * FIELD + b] != 0u) {
    return;
  }
  let thought = t + 1u - think_from;
  let intervene = control[9] != 0u;
  var cut = 0u;
  if (intervene && is_saturated(b, t, thought)) {
    cut = 1u;
  } else if (intervene && control[12] > 0u && thought >= control[12]) {
    cut = 2u;
  } else if (control[14] > 0u && thought >= control[14]) {
    cut = 3u;
  }
  if (cut != 0u) {
    state[11u * FIELD + b] = t + 1u;
    state[12u * FIELD + b] = cut;
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let b = team_of(id, group);
  let member = thread % TEAM;
  if (b >= B) {
    return;
  }
  let is_done = state[4u * FIELD + b] != 0u;
  if (leaves(is_done)) {
    return;
  }
  let at = b * V;
  let first = b * CHUNKS * 5u;
  let cold = 1.0 / settings[0];
  let generated = state[8u * FIELD + b];

  var highest = -3e38;
  for (var c = member; c < CHUNKS; c += TEAM) {
    highest = max(highest, pieces[first + c * 5u]);
  }
  highest = team_max(highest, member);
  var s = 0.0;
  var w = 0.0;
  var best = -3e38;
  var chosen = 0u;
  for (var c = member; c < CHUNKS; c += TEAM) {
    let piece = first + c * 5u;
    let below = pieces[piece] - highest;
    let factor = exp(max(below, -87.0));
    s += factor * pieces[piece + 1u];
    w += factor * (pieces[piece + 2u] + below * pieces[piece + 1u]);
    if (pieces[piece + 3u] > best) {
      best = pieces[piece + 3u];
      chosen = u32(pieces[piece + 4u]);
    }
  }
  s = team_sum(s, member);
  w = team_sum(w, member);
  let log_s = log(s);
  // Of the members with the best key the one with the lowest index; indices are whole numbers below 2^24.
  let best_of_all = team_max(best, member);
  chosen = u32(-team_max(select(-3e38, -f32(chosen), best == best_of_all), member));

  // The largest u of this member so far, ascending. A chunk whose largest is no larger than the smallest of these has nothing to add.
  var top: array<f32, TOP>;
  for (var i = 0u; i < TOP; i++) {
    top[i] = -3e38;
  }
  for (var c = member; c < CHUNKS; c += TEAM) {
    if (pieces[first + c * 5u] <= top[0]) {
      continue;
    }
    for (var j = c * CHUNK; j < min((c + 1u) * CHUNK, V); j++) {
      let value = logits[at + j] * cold;
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
  // The team's largest, one after another: of those who hold the next one the first gives it away.
  var left = TOP;
  var top_sum = 0.0;
  for (var i = 0u; i < TOP; i++) {
    let mine = select(-3.1e38, top[max(left, 1u) - 1u], left > 0u);
    let next = team_max(mine, member);
    let giver = -team_max(select(-f32(TEAM), -f32(member), mine == next), member);
    left -= select(0u, 1u, f32(member) == giver);
    top_sum += next - highest;
  }
  if (member != 0u || is_done) {
    return;
  }

  let top_k = control[0];
  let top_p = settings[1];
  let forced_from = state[11u * FIELD + b];
  if (forced_from != 0u && generated >= forced_from && generated < forced_from + 2u) {
    chosen = select(control[8], control[7], generated == forced_from);
  } else if (control[1] == 0u && (top_k > 0u || top_p < 1.0)) {
    var largest = logits[at];
    for (var j = 1u; j < V; j++) {
      largest = max(largest, logits[at + j]);
    }
    let threshold = truncation(at, largest, cold, top_k, top_p);
    best = -3e38;
    var block = NONE;
    var bits = vec4u();
    for (var j = 0u; j < V; j++) {
      let logit = logits[at + j];
      if (logit < threshold) {
        continue;
      }
      if (j / 4u != block) {
        block = j / 4u;
        bits = draws(block, generated, state[6u * FIELD + b], state[7u * FIELD + b], state[5u * FIELD + b], control[4],
          control[5]);
      }
      let key = logit * cold + gumbel(bits[j % 4u]);
      if (key > best) {
        best = key;
        chosen = j;
      }
    }
  }

  ids[b * K + generated] = chosen;
  let entropy = log_s - w / s;
  let confidence = log_s - top_sum / f32(TOP);
  record[b * K + generated] = vec4f(
    logits[at + chosen] * cold - highest - log_s,
    entropy,
    confidence,
    uncertainty(b, entropy, confidence),
  );
  watch(b, generated, chosen);
  state[8u * FIELD + b] = generated + 1u;
  let position = state[FIELD + b] + 1u;
  if (chosen == control[2] || generated + 1u >= min(control[3], K) || position >= T) {
    state[4u * FIELD + b] = 1u;
    state[2u * FIELD + b] = NONE;
    state[3u * FIELD + b] = 0u;
  } else {
    state[b] = chosen;
    state[FIELD + b] = position;
    state[2u * FIELD + b] = b * T + position;
    state[3u * FIELD + b] = position + 1u;
  }
}

// STAND-IN, so that this file is valid by itself: sample.ts puts philox.wgsl in its place.
fn gumbel(bits: u32) -> f32 {
  return f32(bits);
}
fn draws(block: u32, generated: u32, turn: u32, attempt: u32, episode: u32, seed: u32, stream: u32) -> vec4u {
  return vec4u(block, generated, turn ^ attempt ^ episode, seed ^ stream);
}
