// The parts of pages: what they say to those who see them and to those who do not.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { expect, it } from 'vitest';
import { Layout } from '../../../src/pages/layout.tsx';
import { Badge, describedBy, Facts, Field, Prose, Table } from '../../../src/pages/parts.tsx';
import { style } from '../../../src/pages/style.ts';

it('a table names its columns, its rows and itself', () => {
  const columns = [{ label: 'Stage' }, { label: 'Devices', isNumber: true }];
  const html = String(<Table label="Stages" columns={columns} rows={[['first', 12]]} />);
  expect(html).toContain('<section class="scroll" aria-label="Stages" tabindex="0">');
  expect(html).toContain('<th scope="col">Stage</th><th scope="col" class="number">Devices</th>');
  expect(html).toContain('<th scope="row">first</th><td class="number">12</td>');
});

it('a field ties its label, hint and error to its input', () => {
  const about = { name: 'title', label: 'Title', hint: 'A few words.', error: 'Write something.' };
  const html = String(
    <Field {...about}>
      <input id="title" name="title" aria-describedby={describedBy(about)} />
    </Field>,
  );
  expect(html).toContain('<label for="title">Title</label>');
  expect(html).toContain('aria-describedby="title-hint title-error"');
  expect(html).toContain('id="title-error">Write something.');
  expect(describedBy({ name: 'title' })).toBeUndefined();
});

it('text from outside is text', () => {
  const evil = '<img src=x onerror=alert(1)>`<script>`';
  const html = String(
    <Layout title={evil} lead={<Prose text={evil} />}>
      <Badge tone="bad">{evil}</Badge>
      <Facts facts={[{ name: evil, value: evil }]} />
    </Layout>,
  );
  expect(html).not.toMatch(/<img|<script/);
  expect(html).toContain('<code>&lt;script&gt;</code>');
});

/** Contrast of two colours, as WCAG 2.2 defines it. */
function contrast(one: string, other: string): number {
  const luminance = (hex: string) => {
    const channel = (at: number) => {
      const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  };
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const schemes = [...style.matchAll(/--paper:[\s\S]*?--shadow/g)].map(([text], index) => ({
  scheme: index === 0 ? 'light' : 'dark',
  colours: Object.fromEntries([...text.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, hex]) => [name, hex])),
}));
const pairs = ['ink', 'soft', 'accent'].flatMap((text) => ['paper', 'card', 'sunk'].map((ground) => [text, ground]));
const washes = ['good', 'warn', 'bad', 'cool'].map((text) => [text, `${text}-wash`]);

it('there are two schemes', () => {
  expect(schemes.map(({ scheme }) => scheme)).toEqual(['light', 'dark']);
});

it.each(schemes)('every pair of colours can be read in the $scheme scheme', ({ colours }) => {
  for (const [text = '', ground = ''] of [...pairs, ...washes, ['accent', 'wash'], ['on-accent', 'accent']]) {
    expect([text, ground, contrast(colours[text] ?? '#000000', colours[ground] ?? '#000000') >= 4.5]).toEqual([
      text,
      ground,
      true,
    ]);
  }
});
