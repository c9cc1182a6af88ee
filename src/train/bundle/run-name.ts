/** Memorable names for runs: two plain words, drawn from the run's id. Must not know which names are taken. */
import { hashText, Rng } from '../../core/rng.ts';

const FIRST = (
  'amber bold brave bright brisk calm clever cosy crisp curious daring eager early fair fleet fond frosty gentle glad ' +
  'golden grand happy hardy honest humble jolly keen kind lively lucky mellow merry mild misty modest nimble noble ' +
  'patient placid plucky polite prompt proud quick quiet rapid ready rosy rustic sandy shiny silent silver sleek ' +
  'smooth snug solid spry steady still stout sunny swift tidy tranquil vivid warm witty young'
).split(' ');
const SECOND = (
  'acorn alder anchor arbor badger basil beacon beaver birch bison brook cedar clover comet condor coral cricket ' +
  'dahlia delta dolphin dune ember falcon fern finch fjord forest garnet glade harbor hazel heron ibis iris ivy ' +
  'jasmine juniper kestrel lagoon lantern larch lark lemur lotus lynx maple marten meadow mesa newt oak ocelot orchid ' +
  'osprey otter pebble pine plover quartz raven reef river robin saffron sparrow spruce thistle tulip walnut willow'
).split(' ');

/** The n-th name of an id; the same id gives the same names. */
export function runName(id: string, n = 0): string {
  const rng = new Rng(hashText(id), `run name ${n}`);
  return `${rng.pick(FIRST)} ${rng.pick(SECOND)}`;
}

/** The id's first name that is not taken; after a hundred, its first one with a number. */
export function freeName(id: string, taken: ReadonlySet<string>): string {
  for (let n = 0; n < 100; n++) if (!taken.has(runName(id, n))) return runName(id, n);
  let n = 2;
  while (taken.has(`${runName(id)} ${n}`)) n++;
  return `${runName(id)} ${n}`;
}
