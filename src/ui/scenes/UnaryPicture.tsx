/** UnaryMath as a slate: the problem, and the answers with a cross for each that was wrong. */
import type { UnaryScene } from '../../envs/unary/scene.ts';
import { Picture } from './Picture.tsx';
import styles from './slate.module.css';

const WIDTH = 380;
const LINE = 26;
/** Characters of a line of the problem. */
const WRAP = 44;

export function UnaryPicture({ scene }: { scene: UnaryScene }) {
  const { problem, answers, tries, spent, answer, solved } = scene;
  const written = wrapped(problem);
  const top = 22 + written.length * 18;
  const height = top + 16 + tries * LINE;
  return (
    <Picture width={WIDTH} height={height} label={wordsFor(scene)}>
      <rect x={1} y={1} width={WIDTH - 2} height={height - 2} rx={8} className={styles.slate} />
      {written.map((line, i) => (
        <text key={line} x={20} y={26 + i * 18} className={styles.line}>
          {line}
        </text>
      ))}
      {answers.map((given, row) => (
        <text key={given} x={20} y={top + 18 + row * LINE} className={styles.line} data-right={given === answer}>
          {given} {given === answer ? '✓' : '✗'}
        </text>
      ))}
      <text x={WIDTH - 20} y={height - 14} className={styles.note}>
        {spent} of {tries} tries{solved || Number.isNaN(answer) ? '' : `, right is ${answer}`}
      </text>
    </Picture>
  );
}

/** The sentence in lines of at most WRAP characters. */
function wrapped(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)!} ${word}`.trim();
    if (longer.length <= WRAP) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

const wordsFor = ({ problem, answers, tries, spent, answer, solved }: UnaryScene): string =>
  [
    problem,
    ...answers.map((a) => `Answer ${a}: ${a === answer ? 'right' : 'wrong'}.`),
    `${spent} of ${tries} tries are used.`,
    solved ? 'The agent has solved it.' : Number.isNaN(answer) ? '' : `The agent does not know that it is ${answer}.`,
  ]
    .join(' ')
    .trim();
