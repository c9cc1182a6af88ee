/** Opens the sheet for an ONNX policy from a file; its code arrives with the first press. */
import { lazy, Suspense, useState } from 'react';
import { Button } from '../Button.tsx';

const OpenOnnxSheet = lazy(() => import('./OpenOnnxSheet.tsx'));

export function OpenOnnxButton() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        look="small"
        icon="play"
        title="Let an ONNX policy play in any environment"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        Open ONNX
      </Button>
      {isOpen && (
        <Suspense>
          <OpenOnnxSheet onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
