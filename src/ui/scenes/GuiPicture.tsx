/** A session with an app as its screen: title, links, values, buttons and pop-ups on the grid of cells the agent is told of. */
import type { GuiScene, SceneWidget } from '../../envs/gui/scene.ts';
import styles from './GuiPicture.module.css';
import { Picture } from './Picture.tsx';

const CELL = { w: 44, h: 26 };
/** Between a widget and the edge of its cells. */
const GAP = 2;
const EDGE = 10;
/** Room under the screen for what waits elsewhere. */
const FOOT = 18;

export function GuiPicture({ scene }: { scene: GuiScene }) {
  const { grid, widgets, waiting } = scene;
  const screen = { w: grid * CELL.w, h: grid * CELL.h };
  return (
    <Picture width={screen.w + 2 * EDGE} height={screen.h + 2 * EDGE + FOOT} label={describeGui(scene)}>
      <rect width={screen.w + 2 * EDGE} height={screen.h + 2 * EDGE} rx={14} className={styles.frame} />
      <g transform={`translate(${EDGE} ${EDGE})`}>
        <rect width={screen.w} height={screen.h} rx={6} className={styles.screen} />
        {widgets.map((widget) => (
          <Shape key={`${widget.role} ${widget.label}`} widget={widget} />
        ))}
      </g>
      <text x={EDGE} y={screen.h + 2 * EDGE + 14} className={styles.foot}>
        {waiting.length > 0 ? `A pop-up waits at: ${waiting.join(', ')}` : ''}
      </text>
    </Picture>
  );
}

function Shape({ widget }: { widget: SceneWidget }) {
  const { role, label, column, row, width, height, action, wanted, stored, chosen } = widget;
  const box = {
    x: column * CELL.w + GAP,
    y: row * CELL.h + GAP,
    w: width * CELL.w - 2 * GAP,
    h: height * CELL.h - 2 * GAP,
  };
  const isDot = role === 'value';
  // A field that is empty says so.
  const words = role === 'field' && label === '' ? 'type here' : label;
  return (
    <g
      className={styles.widget}
      data-role={role}
      data-live={action !== ''}
      data-wanted={wanted}
      data-filled={label !== ''}
    >
      <rect x={box.x} y={box.y} width={box.w} height={box.h} rx={role === 'title' ? 3 : 6} />
      {isDot && <circle cx={box.x + 13} cy={box.y + 11} r={5.5} className={styles.ring} />}
      {isDot && (chosen || stored) && (
        <circle cx={box.x + 13} cy={box.y + 11} r={chosen ? 3.2 : 1.6} className={styles.dot} />
      )}
      <text x={box.x + (isDot ? 26 : box.w / 2)} y={box.y + 15} data-from={isDot ? 'left' : 'middle'}>
        {words}
        {stored && ' (now)'}
      </text>
    </g>
  );
}

/** The screen in words, for people who do not see it. */
export function describeGui({ path, widgets, saved }: GuiScene): string {
  const names = (role: SceneWidget['role']): string =>
    widgets
      .filter((w) => w.role === role)
      .map(({ label, stored, chosen }) => `${label}${stored ? ' (now)' : ''}${chosen ? ' (chosen)' : ''}`)
      .join(', ');
  const parts = [
    `The agent is on page ${path.join(' › ')}`,
    names('popup') && 'a pop-up covers it',
    names('link') && `links: ${names('link')}`,
    names('value') && `values: ${names('value')}`,
    names('stored') && `text stored: ${names('stored')}`,
    widgets.some(({ role }) => role === 'field') && `a text field holds ${names('field') || 'nothing'}`,
    saved !== 'nothing' && `the ${saved} value has been saved`,
  ];
  return `${parts.filter(Boolean).join('; ')}.`;
}
