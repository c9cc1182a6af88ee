/**
 * Whether an agent that is shown pictures plays by them: its success on test tasks as it was trained, and with every picture
 * replaced by another episode's of the same turn, by the first one of its own episode, or by a blank one.
 *   node scripts/other-pictures.mjs runs/push-pixels 200
 */
import { fromSource } from './from-source.mjs';

const { folderAgent } = await fromSource('src/cli/agent.ts');
const { settingsFrom } = await fromSource('src/core/settings.ts');
const { codecOf } = await fromSource('src/rollout/codec.ts');
const { playHeldOut } = await fromSource('src/train/evaluate.ts');
const { heldOutRequest } = await fromSource('src/train/requests.ts');
const { wilson } = await fromSource('src/core/wilson.ts');

const [folder, count] = process.argv.slice(2);
const episodes = Number(count);
if (!(episodes > 0)) {
  console.error('Usage: node scripts/other-pictures.mjs RUN_FOLDER EPISODES');
  process.exit(2);
}
const agent = folderAgent(folder, new Map([['backend', 'cpu']]));
const settings = settingsFrom('micro', agent.settings);
const codec = codecOf(agent.tokenizer);
const request = { ...heldOutRequest(settings, codec, 'evaluate', episodes, 0), split: 'test' };
const { policy } = await agent.open();

const firsts = new Map();
function firstOf({ episode, turn, picture }) {
  if (turn === 0) firsts.set(episode, picture);
  return firsts.get(episode);
}
const blank = (picture) => ({ ...picture, pixels: new Uint8Array(picture.pixels.length) });
/** What each row of a turn is shown. */
const SHOWN = {
  'its own': (rows) => rows.map(({ picture }) => picture),
  'another’s, same turn': (rows) => rows.map((_, i) => rows[(i + 1) % rows.length].picture),
  'its first, all along': (rows) => rows.map(firstOf),
  blank: (rows) => rows.map(({ picture }) => blank(picture)),
};

for (const [name, shown] of Object.entries(SHOWN)) {
  const shownOthers = {
    maxTokens: policy.maxTokens,
    mostRows: policy.mostRows,
    generate: (asked) => {
      const pictures = shown(asked.rows);
      return policy.generate({ ...asked, rows: asked.rows.map((row, i) => ({ ...row, picture: pictures[i] })) });
    },
  };
  const played = await playHeldOut(shownOthers, codec, request);
  const won = played.filter(({ success }) => success).length;
  const rate = won / episodes;
  const [success, low, high] = [rate, ...wilson(rate, episodes)].map((share) => (100 * share).toFixed(1));
  console.log(`${name}: ${success} % (${low}–${high})`);
}
process.exit(0);
