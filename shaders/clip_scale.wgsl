// norm[4] = (sqrt of the sum of squares, factor for the gradients, non-finite count, 0); the factor is
// min(1, maxNorm / (norm + 1e-6)), or 0 when anything was non-finite, a sum that overflowed included. S is at most a thousand
// and this runs once an update: one team, of one thread unless team.ts makes it larger.
const S: u32 = 2u;
const WORKGROUP: u32 = 1u;
const TEAM: u32 = 1u;

fn team_max(v: f32, member: u32) -> f32 { return v; }
fn team_sum(v: f32, member: u32) -> f32 { return v; }
fn team_of(id: vec3u, group: vec3u) -> u32 { return id.x + id.y * 65535u * WORKGROUP; }

@group(0) @binding(0) var<storage, read> partial: array<f32>;
@group(0) @binding(1) var<storage, read> adam: array<f32>;
@group(0) @binding(2) var<storage, read_write> norm: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) member: u32) {
  var squares = 0.0;
  var bad = 0.0;
  for (var s = member; s < S; s += TEAM) {
    if ((bitcast<u32>(partial[s]) & 0x7fffffffu) >= 0x7f800000u) {
      bad += 1.0;
    } else {
      squares += partial[s];
    }
    bad += partial[S + s];
  }
  squares = team_sum(squares, member);
  bad = team_sum(bad, member);
  if (member != 0u) {
    return;
  }
  let size = sqrt(squares);
  norm[0] = vec4f(size, select(min(1.0, adam[7] / (size + 1e-6)), 0.0, bad > 0.0), bad, 0.0);
}
