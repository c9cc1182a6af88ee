/** Guess the number: the whole range as a bar per guess, with what is left of it and where the guess fell. */
import type { NumberScene } from '../../envs/guess/scene.ts';
import styles from './guess.module.css';
import { Picture } from './Picture.tsx';

const WIDTH = 440;
const BAR = 340;
const ROW = 24;

export function NumberPicture({ scene }: { scene: NumberScene }) {
  const { low, high, turns, guesses, hidden } = scene;
  const x = (value: number): number => 20 + ((value - low) / (high - low + 1)) * BAR;
  const centre = (value: number): number => (x(value) + x(value + 1)) / 2;
  const height = 34 + turns * ROW;
  return (
    <Picture width={WIDTH} height={height} label={wordsFor(scene)}>
      <text x={20} y={16} className={styles.left}>
        {low}
      </text>
      <text x={20 + BAR} y={16} className={styles.left} textAnchor="end">
        {high}
      </text>
      {!Number.isNaN(hidden) && <path d={`M${centre(hidden)} 22V${height - 6}`} className={styles.hidden} />}
      {Array.from({ length: turns }, (_, row) => {
        const guess = guesses[row];
        const [from, to] = rangeAfter(scene, row);
        return (
          <g key={row} transform={`translate(0 ${26 + row * ROW})`}>
            <rect x={20} y={4} width={BAR} height={10} rx={3} className={styles.gone} />
            {guess && (
              <>
                <rect
                  x={x(from)}
                  y={4}
                  width={Math.max(2, x(to + 1) - x(from))}
                  height={10}
                  rx={3}
                  className={styles.open}
                />
                <circle cx={centre(guess.value)} cy={9} r={5} className={styles.guess} />
                <text x={28 + BAR} y={13} className={styles.left}>
                  {guess.value} {guess.answer}
                </text>
              </>
            )}
          </g>
        );
      })}
    </Picture>
  );
}

/** What still fits after the guess of this row. */
function rangeAfter({ low, high, guesses }: NumberScene, row: number): [number, number] {
  const said = guesses.slice(0, row + 1);
  const right = said.find((g) => g.answer === 'right');
  if (right) return [right.value, right.value];
  return [
    Math.max(low, ...said.filter((g) => g.answer === 'higher').map((g) => g.value + 1)),
    Math.min(high, ...said.filter((g) => g.answer === 'lower').map((g) => g.value - 1)),
  ];
}

function wordsFor({ low, high, guesses, hidden, found }: NumberScene): string {
  const rows = guesses.map(({ value, answer, left }) => `Guess ${value}: ${answer}; ${left} numbers left.`);
  const end = found
    ? 'The agent has found it.'
    : Number.isNaN(hidden)
      ? ''
      : `The agent does not know that it is ${hidden}.`;
  return [`A hidden number from ${low} to ${high}.`, ...rows, end].join(' ').trim();
}
