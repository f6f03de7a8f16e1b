// A word about the audit chain that its service cannot take back: how long it was, and the hash of its newest entry.

/** Two signed checkpoints that one chain cannot both hold prove that the service showed two (C2SP, tlog-checkpoint, asks the same of logs). */
export type AuditCheckpoint = { readonly seq: number; readonly hash: string; readonly atMs: number };
