/** Never gets lower while it stands and is as wide, so that what is below keeps its place while its content comes and goes. */
import { useLayoutEffect, useRef, type ReactNode } from 'react';

export function Steady({ children }: { children: ReactNode }) {
  const inner = useRef<HTMLDivElement>(null);
  const outer = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const [box, content] = [outer.current!, inner.current!];
    let most = 0;
    let width = 0;
    const observer = new ResizeObserver(() => {
      // An empty frame stands for a picture that is still being loaded; it says nothing about its height.
      if (!content.textContent && !content.querySelector('svg')) return;
      if (content.offsetWidth !== width) most = 0;
      width = content.offsetWidth;
      most = Math.max(most, content.offsetHeight);
      box.style.minHeight = `${most}px`;
    });
    observer.observe(content);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={outer}>
      <div ref={inner}>{children}</div>
    </div>
  );
}
