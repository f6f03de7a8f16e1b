// Every table in one place, for the migration generator.
export * from './builds.ts';
export * from './catalog.ts';
export * from './fleet.ts';
export * from './governance.ts';
export * from './issue-words.ts';
export * from './loop.ts';
export * from './mail.ts';
export * from './outbox.ts';
export * from './recounts.ts';
export * from './report-attachments.ts';
export * from './report-texts.ts';
export * from './reports.ts';
export * from './rollouts.ts';
export * from './symbols.ts';
export * from './trust.ts';
