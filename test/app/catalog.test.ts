// Models and channels of a product: what is refused, and what is left behind.
import { beforeEach, describe, expect, it } from 'vitest';
import { addModel } from '../../src/app/add-model.ts';
import { setChannel } from '../../src/app/set-channel.ts';
import { channelsMax, modelsMax } from '../../src/domain/catalog/product.ts';
import { auditEntry } from '../contract/audited.ts';
import { type FakeCatalog, fakeCatalog } from '../fakes/catalog.ts';

const by = { actor: 'ada', nowMs: 1000 };
let catalog: FakeCatalog;
beforeEach(async () => {
  catalog = fakeCatalog();
  await catalog.recordProduct({ id: 'nova', name: 'Nova', createdMs: 1 }, auditEntry('nova'));
});
const actions = () => catalog.audited.slice(1).map(({ action, subject }) => `${action}: ${subject}`);

describe('addModel', () => {
  const add = (id: string, name = id) => addModel({ catalog }, { productId: 'nova', model: { id, name } }, by);

  it('adds, renames, and says which in the audit', async () => {
    expect(await add('n1')).toEqual({ ok: true, model: { id: 'n1', name: 'n1' } });
    expect((await add('n1', 'Nova 1')).ok).toBe(true);
    expect(actions()).toEqual(['model added: nova/n1', 'model renamed: nova/n1']);
  });

  it('refuses one model too many, but still renames', async () => {
    for (let index = 0; index < modelsMax; index += 1) await add(`m${index}`);
    expect(await add('one-more')).toEqual({ ok: false, refusal: 'too-many-models' });
    expect((await add('m0', 'First')).ok).toBe(true);
  });

  it('refuses an unknown product', async () => {
    const answer = await addModel({ catalog }, { productId: 'nope', model: { id: 'm', name: 'M' } }, by);
    expect(answer).toEqual({ ok: false, refusal: 'unknown-product' });
  });
});

describe('setChannel', () => {
  const set = (id: string, timetable: string | null, pollS = 60) =>
    setChannel({ catalog }, { productId: 'nova', channel: { id, timetable, pollS } }, by);

  it('adds and changes', async () => {
    expect((await set('stable', null)).ok).toBe(true);
    expect(await set('stable', 'Fri 17:00 Asia/Shanghai')).toEqual({
      ok: true,
      channel: { id: 'stable', timetable: 'Fri 17:00 Asia/Shanghai', pollS: 60 },
    });
    expect(actions()).toEqual(['channel added: nova/stable', 'channel changed: nova/stable']);
  });

  it.each(['Friday 17:00 Asia/Shanghai', 'Fri 25:00 Asia/Shanghai', 'Fri 17:00 CST8', 'Fri 17:00', ''])(
    'refuses the timetable %j and says what to write',
    async (timetable) => {
      const answer = await set('stable', timetable);
      expect(answer).toMatchObject({ ok: false, refusal: 'unreadable-timetable' });
      const fixes = 'problems' in answer ? answer.problems.map(({ fix }) => fix) : [];
      expect(fixes.join(' ')).toMatch(/Write/);
      expect(catalog.audited).toHaveLength(1);
    },
  );

  it('refuses one channel too many and an unknown product', async () => {
    for (let index = 0; index < channelsMax; index += 1) await set(`c${index}`, null);
    expect(await set('one-more', null)).toEqual({ ok: false, refusal: 'too-many-channels' });
    const elsewhere = { productId: 'nope', channel: { id: 'stable', timetable: null, pollS: 60 } };
    expect(await setChannel({ catalog }, elsewhere, by)).toEqual({ ok: false, refusal: 'unknown-product' });
  });
});
