// Reads YAML into a plain value and remembers where each part of it stood; what a plan has no use for is refused.
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  Parser,
  visit,
  type YAMLError,
} from 'yaml';
import { findTooDeep } from './nesting.ts';

/** 1-based, as editors count. */
export type Spot = { readonly line: number; readonly column: number };
export type SpotProblem = Spot & { readonly what: string; readonly fix: string };

export type PlanSource = {
  readonly value: unknown;
  /** The value at a path, or what encloses it where the path leads nowhere. */
  locate(path: readonly PropertyKey[]): Spot;
  /** A key of the map at a path. */
  locateKey(path: readonly PropertyKey[], key: string): Spot;
};

export type SourceAnswer =
  | { readonly ok: true; readonly source: PlanSource }
  | { readonly ok: false; readonly problems: readonly SpotProblem[] };

/** A plan of 20 stages is 3 KB; comments may make it longer. */
export const maxPlanBytes = 65_536;
/** A plan nests five deep. */
const maxDepth = 30;
/** A screenful. */
export const maxProblems = 20;

/** Reads text into a value with places, or says where it is not the kind of YAML a plan is written in. */
export function readSource(text: string): SourceAnswer {
  const lines = new LineCounter();
  const spotAt = (offset: number): Spot => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const sizeBytes = new TextEncoder().encode(text).length;
  if (sizeBytes > maxPlanBytes) return refuse(tooLarge(sizeBytes));
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const misfit = checkTokens(tokens, spotAt);
  if (misfit !== null) return refuse(misfit);
  const options = { prettyErrors: false, stringKeys: true, uniqueKeys: true, version: '1.2' } as const;
  const [document] = new Composer(options).compose(tokens, true, text.length);
  if (document === undefined || (document.contents === null && document.errors.length === 0)) return refuse(empty);
  const errors = listErrors(document, spotAt);
  const problems = errors.length > 0 ? errors : listReferences(document, spotAt);
  return problems.length > 0 ? refuse(...problems) : { ok: true, source: sourceOf(document, spotAt) };
}

type SpotAt = (offset: number) => Spot;

const refuse = (...problems: SpotProblem[]): SourceAnswer => ({ ok: false, problems });

const tooLarge = (sizeBytes: number): SpotProblem => ({
  line: 1,
  column: 1,
  what: `the file has ${sizeBytes} bytes`,
  fix: `Keep it to ${maxPlanBytes} bytes.`,
});

const empty: SpotProblem = {
  line: 1,
  column: 1,
  what: 'the file is empty',
  fix: 'Write a plan; examples/plan.yaml is one.',
};

/** What must be known before anything recursive looks at the tokens. */
function checkTokens(tokens: readonly CST.Token[], spotAt: SpotAt): SpotProblem | null {
  const deep = findTooDeep(tokens, maxDepth);
  if (deep !== null) {
    return { ...spotAt(deep), what: `is nested deeper than ${maxDepth} levels`, fix: 'A plan needs five.' };
  }
  const second = tokens.filter(({ type }) => type === 'document')[1];
  if (second === undefined) return null;
  return { ...spotAt(second.offset), what: 'a second document begins', fix: 'Keep one plan per file.' };
}

function sourceOf(document: Document.Parsed, spotAt: SpotAt): PlanSource {
  const root = document.contents;
  const spotOf = (node: unknown): Spot => spotAt(isNode(node) ? (node.range?.[0] ?? 0) : 0);
  return {
    value: document.toJS({ maxAliasCount: 0 }),
    locate: (path) => spotOf(findNode(root, path)),
    locateKey: (path, key) => {
      const map = findNode(root, path);
      const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
      return spotOf(pair?.key ?? map);
    },
  };
}

/** Follows the path as far as it goes. */
function findNode(root: unknown, path: readonly PropertyKey[]): unknown {
  let node = root;
  for (const step of path) {
    const next = isMap(node) || isSeq(node) ? node.get(step, true) : undefined;
    if (!isNode(next)) return node;
    node = next;
  }
  return node;
}

/** Anchors save typing in files of a hundred stages; here they only hide what a reviewer should see, and they can explode. */
function listReferences(document: Document.Parsed, spotAt: SpotAt): SpotProblem[] {
  const found: SpotProblem[] = [];
  visit(document, {
    Node(_, node) {
      if (!isAlias(node) && node.anchor === undefined) return undefined;
      const [what, fix] = ['uses an anchor or alias', 'Write the value out where it is used.'];
      found.push({ ...spotAt(node.range?.[0] ?? 0), what, fix });
      return found.length < maxProblems ? undefined : visit.BREAK;
    },
  });
  return found;
}

/** After the first error of grammar a parser only guesses; double keys are no error of grammar, so all of them are told. */
function listErrors(document: Document.Parsed, spotAt: SpotAt): SpotProblem[] {
  const errors: YAMLError[] = [...document.errors, ...document.warnings];
  const [first] = errors.filter(({ code }) => code !== 'DUPLICATE_KEY').sort((one, other) => one.pos[0] - other.pos[0]);
  const told = first === undefined ? errors.slice(0, maxProblems) : [first];
  return told.map(({ code, message, pos }) => {
    const what = `is not YAML: ${lowerFirst(message.slice(0, 200))}`;
    return { ...spotAt(pos[0]), what, fix: fixes[code] ?? 'Mend it here, or look at the lines just above.' };
  });
}

const fixes: Partial<Record<YAMLError['code'], string>> = {
  BAD_INDENT: 'Close the bracket above, or indent by two spaces a level, alike within one list or map.',
  BLOCK_AS_IMPLICIT_KEY: 'Put what follows the first colon on a line of its own, or quote the text.',
  DUPLICATE_KEY: 'Remove one of the two.',
  MISSING_CHAR: 'Close the quotation mark or bracket, or add the space or comma that is missing.',
  MULTILINE_IMPLICIT_KEY: 'Add the colon after the key.',
  NON_STRING_KEY: 'Quote the key, or write a name.',
  TAB_AS_INDENT: 'Indent by spaces; YAML allows no tabs.',
  TAG_RESOLVE_FAILED: 'Remove the tag (the word after "!"); a plan needs none.',
};

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
