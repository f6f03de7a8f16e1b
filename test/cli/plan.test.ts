// `orange plan …`: every mistake has its line and column, with and without a service.
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonOf, newMachine, runCli } from '../harness/cli.ts';
import { type Story, tellStory } from '../harness/cli-story.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';

let service: ServedApp;
let story: Story;
beforeAll(async () => {
  service = await openServedApp();
  story = await tellStory(service);
});
afterAll(() => service.close());

function write(text: string): string {
  const path = story.inside('wrong.yaml');
  writeFileSync(path, text);
  return path;
}

const head = 'plan: friday\nproduct: nova\nchannel: stable\nfallback: none\nstages:\n';

describe('check', () => {
  it('says the line and column of each mistake, and ends with 1', async () => {
    const path = write(
      `${head}  - { name: first, permille: 1200, bake: 24h }\n  - { name: all, permille: 1000, bake: soon }\n`,
    );
    const run = await story.run(['plan', 'check', path]);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain(`${path}:6:30  `);
    expect(run.stdout).toContain(`${path}:7:40  `);
    expect(run.stdout).toContain('This plan cannot be used.');
    const shape = jsonOf(await story.run(['plan', 'check', path, '--json']));
    expect(shape).toMatchObject({
      isUsable: false,
      problems: [
        { line: 6, column: 30 },
        { line: 7, column: 40 },
      ],
    });
  });

  it('asks the service what only it knows', async () => {
    const path = write(`${head}  - { name: friends, cohort: nobodies, permille: 1000, bake: 1h }\n`);
    const run = await story.run(['plan', 'check', path, '--json']);
    expect([run.code, jsonOf(run)]).toMatchObject([
      1,
      { isUsable: false, problems: [{ line: 6, what: expect.stringContaining('nobodies') }] },
    ]);
  });

  it('counts the devices of each stage', async () => {
    for (let at = 0; at < 5; at += 1) {
      const json = { product: 'nova', channel: 'stable', device: `SN-${at}`, model: 'n1', build: '1.0.0' };
      await service.send('POST', '/v1/enrolments', { as: 'enroller', json });
    }
    const run = await story.run(['plan', 'check', story.writePlan(), '--json']);
    expect(jsonOf(run)).toMatchObject({
      isUsable: true,
      stages: [{ name: 'first' }, { name: 'half' }, { name: 'all', devices: 5 }],
    });
    expect((await story.run(['plan', 'check', story.writePlan()])).stdout).toMatch(/all +100 % of everyone +1 h +5\n/);
  });

  it('works without a service, and says what it could not count', async () => {
    const run = await runCli(['plan', 'check', story.writePlan()], newMachine());
    expect([run.code, run.stdout]).toEqual([0, expect.stringContaining('Devices were not counted')]);
    const shape = jsonOf(await runCli(['plan', 'check', story.writePlan(), '--json'], newMachine()));
    expect(shape).toMatchObject({ isUsable: true, stages: [{ devices: null }, {}, {}] });
  });

  it('says what it takes of the file that `init` wrote', async () => {
    expect(await story.run(['plan', 'check', story.inside('starter.yaml')])).toMatchObject({ code: 0 });
  });
});

