/** A number puzzle as a slate: the cards, the target, and what was tried or written. */
import type { CountdownScene } from '../../envs/countdown/scene.ts';
import { Picture } from './Picture.tsx';
import styles from './slate.module.css';

const WIDTH = 380;
const CARD = 46;
const LINE = 26;

export function CountdownPicture({ scene }: { scene: CountdownScene }) {
  const { numbers, target, lines, tries } = scene;
  const rows = Math.max(lines.length, tries);
  const height = 84 + rows * LINE;
  return (
    <Picture width={WIDTH} height={height} label={wordsFor(scene)}>
      <rect x={1} y={1} width={WIDTH - 2} height={height - 2} rx={8} className={styles.slate} />
      {numbers.map((number, i) => (
        // Two cards may show the same number.
        // oxlint-disable-next-line react/no-array-index-key
        <g key={i} transform={`translate(${16 + i * (CARD + 8)} 14)`} className={styles.card}>
          <rect width={CARD} height={52} rx={5} />
          <text x={CARD / 2} y={33}>
            {number}
          </text>
        </g>
      ))}
      <text x={WIDTH - 20} y={48} className={styles.target}>
        {target}
      </text>
      {lines.map(({ text, result }, row) => (
        <text key={text} x={20} y={94 + row * LINE} className={styles.line} data-right={isRight(scene, result)}>
          {compact(text)}
          {isRight(scene, result) ? ' ✓' : ''}
        </text>
      ))}
    </Picture>
  );
}

/** A sum that is still being written is not right yet, whatever it comes to. */
const isRight = ({ target, tries, closed }: CountdownScene, result: number | null): boolean =>
  result === target && (closed || tries > 1);

/** "1 2 + 3" as people write it: 12 + 3. */
const compact = (text: string): string => text.replaceAll(/(?<=\d) (?=\d)/g, '');

function wordsFor(scene: CountdownScene): string {
  const { numbers, target, lines, tries, spent, closed } = scene;
  const said = lines.map(({ text, result }) => `${compact(text)}${isRight(scene, result) ? ', which is right' : ''}.`);
  const rest = closed ? 'The sum is ended.' : tries > 1 ? `${spent} of ${tries} tries are used.` : '';
  return [`The agent has to make ${target} from ${numbers.join(', ')}.`, ...said, rest].filter(Boolean).join(' ');
}
