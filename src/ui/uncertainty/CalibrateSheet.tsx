/** The calibration over the page, for those who come from the settings. */
import { Sheet } from '../Sheet.tsx';
import { CalibratePanel } from './CalibratePanel.tsx';

export default function CalibrateSheet({ onClose }: { onClose: () => void }) {
  return (
    <Sheet title="Calibrate ε and η" onClose={onClose}>
      <CalibratePanel />
    </Sheet>
  );
}
