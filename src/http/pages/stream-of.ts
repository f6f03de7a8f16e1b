// Turns pieces that are made one after another into a body that is read as fast as its reader takes it.

export type Streamed = {
  readonly stream: ReadableStream<Uint8Array>;
  /** Once nothing more is asked for: it was read, it failed, or its reader went away. Never fails. */
  readonly done: Promise<void>;
};

export function streamOf(pieces: AsyncGenerator<Uint8Array>): Streamed {
  let end = () => {};
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { value, done: isOver } = await pieces.next();
        if (!isOver) return controller.enqueue(value);
        controller.close();
      } catch (error) {
        // The reader sees a download that broke off, not one that looks whole.
        controller.error(error);
      }
      end();
    },
    async cancel() {
      await pieces.return(undefined);
      end();
    },
  });
  return { stream, done };
}
