// How the parts of the launcher say what happened: one function, so that tests and the demo can listen or be quiet.

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** `message` is one line: a sentence of the launcher, or a record that the Worker logged as JSON. */
export type LaunchLog = (level: LogLevel, message: string) => void;

export const silent: LaunchLog = () => undefined;
