// The port to whether so much comes in that what can be put off should be.

export type Rush = {
  /** A piece of work came in. Whether there is a rush; `end` follows when it is done, whatever became of it. */
  begin(): boolean;
  end(): void;
  /** Whether there is a rush now, made up for or not. */
  isOn(): boolean;
  /** Whether what was put off could be made up for. As long as it cannot, nothing more is put off. */
  recordMadeUp(isSo: boolean): void;
};
