/** Wakes whoever waits for the next change of something. */
export class Bell {
  #waiting = new Set();

  ring() {
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves at the next ring, after the time, or when the signal aborts, whichever comes first. */
  wait(milliseconds, signal) {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}