describe('power', () => {
  const tiny = ['--fleet', '3000', '--trials', '20'];
  const twoModels = (): string => {
    const path = story.inside('models.json');
    writeFileSync(path, '{"n1": 3, "n2": 1}');
    return path;
  };
  /** One stage of people who look, then everybody. */
  const plan = () =>
    write(
      `${head}  - { name: friends, cohort: friends, permille: 1000, bake: 12h }\n  - { name: all, permille: 1000, bake: 1h }\n`,
    );

  it('says without a service what each stage sees, of which fleet, and what was guessed of it', async () => {
    const run = await runCli(['plan', 'power', plan(), ...tiny, '--no-advice'], newMachine());
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('Assumed: 3,000 devices, 60 friends (a guess: --cohort), 10 models');
    expect(run.stdout).toMatch(/^Stage 1 \(friends\) for 12 h finds .* % chance after about \d+ devices/m);
    expect(run.stdout).toMatch(/^A good build is halted with \d+ % chance and left to a person with \d+ %/m);
  });

  it('takes the fleet that is stated, and gives the same figures again', async () => {
    const models = twoModels();
    const own = [
      '--cohort',
      'friends=900',
      '--models',
      models,
      '--silence',
      '2%',
      '--checkin',
      '12h',
      '--installed',
      '50%',
    ];
    const args = ['plan', 'power', plan(), ...tiny, ...own, '--no-advice', '--json'];
    const [first, second] = [await runCli(args, newMachine()), await runCli(args, newMachine())];
    expect(first.stdout).toBe(second.stdout);
    expect(jsonOf(first)).toMatchObject({
      assumed: [],
      fleet: {
        devices: 3000,
        cohorts: { friends: 900 },
        models: [{ model: 'n1' }, {}],
        silence: 0.02,
        checkinHours: 12,
        installedInDay: 0.5,
      },
    });
  });

  it('is of the fleet that the service knows, and says so where it knows none', async () => {
    const words = ['plan', 'power', plan(), '--trials', '20', '--no-advice', '--json'];
    expect(jsonOf(await story.run([...words, '--product', 'nova']))).toMatchObject({
      error: { code: 'nothing-learned', fix: expect.stringContaining('--crashes-per-day') },
    });
    expect(jsonOf(await story.run([...words, '--product', 'luna']))).toMatchObject({
      error: { code: 'plan-of-another-product' },
    });
    const [devices, models] = [2400, [{ model: 'n1', share: 2400, crash: 1 }]];
    const known = { lessons: 2, devices, models, cohorts: { friends: 300, lab: 9 }, crashesPerDay: 0.5, silence: 0.03 };
    service.state.meddle = ({ path }) => (path.includes('/channels/stable/fleet') ? Response.json(known) : undefined);
    const run = jsonOf(await story.run([...words, '--product', 'nova', '--silence', '1%']));
    service.state.meddle = () => undefined;
    // What is stated goes before what is known, and what nobody knows is the usual.
    const learned = { devices, models, cohorts: { friends: 300 }, crashesPerDay: 0.5 };
    expect(run).toMatchObject({ assumed: [], fleet: { ...learned, silence: 0.01, unconfirmed: 0.003 } });
  });

  it('says how far it is on a terminal', async () => {
    const seen: string[] = [];
    const run = await runCli(['plan', 'power', plan(), ...tiny, '--models', twoModels(), '--no-advice'], {
      ...newMachine(),
      answers: [],
      onStderr: (text) => void seen.push(text),
    });
    expect(run.code).toBe(0);
    expect(seen.at(-1)).toMatch(/Trying builds … \d+ %.*Trying builds … 100 %/s);
  });

  it.each([
    ['a fleet smaller than its cohorts', ['--cohort', 'friends=9000'], 1, 'cohort friends: 9000 is out of range'],
    ['a file of models that is none', ['--models', '/nowhere.json'], 1, '/nowhere.json cannot be read'],
    ['a cohort without a number', ['--cohort', 'friends'], 2, 'such as testers=2000'],
    ['a share that is none', ['--silence', 'often'], 2, 'such as 1%'],
    ['a silence of most devices', ['--silence', '80%'], 1, 'silence: 0.8 is out of range'],
    ['a fleet beyond bounds', ['--fleet', '9000000'], 2, 'from 10 to 2000000'],
  ])('refuses %s', async (_what, flags, code, words) => {
    const run = await runCli(['plan', 'power', plan(), ...tiny, ...flags], newMachine());
    expect([run.code, run.stdout]).toEqual([code, '']);
    expect(run.stderr).toContain(words);
  });

  it('shows the mistakes of a plan that cannot be used', async () => {
    const run = await runCli(['plan', 'power', write('plan: ['), '--json'], newMachine());
    expect([run.code, jsonOf(run)]).toMatchObject([1, { plan: null, problems: [{}] }]);
  });
});

describe('apply', () => {
  it('refuses what check refuses, before it asks anybody', async () => {
    const asked = service.requests.length;
    const path = write('plan: [');
    const run = await story.run(['plan', 'apply', path, '--json']);
    expect([run.code, jsonOf(run)]).toMatchObject([1, { error: { code: 'plan-unusable' } }]);
    expect(service.requests.length).toBe(asked);
    expect(await story.run(['plan', 'apply', '/nowhere.yaml'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no file'),
    });
  });

  it('changes nothing the second time', async () => {
    const path = story.writePlan('none', 'twice');
    const [first, second] = [
      await story.done('plan', 'apply', path, '--json'),
      await story.done('plan', 'apply', path, '--json'),
    ];
    expect(jsonOf(second)).toEqual(jsonOf(first));
  });

  it('signs the ceiling of the build that waits, once', async () => {
    await story.publish('1.0.0', '--no-ceiling');
    const path = story.writePlan('none', 'signed');
    const unsigned = await story.run(['plan', 'apply', path, '--json']);
    expect([unsigned.code, jsonOf(unsigned)]).toMatchObject([1, { error: { code: 'not-agreed' } }]);
    const signed = jsonOf(await story.done('plan', 'apply', path, '--yes', '--json'));
    expect(signed).toMatchObject({ ceiling: { build: 'nova-1', seq: 1 } });
    expect(jsonOf(await story.done('plan', 'apply', path, '--json'))).toMatchObject({ ceiling: null });
  });

  it('signs nothing for a build that has left', async () => {
    await story.done('rollout', 'start', '--yes');
    const applied = jsonOf(await story.done('plan', 'apply', story.writePlan('none', 'later'), '--json'));
    expect(applied).toMatchObject({ ceiling: null });
  });
});
