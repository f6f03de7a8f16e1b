// Knows what work is under way, so that whoever stops the process can let it end.

export type UnderWay = {
  /** Answers the same promise. */
  add<T>(work: Promise<T>): Promise<T>;
  /** False when something is still under way after `patienceMs`; what begins meanwhile is waited for, too. */
  ended(patienceMs: number): Promise<boolean>;
};

export function openUnderWay(): UnderWay {
  const works = new Set<Promise<unknown>>();
  return {
    add(work) {
      works.add(work);
      const remove = () => void works.delete(work);
      work.then(remove, remove);
      return work;
    },
    async ended(patienceMs) {
      let isOver = false;
      const patience = new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          isOver = true;
          resolve();
        }, patienceMs);
        timer.unref();
      });
      while (works.size > 0 && !isOver) await Promise.race([patience, Promise.allSettled(works)]);
      return works.size === 0;
    },
  };
}
