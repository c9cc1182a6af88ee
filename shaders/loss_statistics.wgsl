// Adds to stats[16] the sums over rows of out[M,8]: [0] loss [1] policy loss [2] entropy [3] k3 [4] k1 [5] clipped
// [6] ratio, and [7] the number of rows; rows of weight 0 left out. One workgroup: 8 columns x 32 strips of every 32nd
// row, then the strips in order behind one barrier.
// M rows.
const M: u32 = 8u;
const STRIPS: u32 = 32u;

@group(0) @binding(0) var<storage, read> out: array<f32>;
@group(0) @binding(1) var<storage, read> token: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> stats: array<f32>;

var<workgroup> strip_sums: array<f32, 8 * STRIPS>;

// Which stat a column of `out` goes to; column 0 is not summed, its threads count rows instead.
const STAT = array<u32, 8>(7u, 2u, 0u, 1u, 3u, 4u, 5u, 6u);

@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) thread: u32) {
  let column = thread % 8u;
  var sum = 0.0;
  for (var row = thread / 8u; row < M; row += STRIPS) {
    let value = select(out[row * 8u + column], 1.0, column == 0u);
    sum += select(value, 0.0, token[row].w == 0.0);
  }
  strip_sums[thread] = sum;
  workgroupBarrier();

  if (thread < 8u) {
    var all = 0.0;
    for (var strip = 0u; strip < STRIPS; strip++) {
      all += strip_sums[strip * 8u + thread];
    }
    let stat = STAT[thread];
    stats[stat] += all;
  }
}
