// Release notes: what is in them, who is named, and that no word of a tester is markup or steers a terminal.
import { describe, expect, it } from 'vitest';
import { cleanCredit, deriveNotes, type FixedIssue } from '../../../src/domain/loop/build-notes.ts';
import { encodeNotesHtml, encodeNotesMarkdown, encodeNotesText } from '../../../src/wire/release/build-notes.ts';
import { scriptPayloads, unseenSigns } from '../pages/hostile.ts';

const build = { product: 'nova', build: 'nova-2', version: '1.2.0', vendorVersion: null };
const fixed = (changes: Partial<FixedIssue> = {}): FixedIssue => ({
  number: 1,
  kind: 'bug',
  title: 'Torch stays on',
  status: 'fixed',
  regressedMs: null,
  devices: 3,
  credits: [],
  ...changes,
});

it('name what is fixed and came not back, and everybody once', () => {
  const notes = deriveNotes(build, [
    fixed({ credits: ['Mira', 'Tom', 'Mira'] }),
    fixed({ number: 2, kind: 'idea', title: 'Fade, tim@example.com', credits: ['Tom'] }),
    fixed({ number: 3, regressedMs: 5, credits: ['Eve'] }),
    fixed({ number: 4, status: 'new', credits: ['Eve'] }),
  ]);
  expect(notes.issues.map(({ number }) => number)).toEqual([1, 2]);
  expect(notes.credits).toEqual(['Mira', 'Tom']);
  expect(JSON.stringify(notes)).not.toContain('tim@');
  expect(encodeNotesMarkdown(notes).join('\n')).toMatch(
    /## Fixed\n\n- Torch stays on \(thanks to Mira, Tom\)\n\n## Done/,
  );
});

it('leave versions and words with hyphens as they are, and nothing that could be a list, a rule or a link', () => {
  const notes = deriveNotes({ ...build, version: '1.2.0-rc.1' }, [
    fixed({ title: 'Wi-Fi on 5.8 GHz. - 2. --- www.x' }),
  ]);
  const [head, , , , item] = encodeNotesMarkdown(notes);
  expect(head).toBe('# nova 1.2.0-rc\\.1');
  expect(item).toBe('- Wi-Fi on 5.8 GHz\\. \\- 2\\. \\-\\-\\- www\\.x');
  expect(encodeNotesText(notes).join('\n')).toBe('# nova 1.2.0-rc.1\n\n## Fixed\n\n- Wi-Fi on 5.8 GHz. - 2. --- www.x');
});

it('say so when there is nothing', () => {
  expect(encodeNotesMarkdown(deriveNotes(build, [])).join('\n')).toContain('No issue that testers may see');
  expect(encodeNotesHtml(deriveNotes(build, [])).join('')).toContain('<p>No issue');
});

const hostile = [
  ...scriptPayloads,
  '[x](javascript:canary())',
  '![x](https://evil.example/x.png)',
  '# not a heading',
  '- not an item\n- nor two',
  '`code` **bold** _it_ ~~gone~~ | cell |',
  'https://evil.example www.evil.example <https://evil.example>',
  '&lt;script&gt; &#60;',
  `a${unseenSigns.join('b')}c`,
  'x'.repeat(5_000),
];

describe.each(hostile)('%j', (text) => {
  const notes = deriveNotes({ ...build, version: text, vendorVersion: text }, [
    fixed({ title: text, credits: [text] }),
  ]);

  it('is text in Markdown', () => {
    const lines = encodeNotesMarkdown(notes);
    const shape = encodeNotesMarkdown(deriveNotes({ ...build, vendorVersion: 'x' }, [fixed({ credits: ['x'] })]));
    expect(lines).toHaveLength(shape.length);
    // What is left when escapes are taken away is our own words alone.
    const bare = lines.join('\n').replace(/\\[!-/:-@[-`{-~]/g, '');
    expect(bare).not.toMatch(/[<>`[\]*_~|&]|https?:|www\./);
    expect(bare.split('\n').filter((line) => /^\s*[-#+]/.test(line)).length).toBe(
      shape.filter((line) => /^[-#]/.test(line)).length,
    );
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });

  it('steers no terminal as text', () => {
    expect(encodeNotesText(notes).join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });

  it('is text in HTML', () => {
    const html = encodeNotesHtml(notes).join('\n');
    expect(html.match(/<[^>]*>/g)?.filter((tag) => !/^<\/?(section|h1|h2|ul|li|p|bdi)>$/.test(tag))).toEqual([]);
    expect(html).not.toMatch(/[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|[^\P{Cc}\n]/u);
  });
});

it('a name is one short line without unseen signs or personal data', () => {
  expect(cleanCredit(' Mira \u202e of\nthe  north ')).toBe('Mira of the north');
  expect(cleanCredit('x'.repeat(500))).toHaveLength(60);
  expect(cleanCredit('tim@example.com')).not.toContain('tim@');
  for (const nothing of ['', ' ', '\u200b\u202e', '\n']) expect(cleanCredit(nothing)).toBeNull();
});
