/** A house in words, for people who do not see its picture. Says what the agent knows and what it does not. */
import type { HouseScene, ScenePlace, SceneThing } from '../../envs/house/scene.ts';

function thingWords({ name, clean, temperature, sliced, isLamp, lit, known, visible }: SceneThing): string {
  const states = [
    clean && 'clean',
    sliced && 'sliced',
    temperature !== 'plain' && temperature,
    isLamp && (lit ? 'on' : 'off'),
  ];
  const words = [...states.filter(Boolean), !visible && !known && 'not seen yet'].filter(Boolean);
  return words.length > 0 ? `${name} (${words.join(', ')})` : name;
}

function placeWords({ name, openable, open, full, room, things }: ScenePlace): string {
  const states = [room && `in the ${room}`, openable && (open ? 'open' : 'closed'), full && 'full'].filter(Boolean);
  const state = states.length > 0 ? ` (${states.join(', ')})` : '';
  return `${name}${state}: ${things.map(thingWords).join(', ') || 'nothing'}`;
}

export function describeHouse({ room, places, agentAt, hand }: HouseScene): string {
  const where = agentAt ? `at ${agentAt}` : 'in the middle';
  const holding = hand ? `holding ${thingWords(hand)}` : 'with empty hands';
  return `A ${room}. The agent stands ${where}, ${holding}. ${places.map(placeWords).join('; ')}.`;
}
