/** The board of Wordle-k: a row of marked letters per guess, and how many words still fit after it. */
import type { WordleScene } from '../../envs/guess/scene.ts';
import styles from './guess.module.css';
import { Picture } from './Picture.tsx';

const TILE = 36;
const COUNT_WIDTH = 90;

export function WordlePicture({ scene }: { scene: WordleScene }) {
  const { length, turns, guesses } = scene;
  const width = length * TILE + COUNT_WIDTH;
  return (
    <Picture width={Math.max(width, turns * TILE * 1.6)} height={turns * TILE + 8} label={wordsFor(scene)}>
      <g transform={`translate(${Math.max(0, turns * TILE * 1.6 - width) / 2} 4)`}>
        {Array.from({ length: turns }, (_, row) => {
          const guess = guesses[row];
          return (
            <g key={row} transform={`translate(0 ${row * TILE})`}>
              {Array.from({ length }, (_unused, i) => (
                <g key={i} transform={`translate(${i * TILE} 0)`} className={styles.tile} data-mark={guess?.marks[i]}>
                  <rect x={2} y={2} width={TILE - 4} height={TILE - 4} rx={4} />
                  {guess?.marks[i] === 'green' && <path d={`M8 ${TILE - 7}h${TILE - 16}`} />}
                  {guess?.marks[i] === 'yellow' && <path d={`M8 ${TILE - 7}h${TILE - 16}`} strokeDasharray="3 4" />}
                  <text x={TILE / 2} y={TILE / 2 + 5}>
                    {guess?.word[i]}
                  </text>
                </g>
              ))}
              {guess && (
                <text x={length * TILE + 8} y={TILE / 2 + 4} className={styles.left}>
                  {row === 0 ? 'given, ' : ''}
                  {guess.left} left
                </text>
              )}
            </g>
          );
        })}
      </g>
    </Picture>
  );
}

function wordsFor({ guesses, listed, hidden, found }: WordleScene): string {
  const rows = guesses.map(
    ({ word, marks, left }, i) => `${i === 0 ? 'Given' : 'Guess'} ${word}: ${marks.join(', ')}; ${left} words left.`,
  );
  const end = found ? 'The agent has found it.' : hidden && `The agent does not know that it is ${hidden}.`;
  return [`A hidden word, one of ${listed}.`, ...rows, end].join(' ').trim();
}
