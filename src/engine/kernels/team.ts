/**
 * One WGSL text, two ways to share a row: a thread a row, or a team of threads that meet in workgroup memory and read the row
 * side by side, as graphics memory likes it. A shader that wants both declares the lines of ALONE and walks its row from
 * `member` in steps of TEAM; it stays valid WGSL as it stands. Must not know any kernel.
 */
import { grid1d, ShapeError } from '../kernel.ts';
import type { Variant } from '../variant.ts';
import { lanesFor, withLanes } from './lanes.ts';

const ALONE = `fn team_max(v: f32, member: u32) -> f32 { return v; }
fn team_sum(v: f32, member: u32) -> f32 { return v; }
fn team_of(id: vec3u, group: vec3u) -> u32 { return id.x + id.y * 65535u * WORKGROUP; }
`;

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
    .replace(/^const WORKGROUP: u32 = \d+u;/m, `const WORKGROUP: u32 = ${team}u;`)
    .replace(/^const TEAM: u32 = 1u;/m, `const TEAM: u32 = ${team}u;`);
}

/** Teams for a kernel of M rows of V numbers. */
export const teamVariants = (source: string): readonly Variant<{ M: number; V: number }>[] =>
  TEAMS.map((team) => ({
    name: `team${team}`,
    // With fewer numbers than that most of the team would only wait.
    suits: ({ V }) => V >= 2 * team,
    wgsl: ({ V }) => withTeam(withLanes(source, lanesFor(V)), team),
    workgroups: ({ M }) => grid1d(M, 1),
  }));
