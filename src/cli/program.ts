// All commands under one name, and how a run of any of them ends.
import { Command, CommanderError, Help, type Option } from 'commander';
import { auditCheckpoint } from './audit-checkpoint.ts';
import { auditVerify } from './audit-verify.ts';
import { buildApprove } from './build-approve.ts';
import { buildDiscard } from './build-discard.ts';
import { buildList } from './build-list.ts';
import { buildNotesCommand } from './build-notes.ts';
import { buildPublish } from './build-publish.ts';
import { buildShow } from './build-show.ts';
import { buildWithdraw } from './build-withdraw.ts';
import { channelList } from './channel-list.ts';
import { channelSet } from './channel-set.ts';
import type { ExitCode } from './cli-error.ts';
import { cohortAdd } from './cohort-add.ts';
import { cohortList } from './cohort-list.ts';
import { cohortMembers } from './cohort-members.ts';
import { cohortRemove } from './cohort-remove.ts';
import { cohortSet } from './cohort-set.ts';
import { commonOptions, newGroup, type Run } from './command.ts';
import { completion } from './completion.ts';
import { completing } from './completion-words.ts';
import { deviceErase } from './device-erase.ts';
import { deviceExplain } from './device-explain.ts';
import { deviceList } from './device-list.ts';
import { deviceShow } from './device-show.ts';
import { deviceTimeline } from './device-timeline.ts';
import { exportCommand } from './export.ts';
import { fleetSimulate } from './fleet-simulate.ts';
import { gateBacktest } from './gate-backtest.ts';
import { gateExplain } from './gate-explain.ts';
import { gateReplay } from './gate-replay.ts';
import { gateReplayAll } from './gate-replay-all.ts';
import { init } from './init.ts';
import { issueAnswers } from './issue-answers.ts';
import { issueAssign } from './issue-assign.ts';
import { issueComment } from './issue-comment.ts';
import { issueList } from './issue-list.ts';
import { issueMerge } from './issue-merge.ts';
import { issueShow } from './issue-show.ts';
import { issueSplit } from './issue-split.ts';
import { issueStatus } from './issue-status.ts';
import { keyExport } from './key-export.ts';
import { keyList } from './key-list.ts';
import { keyNew } from './key-new.ts';
import { keyRecover } from './key-recover.ts';
import { keySheet } from './key-sheet.ts';
import { login } from './login.ts';
import { mirrorAdd } from './mirror-add.ts';
import { mirrorList } from './mirror-list.ts';
import { mirrorRemove } from './mirror-remove.ts';
import { mirrorShow } from './mirror-show.ts';
import { modelAdd } from './model-add.ts';
import { modelList } from './model-list.ts';
import { planApply } from './plan-apply.ts';
import { planCheckCommand } from './plan-check.ts';
import { planList } from './plan-list.ts';
import { planPower } from './plan-power.ts';
import { productList } from './product-list.ts';
import { reportAttachment } from './report-attachment.ts';
import { reportErase } from './report-erase.ts';
import { reportFingerprint } from './report-fingerprint.ts';
import { reportList } from './report-list.ts';
import { reportShow } from './report-show.ts';
import { reportWatch } from './report-watch.ts';
import { rolloutClose } from './rollout-close.ts';
import { rolloutComplete } from './rollout-complete.ts';
import { rolloutHistory } from './rollout-history.ts';
import { rolloutHold } from './rollout-hold.ts';
import { rolloutLift } from './rollout-lift.ts';
import { rolloutList } from './rollout-list.ts';
import { rolloutPromote } from './rollout-promote.ts';
import { rolloutQuarantine } from './rollout-quarantine.ts';
import { rolloutResume } from './rollout-resume.ts';
import { rolloutRetreat } from './rollout-retreat.ts';
import { rolloutStart } from './rollout-start.ts';
import { rolloutStatus } from './rollout-status.ts';
import type { Surroundings } from './surroundings.ts';
import { symbolsList } from './symbols-list.ts';
import { symbolsUpload } from './symbols-upload.ts';
import { reportFailure, reportUsage } from './terminal/failure.ts';
import { asTyped } from './terminal/own-name.ts';
import { openPrinter } from './terminal/printer.ts';
import { tokenCreate } from './token-create.ts';
import { tokenList } from './token-list.ts';
import { tokenRevoke } from './token-revoke.ts';
import { trainList } from './train-list.ts';
import { listTrustCommands } from './trust-commands.ts';
import { version } from './version.ts';
import { listWebhookCommands } from './webhook-commands.ts';
import { whoami } from './whoami.ts';

/** Runs one command line, without the program's own name before it. Never throws. */
export async function runOrange(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const run: Run = { surroundings, exitCode: 0 };
  const isJson = argv.includes('--json');
  try {
    await createProgram(run).parseAsync(argv, { from: 'user' });
    return run.exitCode;
  } catch (cause) {
    if (!(cause instanceof CommanderError)) return reportFailure(surroundings, cause, isJson);
    if (cause.exitCode === 0) return 0;
    if (isJson) openPrinter(surroundings, true).report({ json: { error: describeUsage(cause, run) }, lines: [] });
    return 2;
  }
}

