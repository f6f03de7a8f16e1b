// The log sink: one JSON object a line, which the platform's log tools read as it is.

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type Log = (level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>) => void;

const order: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

export function jsonLog(lowest: LogLevel): Log {
  return (level, message, fields) => {
    if (order[level] >= order[lowest]) console.log(JSON.stringify({ level, message, ...fields }));
  };
}
