/**
 * Resolves in a task of its own, so that messages which have come in meanwhile are received first. Not a timer: browsers
 * hold nested timers back for four milliseconds each.
 */
export const nextTask = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
