// norm[4] = (sqrt of the sum of squares, factor for the gradients, non-finite count, 0); the factor is
// min(1, maxNorm / (norm + 1e-6)), or 0 when anything was non-finite, a sum that overflowed included. One thread: S is at
// most a thousand and this runs once an update.
const S: u32 = 2u;

@group(0) @binding(0) var<storage, read> partial: array<f32>;
@group(0) @binding(1) var<storage, read> adam: array<f32>;
@group(0) @binding(2) var<storage, read_write> norm: array<vec4f>;

@compute @workgroup_size(1)
fn main() {
  var squares = 0.0;
  var bad = 0.0;
  for (var s = 0u; s < S; s++) {
    if ((bitcast<u32>(partial[s]) & 0x7fffffffu) >= 0x7f800000u) {
      bad += 1.0;
    } else {
      squares += partial[s];
    }
    bad += partial[S + s];
  }
  let size = sqrt(squares);
  norm[0] = vec4f(size, select(min(1.0, adam[7] / (size + 1e-6)), 0.0, bad > 0.0), bad, 0.0);
}
