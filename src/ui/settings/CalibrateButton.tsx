/** Opens the calibration of ε and η from among the settings that it sets. What it shows arrives with the first press. */
import { lazy, Suspense, useState } from 'react';
import { Button } from '../Button.tsx';

const CalibrateSheet = lazy(() => import('../uncertainty/CalibrateSheet.tsx'));

export function CalibrateButton() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="small" onClick={() => setOpen(true)}>
        Calibrate ε and η …
      </Button>
      {isOpen && (
        <Suspense>
          <CalibrateSheet onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
