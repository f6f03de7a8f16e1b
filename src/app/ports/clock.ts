// The port to time: read once at the start of a request and passed on as a number.

export type Clock = {
  /** Epoch milliseconds of the service's clock. */
  nowMs(): number;
};