export function createProgram(run: Run): Command {
  const program = new Command('orange')
    .description('Publishes builds, ships them in stages, and goes on, stops or goes back by what devices say.')
    .version(version, '-V, --version', 'print the version')
    .helpCommand(false)
    // Options before a command are the program's own: `build publish --version 1.4.0` is the build's version.
    .enablePositionalOptions()
    .addHelpText('after', firstSteps);
  for (const command of listCommands(run)) program.addCommand(command);
  program.addCommand(completing(run, program), { hidden: true });
  speakWith(run, program);
  return program;
}

const firstSteps = `
First steps:
  $ orange login https://updates.example.com
  $ orange init nova --model n1
  $ orange build publish nova-1.4.0.img --version 1.4.0
  $ orange plan apply plan.yaml
  $ orange rollout start

Exit codes: 0 done, 1 refused or bad input, 2 wrong usage, 70 a bug, 130 interrupted.`;

const listCommands = (run: Run): Command[] => [
  login(run),
  init(run),
  whoami(run),
  newGroup('product', 'Lines of devices', [productList(run)]),
  newGroup('model', 'Hardware of a product', [modelAdd(run), modelList(run)]),
  newGroup('channel', 'Streams of builds', [channelSet(run), channelList(run)]),
  newGroup('key', 'Keys that sign', [keyNew(run), keyList(run), keyExport(run), keySheet(run), keyRecover(run)]),
  newGroup('trust', 'Who may sign what: roles, people, ceremonies', listTrustCommands(run)),
  newGroup('build', 'Builds: publish, look at, withdraw', [
    buildPublish(run),
    buildApprove(run),
    buildList(run),
    buildShow(run),
    buildNotesCommand(run),
    buildDiscard(run),
    buildWithdraw(run),
  ]),
  newGroup('plan', 'Plans: the stages that builds go up', [
    planCheckCommand(run),
    planPower(run),
    planApply(run),
    planList(run),
  ]),
  newGroup('rollout', 'Rollouts: a build on its way to devices', [
    rolloutStart(run),
    rolloutStatus(run),
    rolloutPromote(run),
    rolloutHold(run),
    rolloutResume(run),
    rolloutQuarantine(run),
    rolloutLift(run),
    rolloutRetreat(run),
    rolloutComplete(run),
    rolloutClose(run),
    rolloutHistory(run),
    rolloutList(run),
  ]),
  newGroup('gate', 'The judgement of a stage', [
    gateExplain(run),
    gateReplay(run),
    gateReplayAll(run),
    gateBacktest(run),
  ]),
  newGroup('train', 'Weekly departures', [trainList(run)]),
  newGroup('device', 'Devices', [
    deviceList(run),
    deviceShow(run),
    deviceExplain(run),
    deviceTimeline(run),
    deviceErase(run),
  ]),
  newGroup('report', 'What devices and testers reported', [
    reportList(run),
    reportShow(run),
    reportAttachment(run),
    reportWatch(run),
    reportErase(run),
    reportFingerprint(run),
  ]),
  newGroup('issue', 'What reports have in common, and what becomes of it', [
    issueList(run),
    issueShow(run),
    issueStatus(run),
    issueAssign(run),
    issueComment(run),
    issueMerge(run),
    issueSplit(run),
    issueAnswers(run),
  ]),
  exportCommand(run),
  newGroup('symbols', 'What builds know about their code', [symbolsUpload(run), symbolsList(run)]),
  newGroup('cohort', 'Named groups of devices', [
    cohortSet(run),
    cohortAdd(run),
    cohortRemove(run),
    cohortList(run),
    cohortMembers(run),
  ]),
  newGroup('fleet', 'Simulated devices', [fleetSimulate(run)]),
  newGroup('webhook', 'Addresses outside that are told of what happens', listWebhookCommands(run)),
  newGroup('mirror', 'Trackers elsewhere that follow our issues', [
    mirrorAdd(run),
    mirrorList(run),
    mirrorShow(run),
    mirrorRemove(run),
  ]),
  newGroup('token', 'Access tokens', [tokenCreate(run), tokenList(run), tokenRevoke(run)]),
  newGroup('audit', 'The record of everything that was done', [auditVerify(run), auditCheckpoint(run)]),
  completion(run),
];

/** Commander hands nothing down to commands that were made apart from it. */
function speakWith(run: Run, command: Command): void {
  const { stdout, stderr, env } = run.surroundings;
  command
    .exitOverride()
    .configureHelp({ helpWidth: Math.min(120, stdout.columns ?? 100), visibleOptions: listOptions })
    .configureOutput({
      writeOut: (text) => void stdout.write(asTyped(text, env)),
      writeErr: (text) => void stderr.write(asTyped(text, env)),
      outputError: (text) => {
        run.usageFix = `See \`${nameOf(command)} --help\`.`;
        reportUsage(run.surroundings, wordsOf(text), run.usageFix);
      },
    });
  for (const child of command.commands) speakWith(run, child);
}

/** What is special about a command first. */
function listOptions(command: Command): Option[] {
  const options = new Help().visibleOptions(command);
  const isCommon = (option: Option): boolean => commonOptions.has(option.attributeName());
  return [...options.filter((option) => !isCommon(option)), ...options.filter(isCommon)];
}

/** Commander's `error: unknown option '--x'\n(Did you mean --y?)` in one line. */
const wordsOf = (text: string): string =>
  text
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .trim();

const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;

const describeUsage = ({ message }: CommanderError, { usageFix }: Run) => ({
  code: 'usage',
  what: wordsOf(message),
  fix: usageFix ?? 'See the same command with --help.',
});
