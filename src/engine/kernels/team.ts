/**
 * One WGSL text, two ways to share a row: a thread a row, or a team of threads that meet in workgroup memory and read the row
 * side by side, as graphics memory likes it. A shader that wants both declares the lines of ALONE and walks its row from
 * `member` in steps of TEAM; it stays valid WGSL as it stands. Must not know any kernel.
 */
import { grid1d, ShapeError, type Shape } from '../kernel.ts';
import type { Variant } from '../variant.ts';

const ALONE = `fn team_max(v: f32, member: u32) -> f32 { return v; }
fn team_sum(v: f32, member: u32) -> f32 { return v; }
fn team_of(id: vec3u, group: vec3u) -> u32 { return id.x + id.y * 65535u * WORKGROUP; }
`;
/** Only shaders with rows that need nothing declare it: alone one may leave, in a team everyone has to come to the meetings. */
const LEAVES = 'fn leaves(idle: bool) -> bool { return idle; }';
const STAYS = 'fn leaves(idle: bool) -> bool { return false; }';

/** A tree of fixed shape: the same sum every run. At first everyone must have read what was there before. */
const fold = (name: string, join: string): string => `fn ${name}(v: f32, member: u32) -> f32 {
  storageBarrier();
  workgroupBarrier();
  team[member] = v;
  workgroupBarrier();
  for (var half = TEAM / 2u; half > 0u; half /= 2u) {
    if (member < half) {
      team[member] = ${join};
    }
    workgroupBarrier();
  }
  return team[0];
}
`;
const TOGETHER = `var<workgroup> team: array<f32, TEAM>;
${fold('team_max', 'max(team[member], team[member + half])')}
${fold('team_sum', 'team[member] + team[member + half]')}
fn team_of(id: vec3u, group: vec3u) -> u32 { return group.x + group.y * 65535u; }
`;

/** Threads of a team. */
const TEAMS = [32, 128] as const;

/** `source` for a team a row: each is a workgroup. */
export function withTeam(source: string, team: number): string {
  if (!source.includes(ALONE)) throw new ShapeError('team', 'the shader does not declare a team of one');
  return source
    .replace(ALONE, TOGETHER)
    .replace(LEAVES, STAYS)
    .replace(/^const WORKGROUP: u32 = \d+u;/m, `const WORKGROUP: u32 = ${team}u;`)
    .replace(/^const TEAM: u32 = 1u;/m, `const TEAM: u32 = ${team}u;`);
}

/** What a kernel says of itself: its text for a shape, its rows, and how many numbers of a row there are to share out. */
export interface TeamWork<S extends Shape> {
  readonly text: (shape: S) => string;
  readonly rows: (shape: S) => number;
  readonly numbers: (shape: S) => number;
}

export const teamVariants = <S extends Shape>({ text, rows, numbers }: TeamWork<S>): readonly Variant<S>[] =>
  TEAMS.map((team) => ({
    name: `team${team}`,
    // With fewer numbers than that most of the team would only wait.
    suits: (shape) => numbers(shape) >= 2 * team,
    wgsl: (shape) => withTeam(text(shape), team),
    workgroups: (shape) => grid1d(rows(shape), 1),
  }));
